import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Context, Narrowing, Principal, Snapshot, Surface } from '@objectos/kernel';
import { isTrue } from '@objectql/expression';
import { PolicyAuthoriser } from './authoriser.ts';
import { rightsOf } from './rights.ts';
import { operation, role, snapshotOf } from './sales-metadata.contract.ts';

const list = operation('deal.list', { object: 'deal', verb: 'read' });
const query = operation('deal.query', { object: 'deal', verb: 'read' });
const get = operation('deal.get', { object: 'deal', verb: 'read' });
const create = operation('deal.create', { object: 'deal', verb: 'create' });
const approve = operation('deal.approve', { object: 'deal', verb: 'approve', orRoles: ['manager'] });
const listCustomers = operation('customer.list', { object: 'customer', verb: 'read' });
const whoAmI = operation('session.show', null);

const administrator = role('admin', { effect: 'allow', verbs: ['*'], object: '*' });
const rep = role('rep', { effect: 'allow', verbs: ['read', 'create'] }, { effect: 'allow', verbs: ['read'], object: 'customer' });
const manager = role('manager', { effect: 'allow', verbs: ['read'] });
const finance = role('finance', { effect: 'allow', verbs: ['read', 'approve'] });
const approver = role('approver', { effect: 'allow', verbs: ['approve'] });
const suspended = role('suspended', { effect: 'deny', verbs: ['approve'] });
const careful = role('careful', { effect: 'deny', verbs: ['approve'], when: 'record.amount > 5' });
const roles = [administrator, rep, manager, finance, approver, suspended, careful];
const snapshot = snapshotOf({ roles });

interface Asking {
  readonly narrowing?: Narrowing;
  readonly surface?: Surface;
  readonly in?: Snapshot;
}

function person(...held: readonly string[]): Principal {
  return { id: 'ada', kind: 'person', roles: held.toSorted() };
}

function context(principal: Principal, { narrowing, surface = 'rest' }: Asking = {}): Context {
  return { tenant: 'main', principal, actors: [], onBehalfOf: null, narrowing: narrowing ?? null, surface, requestId: 'r', time: 0 };
}

function narrowedTo(...operations: readonly string[]): Asking {
  return { narrowing: { operations } };
}

function allows(called: typeof list, principal: Principal, asking: Asking = {}): boolean {
  return new PolicyAuthoriser().authorise(called, context(principal, asking), asking.in ?? snapshot).allowed;
}

test('a caller without a grant is denied, one with it is allowed, whatever other roles say', () => {
  assert.equal(allows(list, person('rep')), true);
  assert.equal(allows(create, person('rep')), true);
  assert.equal(allows(list, person()), false);
  assert.equal(allows(create, person('manager', 'unheard-of')), false);
  assert.equal(allows(create, person('admin')), true);
});

test('an operation without a grant is open to everybody who is signed in', () => {
  assert.equal(allows(whoAmI, person()), true);
});

test('an event needs a grant of its verb or a role that its guards name, and the record must be readable', () => {
  assert.equal(allows(approve, person('finance')), true);
  assert.equal(allows(approve, person('manager')), true);
  assert.equal(allows(approve, person('rep')), false);
  assert.equal(allows(approve, person('approver')), false, 'it may not read deals');
  assert.equal(allows(approve, person('approver', 'rep')), true);
});

test('a deny wins over a grant and over a role of the guard', () => {
  assert.equal(allows(approve, person('finance', 'suspended')), false);
  assert.equal(allows(approve, person('manager', 'suspended')), false);
  assert.equal(allows(approve, person('admin', 'suspended')), false);
});

test('a deny for some records is left to who knows the record', () => {
  const verdict = new PolicyAuthoriser().authorise(approve, context(person('manager', 'careful')), snapshot);
  assert.ok(verdict.allowed);
  assert.equal(rightsOf(verdict.granted).of('deal', 'approve'), undefined);
  assert.equal(rightsOf(verdict.granted).denied('deal', 'approve').kind, 'compare');
});

test('a narrowing leaves the operations that it names, all of an object, or all', () => {
  assert.equal(allows(list, person('rep'), narrowedTo('deal.list')), true);
  assert.equal(allows(query, person('rep'), narrowedTo('deal.list')), true, 'query is the POST form of list');
  assert.equal(allows(get, person('rep'), narrowedTo('deal.list')), false);
  assert.equal(allows(create, person('rep'), narrowedTo('deal.*')), true);
  assert.equal(allows(listCustomers, person('rep'), narrowedTo('deal.*')), false);
  assert.equal(allows(listCustomers, person('rep'), narrowedTo('*')), true);
  assert.equal(allows(whoAmI, person('rep'), narrowedTo('deal.*')), false);
  assert.equal(allows(list, person('rep'), narrowedTo()), false);
  assert.equal(allows(approve, person('rep'), narrowedTo('deal.approve')), false, 'a narrowing grants nothing');
});

test('roles that are narrowed away take their allows and their names with them, and leave their denies', () => {
  assert.equal(allows(approve, person('manager', 'rep'), { narrowing: { roles: ['rep'] } }), false);
  assert.equal(allows(approve, person('manager', 'suspended'), { narrowing: { roles: ['manager'] } }), false);
  assert.equal(allows(approve, person('manager'), { narrowing: { withheldRoles: ['suspended'] } }), false);
  assert.equal(allows(list, person('rep'), { narrowing: { roles: ['admin'] } }), false, 'a narrowing cannot name a role into being');
});

test('inside a narrowing other objects keep their records and lose their fields, so that expand is no way around it', () => {
  const narrowing = { operations: ['deal.list', 'deal.create'] };
  const verdict = new PolicyAuthoriser().authorise(list, context(person('rep'), { narrowing }), snapshot);
  assert.ok(verdict.allowed);
  const rights = rightsOf(verdict.granted);
  assert.ok(rights.of('deal', 'read')?.fields.has('title'));
  const customers = rights.of('customer', 'read');
  assert.ok(customers && isTrue(customers.rows) && customers.fields.has('id'));
  assert.equal(customers.fields.has('name'), false);
  assert.equal(rights.of('customer', 'read'), customers);
  assert.ok(rights.of('deal', 'create'));
});

test('inside a narrowing nothing is written that has no operation in it', () => {
  const verdict = new PolicyAuthoriser().authorise(list, context(person('admin'), { narrowing: { operations: ['deal.list'] } }), snapshot);
  assert.ok(verdict.allowed);
  assert.equal(rightsOf(verdict.granted).of('deal', 'create'), undefined);
});

test('agentTools is the exact list of what MCP reaches of a plugin, and says nothing of other surfaces and plugins', () => {
  const restricted = snapshotOf({ roles, agentTools: { crm: { operations: ['deal.list', 'customer.list'], objects: ['deal'] } } });
  assert.equal(allows(list, person('rep'), { surface: 'mcp', in: restricted }), true);
  assert.equal(allows(create, person('rep'), { surface: 'mcp', in: restricted }), false);
  assert.equal(allows(create, person('rep'), { surface: 'rest', in: restricted }), true);
  assert.equal(allows(listCustomers, person('rep'), { surface: 'mcp', in: restricted }), true, 'customers are not its objects');
  assert.equal(allows(list, person(), { surface: 'mcp', in: restricted }), false, 'a tool grants nothing');
  assert.equal(allows(create, person('rep'), { surface: 'mcp' }), true, 'no plugin restricts anything');
  assert.equal(allows(list, person('rep'), { surface: 'mcp', in: restricted, narrowing: { operations: ['deal.get'] } }), false);
});

test('where two plugins list one object, both lists must have the operation', () => {
  const both = snapshotOf({ roles, agentTools: { crm: { operations: ['deal.list', 'deal.get'], objects: ['deal'] }, desk: { operations: ['deal.get'], objects: ['deal'] } } });
  assert.equal(allows(get, person('rep'), { surface: 'mcp', in: both }), true);
  assert.equal(allows(list, person('rep'), { surface: 'mcp', in: both }), false);
});

test('a principal is judged by the roles, narrowing and metadata of this very call', () => {
  const authoriser = new PolicyAuthoriser();
  const principal = person('rep');
  const judge = (asking: Asking = {}) => authoriser.authorise(create, context(principal, asking), asking.in ?? snapshot).allowed;
  assert.equal(judge(), true);
  assert.equal(judge({ narrowing: { operations: ['deal.list'] } }), false);
  assert.equal(judge(), true);
  assert.equal(judge({ in: snapshotOf({ roles: [] }) }), false);
  assert.equal(judge(), true);
  const narrowing = { operations: ['*'] };
  assert.equal(authoriser.authorise(create, context(principal, { narrowing }), snapshot).allowed, true);
  assert.equal(authoriser.authorise(create, context(person(), { narrowing }), snapshot).allowed, false, 'the same narrowing of another principal');
});

test('principals with equal roles get identical rights, one verdict is taken once', () => {
  const authoriser = new PolicyAuthoriser();
  const first = authoriser.authorise(list, context(person('rep')), snapshot);
  assert.equal(authoriser.authorise(list, context(person('rep')), snapshot), first);
});

test('a principal that only calls itself system has the rights of its roles: none', () => {
  assert.equal(allows(list, { id: 'system', kind: 'system', roles: [] }), false);
});
