import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '@objectos/kernel';
import { defineAction, defineObject, f } from '@objectql/metadata';
import { actionHandlersFacet } from './action-handler.ts';
import type { ActionHandler } from './action-handler.ts';
import { TestKernel } from './test-kernel.contract.ts';
import type { TestRole } from './test-rights.contract.ts';

const stages = ['lead', 'offer', 'won'] as const;

const opportunity = defineObject({
  name: 'opportunity',
  fields: { name: f.text({ required: true }), stage: f.select(stages, { default: 'lead', readOnly: true }), value: f.decimal({ scale: 2, min: '0' }), note: f.text({ max: 20 }), owner: f.text() },
});

const advanceStage = defineAction({
  object: 'opportunity',
  name: 'advanceStage',
  input: { note: f.text({ max: 50 }), steps: f.integer({ required: true, default: 1, min: 1 }), reason: f.select(['call', 'mail'], { required: true }) },
  writes: ['stage', 'note', 'value'],
});

const advance: ActionHandler = {
  action: 'opportunity.advanceStage',
  decide({ row, input, actor }) {
    const next = stages[stages.indexOf(row['stage'] as 'lead') + Number(input['steps'])];
    if (next === undefined) return { reject: { code: 'STAGE_LAST', message: 'There is no further stage.', path: 'steps' } };
    return { changes: { stage: next, note: input['note'] ?? `by ${actor.id}` } };
  },
};

const roles: Readonly<Record<string, TestRole>> = {
  rep: { 'create:opportunity': true, 'read:opportunity': true },
  manager: { 'read:opportunity': true, 'advanceStage:opportunity': 'record.owner != "nobody"' },
  admin: { 'read:opportunity': true },
};

async function site(handler: ActionHandler = advance, owner = 'rita'): Promise<TestKernel> {
  const kernel = new TestKernel({ objects: [opportunity], flows: [], handlers: [], actions: [advanceStage], contributes: [actionHandlersFacet.of(handler)], roles });
  await kernel.kernel.start();
  await kernel.call('rita:rep', 'opportunity.create', { id: 'o1', name: 'Big', owner });
  return kernel;
}

async function refusal(calling: Promise<unknown>): Promise<Fault> {
  const outcome = await calling.then(() => null, (error: Fault) => error);
  assert.ok(outcome !== null, 'the call went through');
  return outcome;
}

test('an action changes its record by its own grant: neither the right to update nor writable fields are needed', async () => {
  const kernel = await site();
  const answer = await kernel.call('mia:manager', 'opportunity.advanceStage', { id: 'o1', reason: 'call' });
  assert.deepEqual([answer['stage'], answer['note'], answer['revision'], answer['updatedBy']], ['offer', 'by mia', 2, 'mia']);
});

test('without the grant the action is not there, and a grant with a condition speaks of the record', async () => {
  const kernel = await site();
  assert.equal((await refusal(kernel.call('rita:rep', 'opportunity.advanceStage', { id: 'o1', reason: 'call' }))).code, 'OPERATION_NOT_FOUND');
  const nobodys = await site(advance, 'nobody');
  assert.equal((await refusal(nobodys.call('mia:manager', 'opportunity.advanceStage', { id: 'o1', reason: 'call' }))).code, 'FORBIDDEN');
});

test('every problem of the input is told at once: missing, unknown, outside of what a field takes', async () => {
  const kernel = await site();
  const fault = await refusal(kernel.call('mia:manager', 'opportunity.advanceStage', { steps: 0, resaon: 'call' }));
  assert.deepEqual(fault.details.issues?.map(({ path, hint }) => [path, hint]).toSorted(), [['id', undefined], ['reason', undefined], ['resaon', 'Did you mean "reason"?'], ['steps', undefined]]);
});

test('the handler\'s refusal reaches the caller with its code and path', async () => {
  const kernel = await site();
  const fault = await refusal(kernel.call('mia:manager', 'opportunity.advanceStage', { id: 'o1', reason: 'call', steps: 5 }));
  assert.deepEqual([fault.code, fault.category, fault.details.path], ['STAGE_LAST', 'invalid', 'steps']);
  assert.equal((await kernel.call('rita:rep', 'opportunity.get', { id: 'o1' }))['revision'], 1);
});

test('a stale revision is refused, a missing record is not found', async () => {
  const kernel = await site();
  assert.equal((await refusal(kernel.call('mia:manager', 'opportunity.advanceStage', { id: 'o1', reason: 'call', revision: 9 }))).code, 'STALE');
  assert.equal((await refusal(kernel.call('mia:manager', 'opportunity.advanceStage', { id: 'o9', reason: 'call' }))).code, 'RECORD_NOT_FOUND');
});

test('a handler that changes a field outside its writes fails, and nothing is changed', async () => {
  const kernel = await site({ ...advance, decide: () => ({ changes: { stage: 'won', owner: 'mia' } }) });
  const fault = await refusal(kernel.call('mia:manager', 'opportunity.advanceStage', { id: 'o1', reason: 'call' }));
  assert.deepEqual([fault.code, fault.category], ['ACTION_WRITES_UNDECLARED', 'internal']);
  assert.equal((await kernel.call('rita:rep', 'opportunity.get', { id: 'o1' }))['stage'], 'lead');
});

test('values of a handler get their canonical form, and those that a field does not take are refused', async () => {
  const canonical = await site({ ...advance, decide: () => ({ changes: { value: 12.5 } }) });
  await canonical.call('mia:manager', 'opportunity.advanceStage', { id: 'o1', reason: 'call' });
  assert.equal((await canonical.call('rita:rep', 'opportunity.get', { id: 'o1' }))['value'], '12.50');
  const long = await site({ ...advance, decide: () => ({ changes: { note: 'x'.repeat(21), stage: 'nowhere' } }) });
  const fault = await refusal(long.call('mia:manager', 'opportunity.advanceStage', { id: 'o1', reason: 'call' }));
  assert.equal(fault.code, 'ACTION_RESULT_INVALID');
  assert.deepEqual(fault.details.issues?.map(({ path }) => path).toSorted(), ['note', 'stage']);
});

test('the decision is taken over the record as it is in its turn: of two advances at once each moves on', async () => {
  const kernel = await site();
  await Promise.all([1, 2].map(() => kernel.call('mia:manager', 'opportunity.advanceStage', { id: 'o1', reason: 'mail' })));
  assert.equal((await kernel.call('rita:rep', 'opportunity.get', { id: 'o1' }))['stage'], 'won');
});

test('the input schema names what must be given', async () => {
  const kernel = await site();
  const operation = kernel.kernel.permitted(kernel.as('mia:manager')).find(({ operation: { name } }) => name === 'opportunity.advanceStage');
  assert.deepEqual(operation?.input.jsonSchema()['required'], ['id', 'reason']);
});
