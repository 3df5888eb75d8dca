import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BootFault } from '@objectos/kernel';
import { defineAction, defineFlow, defineObject, f } from '@objectql/metadata';
import type { ActionDescriptor, FlowDescriptor, ObjectDescriptor } from '@objectql/metadata';
import { actionHandlersFacet } from './action-handler.ts';
import { compileFlow } from './compiled-flow.ts';
import { expenseObject, ledgerObject, seedFlow } from './expense-metadata.contract.ts';
import { TestKernel, updateLedger } from './test-kernel.contract.ts';
import type { TestKernelOptions } from './test-kernel.contract.ts';

/** Why the kernel did not start: `CODE: message` each. */
async function faultsOf(options: TestKernelOptions): Promise<readonly string[]> {
  const site = new TestKernel(options);
  const outcome = await site.kernel.start().then(() => null, (error: unknown) => error);
  if (outcome === null) {
    await site.kernel.stop();
    return [];
  }
  assert.ok(outcome instanceof BootFault);
  return outcome.faults.map(({ code, message }) => `${code}: ${message}`);
}

function notifying(args: string): TestKernelOptions {
  return flowWith((flow) => ({ ...flow, states: { ...flow.states, rejected: { on: {}, actions: [{ action: 'notify', args }] } } }));
}

function polish(writes: readonly string[]): ActionDescriptor {
  return defineAction({ object: 'expense', name: 'polish', writes });
}

/** The seed's flow, changed. */
function flowWith(change: (flow: FlowDescriptor) => FlowDescriptor): TestKernelOptions {
  return { flows: [change(seedFlow())] };
}

function fieldsOf(changed: ObjectDescriptor['fields']): ObjectDescriptor {
  return { ...expenseObject, fields: { ...expenseObject.fields, ...changed } };
}

test('the seed\'s flow starts as it is written', async () => {
  assert.deepEqual(await faultsOf({}), []);
});

test('an effect that nothing carries out keeps the kernel from starting, with the line that names it', async () => {
  assert.deepEqual(await faultsOf({ handlers: [] }), [
    'FLOW_EFFECT_UNHANDLED: expense-approval.flow.yml:27:9: Nothing carries out the effect "update_ledger". Load the plugin that handles it, or contribute a handler for it (effectHandlersFacet).',
  ]);
});

test('the nearest handler is named where one is close', async () => {
  const [fault] = await faultsOf({ handlers: [{ ...updateLedger, action: 'update_ledgers' }] });
  assert.match(fault ?? '', /Did you mean "update_ledgers"\?/u);
});

test('archive without a boolean field "archived" says what is missing', async () => {
  const { archived: _archived, ...others } = expenseObject.fields;
  assert.match((await faultsOf({ objects: [{ ...expenseObject, fields: others }, ledgerObject] }))[0] ?? '', /FLOW_EFFECT_INVALID: expense-approval\.flow\.yml:28:9: archive sets the boolean field "archived" of expense, but it has no such field\./u);
  assert.match((await faultsOf({ objects: [fieldsOf({ archived: { type: 'text', id: 'a' } }), ledgerObject] }))[0] ?? '', /but it is a text field/u);
});

test('notify needs a field that holds a principal', async () => {
  assert.match((await faultsOf(notifying('approver')))[0] ?? '', /notify: approver needs a field that holds the id of a principal, and expense has no field "approver"/u);
  assert.match((await faultsOf(notifying('amount')))[0] ?? '', /expense\.amount is a money field/u);
  assert.deepEqual(await faultsOf(notifying('createdBy')), []);
});

test('the state field must be a select that has every state', async () => {
  assert.match((await faultsOf({ objects: [fieldsOf({ status: { type: 'text', id: 's' } }), ledgerObject] }))[0] ?? '', /FLOW_FIELD_INVALID: .*that is a text field/u);
  const short = fieldsOf({ status: { type: 'select', id: 's', options: [{ value: 'submitted' }, { value: 'approved' }, { value: 'rejected' }] } });
  assert.deepEqual((await faultsOf({ objects: [short, ledgerObject] })).map((fault) => fault.split(': ').slice(0, 2).join(': ')), ['FLOW_FIELD_INVALID: expense-approval.flow.yml:16:3']);
});

test('a condition that cannot be read is reported with its place', async () => {
  const flow = defineFlow({ name: 'ExpenseApproval', object: 'expense', initialState: 'submitted', states: { submitted: { on: { approve: { target: 'approved', conditions: [{ amuont: '< 5' }] } } }, approved: {} } });
  const [fault] = await faultsOf({ flows: [flow] });
  assert.match(fault ?? '', /EXPRESSION_FIELD_UNKNOWN: flow ExpenseApproval \(.*conditions\[0\].*\): "amuont" is not a field of expense/u);
});

test('a condition that cannot be read hides no other fault of its flow, nor makes its events unknown', async () => {
  const broken = flowWith((flow) => ({ ...flow, states: { ...flow.states,
    submitted: { on: { approve: [{ target: 'approved', conditions: [{ test: { amuont: '< 5' } }] }] }, actions: [{ action: 'ring_a_bell', args: null }] } } }));
  assert.deepEqual((await faultsOf({ ...broken, actions: [polish(['status'])], contributes: [actionHandlersFacet.of({ action: 'expense.polish', decide: () => ({ changes: {} }) })] })).map((each) => each.split(': ')[0]),
    ['EXPRESSION_FIELD_UNKNOWN', 'FLOW_EFFECT_UNHANDLED', 'ACTION_WRITES_INVALID']);
  const { ok, partial } = { partial: undefined, ...compileFlow({ ...seedFlow(), ...broken.flows?.[0] }, expenseObject, new Map([[expenseObject.name, expenseObject]])) };
  assert.deepEqual([ok, partial?.states.get('submitted')?.on.get('approve')?.[0]?.atoms.map((atom) => atom.holds({ amount: '1' }, { id: 'a', roles: [] } as never, []))], [false, [false]], 'nobody passes it');
});

test('a flow without its object, and a second flow of one object, are refused', async () => {
  assert.match((await faultsOf(flowWith((flow) => ({ ...flow, object: 'expenses' }))))[0] ?? '', /FLOW_OBJECT_UNKNOWN: .*"expenses", which no plugin brings\. Did you mean "expense"\?/u);
  const second = { ...seedFlow(), name: 'Second' };
  assert.match((await faultsOf({ flows: [seedFlow(), second] }))[0] ?? '', /FLOW_OBJECT_SHARED: .*one object has one flow/u);
});

test('a role that nobody defines is a warning', async () => {
  const site = new TestKernel();
  await site.kernel.start();
  assert.ok(site.platform.lines.some((line) => /^warn FLOW_ROLE_UNKNOWN: expense-approval\.flow\.yml:\d+:\d+: No plugin defines the role "manager"/u.test(line)));
  await site.kernel.stop();
});

test('two handlers of one effect, or one under the name of a built-in effect, are refused', async () => {
  assert.match((await faultsOf({ handlers: [updateLedger, updateLedger] }))[0] ?? '', /EFFECT_HANDLER_DUPLICATE/u);
  assert.match((await faultsOf({ handlers: [updateLedger, { ...updateLedger, action: 'notify' }] }))[0] ?? '', /FLOW_EFFECT_RESERVED/u);
});

test('an action needs its object, its handler, and fields to write that are there and no flow\'s', async () => {
  const deal = defineObject({ name: 'deal', fields: { stage: f.text() } });
  const handled = actionHandlersFacet.of({ action: 'expense.polish', decide: () => ({ changes: {} }) });
  const declaring = (action: ActionDescriptor, handler = true): TestKernelOptions => ({ actions: [action], contributes: handler ? [handled] : [], objects: [expenseObject, ledgerObject, deal] });
  assert.deepEqual(await faultsOf(declaring(polish(['title']))), []);
  assert.match((await faultsOf(declaring(polish(['title']), false)))[0] ?? '', /ACTION_UNHANDLED: .*Nothing carries out the action "expense\.polish"/u);
  assert.match((await faultsOf(declaring(polish(['status']))))[0] ?? '', /ACTION_WRITES_INVALID: .*which the flow ExpenseApproval alone writes/u);
  assert.match((await faultsOf(declaring(polish(['titel']))))[0] ?? '', /ACTION_WRITES_INVALID: .*Did you mean "title"\?/u);
  assert.match((await faultsOf({ actions: [], contributes: [handled] }))[0] ?? '', /ACTION_UNKNOWN: .*"expense\.polish", which no plugin declares/u);
  assert.match((await faultsOf({ actions: [defineAction({ object: 'expnse', name: 'polish' })] }))[0] ?? '', /ACTION_OBJECT_UNKNOWN: .*Did you mean "expense"\?/u);
});
