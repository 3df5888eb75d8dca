import assert from 'node:assert/strict';
import test from 'node:test';
import { checkMetadata } from './check-metadata.ts';
import { defineAction } from './define-action.ts';
import { defineFlow } from './define-flow.ts';
import { defineObject } from './define-object.ts';
import { defineRole } from './define-role.ts';
import type { RuleDefinition } from './define-role.ts';
import { f } from './field-builders.ts';
import { parsedOrThrow } from './metadata-error.ts';
import { metadataKinds } from './metadata-kinds.ts';
import type { PluginDescriptor } from './plugin-descriptor.ts';

const subjects = [{ name: 'audit', verbs: ['read'] }];
const customer = defineObject({ name: 'customer', fields: { name: f.text() } });
const contract = defineObject({ name: 'contract', fields: { customer: f.lookup('customer'), status: f.select(['draft', 'approved']), stage: f.select(['x']) } });
const approval = flow('ContractApproval');
const rename = defineAction({ object: 'customer', name: 'rename' });

function flow(name: string, more: { readonly object?: string; readonly field?: string; readonly event?: string; readonly states?: readonly [string, string] } = {}) {
  const { event = 'approve', states: [from, to] = ['draft', 'approved'], ...rest } = more;
  return defineFlow({ name, ...rest, initialState: from, states: { [from]: { on: { [event]: { target: to, conditions: [{ role: 'x' }] } } }, [to]: {} } });
}
function plugin(parts: Partial<PluginDescriptor>): PluginDescriptor {
  return { name: 'crm', version: '1.0.0', objects: [customer, contract], flows: [], actions: [], roles: [], source: { file: 'crm.ts' }, ...parts };
}
function messages(...plugins: readonly PluginDescriptor[]): string[] {
  return checkMetadata(plugins).issues.map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`));
}
function rules(...list: readonly (string | RuleDefinition)[]): string[] {
  return messages(plugin({ flows: [approval], actions: [rename], roles: [defineRole({ name: 'rep', rules: list })] }));
}

test('sound plugins come back with the objects of flows and of rules resolved', () => {
  const role = defineRole({ name: 'rep', rules: ['read:customers', 'read:contract', 'approve:contracts', '*:*', 'rename:customers', { deny: ['read', 'update'], object: '*', fields: ['name', 'createdAt'] }] });
  const checked = parsedOrThrow(checkMetadata([plugin({ flows: [approval], actions: [rename], roles: [role], agentTools: ['customer.list', 'contract.approve', 'customer.rename'] })]));
  assert.deepEqual(checked[0]?.flows.map(({ object }) => object), ['contract']);
  assert.deepEqual(checked[0]?.roles[0]?.rules.map(({ object }) => object), ['customer', 'contract', 'contract', '*', 'customer', '*']);
});

test('what two plugins bring under one name is a fault that names both', () => {
  const other = plugin({ name: 'erp', objects: [customer, { ...contract, name: 'agreement', plural: 'contracts' }], flows: [approval], actions: [rename] });
  assert.deepEqual(messages(plugin({ flows: [approval], actions: [rename] }), other), [
    'Plugins "crm" and "erp" both bring object "customer". Rename one, or load one of them.',
    'Plugins "crm" and "erp" both bring plural "contracts". Rename one, or load one of them.',
    'Plugins "crm" and "erp" both bring object id "contract". Rename one, or load one of them.',
    'Plugins "crm" and "erp" both bring flow "ContractApproval". Rename one, or load one of them.',
    'Plugins "crm" and "erp" both bring event or action "contract.approve". Rename one, or load one of them.',
    'Plugins "crm" and "erp" both bring event or action "customer.rename". Rename one, or load one of them.',
  ]);
});

test('a role may come from several plugins, and their rules add up', () => {
  const [first, second] = [defineRole({ name: 'rep', rules: ['read:customers'] }), defineRole({ name: 'rep', rules: ['create:customers'] })];
  assert.deepEqual(messages(plugin({ roles: [first] }), plugin({ name: 'erp', objects: [], roles: [second] })), []);
  assert.deepEqual(metadataKinds[2].merge?.(first, second).rules.map(({ verbs }) => verbs), [['read'], ['create']]);
});

test('an event and an action, or two flows, cannot share a verb of one object', () => {
  assert.match(messages(plugin({ flows: [approval], actions: [defineAction({ object: 'contract', name: 'approve' })] })).join(), /brings event or action "contract.approve" twice/u);
  assert.match(messages(plugin({ flows: [approval, flow('ContractReview')] })).join(), /brings event or action "contract.approve" twice/u);
});

test('a lookup needs its object unless it is optional, or the runtime brings it', () => {
  const lead = defineObject({ name: 'lead', fields: { a: f.lookup('custmer'), b: f.lookup('principal', { optional: true }), c: f.lookup('effect') } });
  const effect = defineObject({ name: 'effect', fields: {} });
  assert.deepEqual(messages(plugin({ objects: [customer, lead] })), [
    'Field lead.a refers to object "custmer", which is not loaded. Did you mean "customer"?',
    'Field lead.c refers to object "effect", which is not loaded. Known: customer, lead.',
  ]);
  assert.equal(checkMetadata([plugin({ objects: [customer, lead] })], { objects: [effect] }).issues.length, 1);
  const reader = { metadata: () => new Map<string, unknown>([['lead', lead], ['customer', customer]]) };
  assert.equal(metadataKinds[0].check?.(reader).length, 2);
});

test('the object of a flow is what its name begins with, the longest that is loaded', () => {
  const status = { status: f.select(['draft', 'approved']) };
  const objects = ['expense', 'expense_report', 'orderLine', 'lead'].map((name) => defineObject({ name, fields: status }));
  const resolve = (name: string) => {
    const checked = checkMetadata([plugin({ objects, flows: [flow(name)] })]);
    return checked.ok ? checked.value[0]?.flows[0]?.object : checked.issues.map(({ code, hint }) => `${code} ${hint}`);
  };
  assert.equal(resolve('ExpenseApproval'), 'expense');
  assert.equal(resolve('ExpenseReportApproval'), 'expense_report');
  assert.equal(resolve('LeadQualification'), 'lead');
  assert.equal(resolve('OrderLineReview'), 'orderLine');
  assert.equal(resolve('expenses'), 'expense');
  assert.deepEqual(resolve('LeaderElection'), ['METADATA_REFERENCE Say "object:" in the flow. Candidates: expense, expense_report, orderLine, lead.']);
  objects.push(defineObject({ name: 'order_line', plural: 'lines', fields: status }));
  assert.deepEqual(resolve('OrderLineReview'), ['METADATA_AMBIGUOUS Say "object:" in the flow. Candidates: orderLine, order_line.']);
});

test('a flow keeps its states in a select field that has them all', () => {
  assert.deepEqual(messages(plugin({ flows: [flow('ContractApproval', { field: 'state' })] })), [
    'Flow "ContractApproval" keeps its state in the select field contract.state, which is not there. Say "field:" in the flow. Select fields: status, stage.',
  ]);
  assert.deepEqual(messages(plugin({ flows: [flow('CustomerCheck', { field: 'name' })] })), [
    'Flow "CustomerCheck" keeps its state in the select field customer.name, which is of type text. Add the field "name" as a select of the flow\'s states.',
  ]);
  assert.deepEqual(messages(plugin({ flows: [flow('ContractApproval', { states: ['draft', 'aproved'] })] })), [
    'State "aproved" of flow "ContractApproval" is not an option of contract.status. Did you mean "approved"?',
  ]);
  assert.deepEqual(messages(plugin({ flows: [flow('X', { object: 'contrct' })], actions: [defineAction({ object: 'custmer', name: 'poke' })] })), [
    'Flow "X" is about object "contrct", which is not loaded. Did you mean "contract"?',
    'Action "poke" is about object "custmer", which is not loaded. Did you mean "customer"?',
  ]);
});

test('rules speak of objects, verbs and fields that are there', () => {
  assert.deepEqual(rules('read:custmers', 'list:customers', 'aprove:contracts', 'approve:customers', { allow: 'update', object: 'customers', fields: ['nmae', 'id'] }, 'fly:*'), [
    'Role "rep" speaks of "custmers", which is no loaded object. Did you mean "customers"?',
    'Role "rep" speaks of "list", which is no verb, event or action of "customer". Write "read": it means get, list, query and history.',
    'Role "rep" speaks of "aprove", which is no verb, event or action of "contract". Did you mean "approve"?',
    'Role "rep" speaks of "approve", which is no verb, event or action of "customer". Known: read, create, update, delete, *, rename.',
    'Role "rep" speaks of field "nmae", which "customer" does not have. Did you mean "name"?',
    'Role "rep" speaks of "fly", which is no verb, event or action of any object. Known: read, create, update, delete, *, approve, rename.',
  ]);
  const audit = plugin({ roles: [defineRole({ name: 'auditor', rules: ['read:audit', '*:audit'] })], agentTools: ['audit.log'] });
  assert.equal(checkMetadata([audit], { subjects }).ok, true);
});

test('rules on what has no records speak of its verbs', () => {
  const checked = checkMetadata([plugin({ roles: [defineRole({ name: 'auditor', rules: ['reed:audit', 'list:audit', { deny: 'read', object: 'audti' }] })] })], { subjects });
  assert.deepEqual(checked.issues.map(({ message, hint }) => `${message} ${hint}`), [
    'Role "auditor" speaks of "reed", which is no verb, event or action of "audit". Did you mean "read"?',
    'Role "auditor" speaks of "list", which is no verb, event or action of "audit". Write "read": it means get, list, query and history.',
    'Role "auditor" speaks of "audti", which is no loaded object. Did you mean "audit"?',
  ]);
});

test('a permission whose words stand the wrong way round is told the right one', () => {
  const [issue] = checkMetadata([plugin({ flows: [approval], roles: [defineRole({ name: 'rep', rules: ['contracts:approve'] })] })]).issues;
  assert.deepEqual([issue?.message, issue?.hint, issue?.fix], [
    'Role "rep" speaks of "approve", which is no loaded object.', 'Write "approve:contracts": the verb comes first.', { replace: 'contracts:approve', by: 'approve:contracts' },
  ]);
});

test('no word of permissions means two things', () => {
  const objects = [customer, defineObject({ name: 'sale', plural: 'orders', fields: {} }), defineObject({ name: 'orders', plural: 'orderings', fields: {} }), defineObject({ name: 'sheep', plural: 'sheep', fields: {} }),
    defineObject({ name: 'audit', fields: {} }), defineObject({ name: 'permission', fields: {} }), defineObject({ name: 'effects', plural: 'all_effects', fields: {} })];
  const checked = checkMetadata([plugin({ objects })], { subjects: [...subjects, { name: 'permissions', verbs: ['explain'] }], objects: [defineObject({ name: 'effect', fields: {} })] });
  assert.deepEqual(checked.issues.map(({ code, message, hint }) => `${code} ${message} ${hint}`), [
    'METADATA_AMBIGUOUS The plural of object "effect" is the name of object "effects", so permissions that speak of "effects" could mean either. The runtime has "effect": choose another name than "effects".',
    'METADATA_AMBIGUOUS The plural of object "sale" is the name of object "orders", so permissions that speak of "orders" could mean either. Say another "plural:" of "sale".',
    'METADATA_AMBIGUOUS Object "audit" is called "audit", as is what permissions such as "read:audit" speak of. Choose another name.',
    'METADATA_AMBIGUOUS Object "permission" is called "permissions", as is what permissions such as "explain:permissions" speak of. Say another "plural:" of "permission".',
  ]);
});

test('agent tools are operations of loaded objects', () => {
  assert.deepEqual(messages(plugin({ flows: [approval], agentTools: ['customer.lst', 'custmer.list', 'contract.approve', 'contract.approve', 'contract.advance', 'list'] })), [
    'Agent tool "customer.lst": "lst" is no operation of "customer". Did you mean "list"?',
    'Agent tool "custmer.list" is no operation of a loaded object. Did you mean "customer"?',
    'Agent tool "contract.approve" is listed twice. Remove one.',
    'Agent tool "contract.advance": "advance" is no operation of "contract". Known: list, get, query, create, update, delete, history, approve.',
    'Agent tool "list" is no operation of a loaded object. Known: customer, contract.',
  ]);
});

test('every kind publishes a schema of what authors write', () => {
  for (const kind of metadataKinds) {
    const text = JSON.stringify(kind.schema());
    assert.match(text, /"\$schema"/u, kind.kind);
    assert.doesNotMatch(text, /"source"/u, kind.kind);
  }
  assert.match(JSON.stringify(metadataKinds[0].schema()), /"autonumber"/u);
});
