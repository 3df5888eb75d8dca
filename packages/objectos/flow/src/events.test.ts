import assert from 'node:assert/strict';
import { test } from 'node:test';
import { descriptionOf } from '@objectos/kernel';
import type { Fault } from '@objectos/kernel';
import { RecordWork, isRejection } from '@objectos/records';
import { defineFlow } from '@objectql/metadata';
import { expense } from './expense-metadata.contract.ts';
import { textIn } from './row-text.ts';
import { seedRoles, startedWith } from './test-kernel.contract.ts';
import type { TestKernel, TestKernelOptions } from './test-kernel.contract.ts';

/** What a call was refused with. */
async function refusal(calling: Promise<unknown>): Promise<Fault> {
  const outcome = await calling.then(() => null, (error: Fault) => error);
  assert.ok(outcome !== null, 'the call went through');
  return outcome;
}

async function site(amount: string | null, options: TestKernelOptions = {}): Promise<TestKernel> {
  return startedWith({ amount }, { handlers: [{ action: 'update_ledger', run: () => undefined }], ...options });
}

const statusOf = async (kernel: TestKernel): Promise<unknown> => (await kernel.call('root:admin', 'expense.get', { id: 'e1' }))['status'];

test('the submitter does not approve his own expense: the operation is not there for him', async () => {
  const kernel = await site('100.00');
  const fault = await refusal(kernel.call('emma:employee', 'expense.approve', { id: 'e1' }));
  assert.deepEqual([fault.code, fault.category], ['OPERATION_NOT_FOUND', 'not_found']);
  assert.equal(await statusOf(kernel), 'submitted');
});

test('a manager approves less than 5,000 without any grant, and is answered the record as it is then', async () => {
  const kernel = await site('4999.99');
  const answer = await kernel.call('mia:manager', 'expense.approve', { id: 'e1' });
  assert.deepEqual([answer['status'], answer['revision'], answer['updatedBy']], ['approved', 2, 'mia']);
});

test('5,000 and more fails the guard of a manager, and the refusal names the condition and its field', async () => {
  const kernel = await site('5000.00');
  const fault = await refusal(kernel.call('mia:manager', 'expense.approve', { id: 'e1' }));
  assert.deepEqual([fault.code, fault.category], ['FLOW_GUARD_FAILED', 'forbidden']);
  assert.deepEqual(fault.details.issues, [{ path: 'amount', code: 'CONDITION_FAILED', message: 'It takes record.amount < 5000.' }]);
  assert.equal(await statusOf(kernel), 'submitted');
});

test('several ways to an event are told as alternatives, and what one way takes together', async () => {
  const conditions = [[{ amount: '< 1000' }], [{ role: 'director' }, { archived: true }], [{ role: 'manager' }, { secret: 'yes' }]];
  const flow = defineFlow({
    name: 'ExpenseReview', object: 'expense', initialState: 'submitted',
    states: { submitted: { on: { approve: conditions.map((each) => ({ target: 'approved', conditions: each })) } }, approved: {} },
  });
  const kernel = await site('5000.00', { flows: [flow] });
  const told = await refusal(kernel.call('mia:manager', 'expense.approve', { id: 'e1' }));
  assert.equal(told.message, '"approve" is not possible for this expense: It takes either record.amount < 1000, or the role director and record.archived == true, or record.secret == "yes".');
  assert.deepEqual(told.details.issues?.map(({ message }) => message), ['One way takes record.amount < 1000.', 'One way takes the role director.', 'One way takes record.archived == true.', 'One way takes record.secret == "yes".']);
  const blind = await site('5000.00', { flows: [flow], hidden: ['secret', 'archived'] });
  const partly = await refusal(blind.call('mia:manager', 'expense.approve', { id: 'e1' }));
  assert.equal(partly.message, '"approve" is not possible for this expense: It takes either record.amount < 1000, or the role director. A condition about something that you may not see is not met.');
});

test('a condition about a field that the caller may not read is not named', async () => {
  const kernel = await site('5000.00', { hidden: ['amount'] });
  const fault = await refusal(kernel.call('mia:manager', 'expense.approve', { id: 'e1' }));
  assert.equal(fault.code, 'FLOW_GUARD_FAILED');
  assert.ok(!JSON.stringify([fault.message, fault.details]).includes('amount'));
  assert.deepEqual(fault.details.issues?.map(({ code }) => code), ['CONDITION_HIDDEN']);
});

test('to escalate takes a grant, for no guard of it names a role', async () => {
  const kernel = await site('9000.00');
  assert.equal((await refusal(kernel.call('mia:manager', 'expense.escalate', { id: 'e1' }))).code, 'OPERATION_NOT_FOUND');
  assert.equal((await kernel.call('ed:escalator', 'expense.escalate', { id: 'e1' }))['status'], 'pending_director');
});

test('a guard holds also against who has the grant', async () => {
  const kernel = await site('100.00');
  assert.equal((await refusal(kernel.call('ed:escalator', 'expense.escalate', { id: 'e1' }))).code, 'FLOW_GUARD_FAILED');
});

test('a director approves what was escalated, and a manager does not', async () => {
  const kernel = await site('9000.00');
  await kernel.call('ed:escalator', 'expense.escalate', { id: 'e1' });
  const fault = await refusal(kernel.call('mia:manager', 'expense.approve', { id: 'e1' }));
  assert.equal(fault.code, 'FLOW_GUARD_FAILED');
  assert.match(fault.message, /the role director/u);
  assert.equal((await kernel.call('dora:director', 'expense.approve', { id: 'e1' }))['status'], 'approved');
});

test('reject without a condition is denied to everybody without the grant, and allowed with it', async () => {
  const kernel = await site('9000.00');
  await kernel.call('ed:escalator', 'expense.escalate', { id: 'e1' });
  assert.equal((await refusal(kernel.call('dora:director+manager', 'expense.reject', { id: 'e1' }))).code, 'OPERATION_NOT_FOUND');
  assert.equal((await kernel.call('rita:rejecter', 'expense.reject', { id: 'e1' }))['status'], 'rejected');
});

test('a role of one transition is no grant for another transition of the same event', async () => {
  const flow = defineFlow({
    name: 'ExpenseReview', object: 'expense', initialState: 'submitted',
    states: {
      submitted: { on: { approve: { target: 'pending_director', conditions: [{ role: 'manager' }] } } },
      pending_director: { on: { approve: { target: 'approved' } } },
      approved: {},
    },
  });
  const kernel = await site('1.00', { flows: [flow] });
  assert.equal((await kernel.call('mia:manager', 'expense.approve', { id: 'e1' }))['status'], 'pending_director');
  const fault = await refusal(kernel.call('mia:manager', 'expense.approve', { id: 'e1' }));
  assert.deepEqual([fault.code, fault.category], ['FORBIDDEN', 'forbidden']);
  assert.equal(await statusOf(kernel), 'pending_director');
});

test('an explicit deny wins over the role of a guard', async () => {
  const roles = { ...seedRoles, manager: { ...seedRoles['manager'], '!approve:expense': 'record.createdBy == actor.id' } };
  const kernel = await site('100.00', { roles });
  assert.equal((await refusal(kernel.call('emma:manager', 'expense.approve', { id: 'e1' }))).code, 'FORBIDDEN');
  assert.equal((await kernel.call('mia:manager', 'expense.approve', { id: 'e1' }))['status'], 'approved');
});

test('a deny whose condition is unknown denies', async () => {
  const roles = { ...seedRoles, director: { ...seedRoles['director'], '!approve:expense': 'record.amount > 100000' } };
  const flow = defineFlow({ name: 'Any', object: 'expense', initialState: 'submitted', states: { submitted: { on: { approve: { target: 'approved', conditions: [{ role: 'director' }] } } }, approved: {} } });
  const kernel = await site(null, { roles, flows: [flow] });
  assert.equal((await refusal(kernel.call('dora:director', 'expense.approve', { id: 'e1' }))).code, 'FORBIDDEN');
});

test('a decision taken twice drafts the same rows', async () => {
  const kernel = await site('100.00');
  const operation = kernel.kernel.snapshot.operation('expense.approve');
  const context = kernel.as('mia:manager');
  const granted = kernel.kernel.permitted(context).find((each) => each.operation === operation)?.granted;
  assert.ok(operation !== undefined);
  const work = await operation.handler({ operation, input: { id: 'e1', given: { comment: 'x' } }, context, snapshot: kernel.kernel.snapshot, granted });
  assert.ok(work instanceof RecordWork);
  const view = { get: () => expense(), holder: () => null, referenced: () => false };
  const first = work.decide(view);
  assert.ok(!isRejection(first) && first.writes.length === 5);
  assert.deepEqual(work.decide(view), first);
});

test('a role that a delegation takes away neither calls the event nor passes its guard', async () => {
  const kernel = await site('100.00');
  const narrowing = { roles: ['escalator'] };
  assert.equal((await refusal(kernel.call('mia:manager+escalator', 'expense.approve', { id: 'e1' }, { narrowing }))).code, 'OPERATION_NOT_FOUND');
  const roles = { ...seedRoles, escalator: { ...seedRoles['escalator'], 'approve:expense': true as const } };
  const granted = await site('100.00', { roles });
  assert.equal((await refusal(granted.call('mia:manager+escalator', 'expense.approve', { id: 'e1' }, { narrowing }))).code, 'FLOW_GUARD_FAILED');
});

test('a wrong state names the state and what is possible from there', async () => {
  const kernel = await site('100.00');
  await kernel.call('ed:manager', 'expense.approve', { id: 'e1' });
  const fault = await refusal(kernel.call('mia:manager', 'expense.approve', { id: 'e1' }));
  assert.deepEqual([fault.code, fault.category], ['FLOW_WRONG_STATE', 'conflict']);
  assert.match(fault.message, /status is "approved"/u);
  const early = await site('100.00');
  const rejected = await refusal(early.call('rita:rejecter', 'expense.reject', { id: 'e1' }));
  assert.equal(rejected.details.hint, 'From there: approve, escalate.');
});

test('the state is not named to who may not read it', async () => {
  const kernel = await site('100.00', { hidden: ['status'] });
  const fault = await refusal(kernel.call('rita:rejecter', 'expense.reject', { id: 'e1' }));
  assert.equal(fault.code, 'FLOW_WRONG_STATE');
  assert.ok(!JSON.stringify([fault.message, fault.details]).includes('submitted'));
});

test('a record that the caller may not read and one that does not exist are answered alike', async () => {
  const roles = { ...seedRoles, manager: { 'read:expense': 'record.createdBy == actor.id' } };
  const kernel = await site('100.00', { roles });
  const hidden = await refusal(kernel.call('mia:manager', 'expense.approve', { id: 'e1' }));
  const missing = await refusal(kernel.call('mia:manager', 'expense.approve', { id: 'nothing' }));
  assert.equal(hidden.code, 'RECORD_NOT_FOUND');
  assert.deepEqual([hidden.category, hidden.message, hidden.details], [missing.category, missing.message, missing.details]);
});

test('a stale revision is refused before anything else is said', async () => {
  const kernel = await site('100.00');
  const fault = await refusal(kernel.call('mia:manager', 'expense.approve', { id: 'e1', revision: 7 }));
  assert.deepEqual([fault.code, fault.category], ['STALE', 'stale']);
  assert.equal((await kernel.call('mia:manager', 'expense.approve', { id: 'e1', revision: 1 }))['status'], 'approved');
});

test('an unknown key of the input is refused with the nearest that is there, and a comment of the wrong type by its path', async () => {
  const kernel = await site('100.00');
  const fault = await refusal(kernel.call('mia:manager', 'expense.approve', { id: 'e1', coment: 'x' }));
  assert.equal(fault.code, 'INPUT_INVALID');
  assert.deepEqual(fault.details.issues?.map(({ path, hint }) => [path, hint]), [['coment', 'Did you mean "comment"?']]);
  const both = await refusal(kernel.call('mia:manager', 'expense.approve', { comment: 5 }));
  assert.deepEqual(both.details.issues?.map(({ path }) => path).toSorted(), ['comment', 'id']);
});

test('state, effects, comment and journal are one unit', async () => {
  const kernel = await site('100.00');
  await kernel.call('mia:manager', 'expense.approve', { id: 'e1', comment: 'Enjoy.' }, { actors: ['bot'] });
  const entries = await kernel.journal();
  const entry = entries.find(({ header }) => header.includes('"expense.approve"'));
  assert.deepEqual(entry?.changes.map(({ op, object }) => `${op} ${object}`), ['update expense', 'insert effect', 'insert effect', 'insert effect', 'insert audit_note']);
  const effects = await kernel.all('effect');
  assert.deepEqual(effects.map(({ key, action, caused_by, actors }) => [key, action, caused_by, actors]), [
    ['expense:e1:2:0', 'notify', 'mia', ['bot']], ['expense:e1:2:1', 'update_ledger', 'mia', ['bot']], ['expense:e1:2:2', 'archive', 'mia', ['bot']],
  ]);
  assert.deepEqual((await kernel.all('audit_note')).map(({ text, author, record }) => [text, author, record]), [['Enjoy.', 'mia', 'e1']]);
});

test('a refused event leaves nothing behind, and a dry run neither', async () => {
  const kernel = await site('100.00');
  await refusal(kernel.call('ed:escalator', 'expense.escalate', { id: 'e1' }));
  assert.equal((await kernel.call('mia:manager', 'expense.approve', { id: 'e1' }, { dryRun: true }))['status'], 'approved');
  assert.deepEqual([await statusOf(kernel), await kernel.all('effect'), (await kernel.journal()).length], ['submitted', [], 1]);
});

test('of two who approve at once one does, and the effects are those of one', async () => {
  const kernel = await site('100.00');
  const outcomes = await Promise.allSettled([kernel.call('mia:manager', 'expense.approve', { id: 'e1' }), kernel.call('max:manager', 'expense.approve', { id: 'e1' })]);
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  assert.equal((await kernel.all('effect')).length, 3);
});

test('an event that leads back to its own state has its effects each time', async () => {
  const flow = defineFlow({
    name: 'ExpenseReminder', object: 'expense', initialState: 'submitted',
    states: { submitted: { on: { remind: { target: 'submitted', conditions: [{ role: 'manager' }] } }, actions: [{ notify: 'submitter' }] } },
  });
  const kernel = await site('1.00', { flows: [flow] });
  for (const comment of ['first', 'second']) await kernel.call('mia:manager', 'expense.remind', { id: 'e1', comment });
  await kernel.dispatcher.settled();
  assert.deepEqual((await kernel.all('notification')).map((row) => textIn(row, 'body').split('\n').at(-1)), ['first', 'second']);
});

test('a repeated command is answered and not carried out again', async () => {
  const kernel = await site('100.00');
  await kernel.call('mia:manager', 'expense.approve', { id: 'e1' }, { commandKey: 'k' });
  await kernel.dispatcher.settled();
  assert.equal((await kernel.call('mia:manager', 'expense.approve', { id: 'e1' }, { commandKey: 'k' }))['status'], 'approved');
  assert.equal((await kernel.all('effect')).length, 3);
});

/** What a manager from whom these fields are hidden is told of the event. */
async function described(hidden: readonly string[]): Promise<string> {
  const kernel = await site('100.00', { hidden });
  const found = kernel.kernel.permitted(kernel.as('mia:manager')).find(({ operation }) => operation.name === 'expense.approve');
  assert.ok(found !== undefined);
  return descriptionOf(found.operation, found.granted);
}

test('an event is described with the states that it leads through, to those who may read the state', async () => {
  assert.equal(await described([]), 'Event of the flow ExpenseApproval: moves status from submitted to approved, or from pending_director to approved. For the roles director, manager, or by permission.');
  assert.equal(await described(['status']), 'Event of the flow ExpenseApproval. For the roles director, manager, or by permission.');
});

test('the state is written by the flow alone: neither create nor update may give it, and a new record starts where the flow does', async () => {
  const kernel = await site('100.00');
  for (const input of [['expense.create', { title: 'x', status: 'approved' }], ['expense.update', { id: 'e1', status: 'approved' }]] as const) {
    const fault = await refusal(kernel.call('emma:employee', input[0], input[1]));
    assert.deepEqual(fault.details.issues?.map(({ path, code }) => [path, code]), [['status', 'STATE_FIELD']]);
  }
  assert.equal(await statusOf(kernel), 'submitted');
});

test('effects are written by flows alone, whatever rights somebody has', async () => {
  const kernel = await site('100.00');
  const fault = await refusal(kernel.call('root:admin', 'effect.create', { action: 'notify', state: 'ready' }));
  assert.equal(fault.code, 'INPUT_INVALID');
  for (const step of ['claim', 'deliver', 'settle']) {
    assert.equal((await refusal(kernel.call('root:admin', `effect.${step}`, { id: 'x', token: 1 }))).code, 'OPERATION_NOT_FOUND');
  }
});
