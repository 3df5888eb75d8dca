import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObjectosError } from '@objectos/client';
import { serveExamples } from '../served-examples.contract.ts';
import type { ServedExamples } from '../served-examples.contract.ts';

const train = { title: 'Train to Lyon', amount: '84.50', spent_on: '2026-11-20', notes: 'Window seat' } as const;

/** The code of the problem that a call is refused with. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ObjectosError) return error.code;
    throw error;
  }
  return 'not refused';
}

/** What lies in somebody's inbox: subjects, oldest first. */
async function inbox(served: ServedExamples, person: 'emma' | 'max'): Promise<readonly (string | null)[]> {
  return (await (await served.as(person)).notification.list({ sort: 'createdAt' })).records.map(({ subject }) => subject);
}

test('a small expense: the manager approves, the ledger is written, the submitter told, the expense archived', async (t) => {
  const served = await serveExamples(t);
  const [emma, max, alan] = [await served.as('emma'), await served.as('max'), await served.as('alan')];
  const { id, status, number } = await emma.expense.create(train);
  assert.deepEqual([status, number], ['submitted', 'EXP-00001']);
  assert.notEqual(await refusal(emma.expense.approve(id)), 'not refused', 'she is no manager');
  const approved = await max.expense.approve(id, { comment: 'Have a good trip.' }, { revision: 1 });
  assert.equal(approved.status, 'approved');
  await served.settled();
  assert.equal((await emma.expense.get(id)).archived, true);
  const ledger = await alan.ledger_entry.list({ expand: ['expense'] });
  assert.deepEqual(ledger.records.map(({ amount, posted_on, approved_by, expense }) => [amount, posted_on, approved_by, expense?.number]), [['84.50', '2026-11-20', 'max', 'EXP-00001']]);
  assert.equal((await inbox(served, 'emma')).length, 1);
  assert.deepEqual(await inbox(served, 'max'), []);
  const history = await emma.expense.history(id);
  assert.ok(['expense.create', 'expense.approve'].every((operation) => history.entries.some((entry) => entry.operation === operation)));
});

test('from 5,000 on it takes the director, who may refuse', async (t) => {
  const served = await serveExamples(t);
  const [emma, max, dora] = [await served.as('emma'), await served.as('max'), await served.as('dora')];
  const [large, limit] = [await emma.expense.create({ ...train, amount: '7000' }), await emma.expense.create({ ...train, amount: 5000 })];
  for (const { id } of [large, limit]) {
    assert.notEqual(await refusal(max.expense.approve(id)), 'not refused');
    assert.notEqual(await refusal(dora.expense.approve(id)), 'not refused', 'it has not come to her yet');
    assert.equal((await max.expense.escalate(id)).status, 'pending_director');
    assert.notEqual(await refusal(max.expense.approve(id)), 'not refused');
  }
  assert.equal((await dora.expense.approve(large.id)).status, 'approved');
  assert.equal((await dora.expense.reject(limit.id, { comment: 'Too much for a train.' })).status, 'rejected');
  await served.settled();
  assert.deepEqual([(await emma.expense.get(large.id)).archived, (await emma.expense.get(limit.id)).archived], [true, false]);
  assert.equal((await inbox(served, 'emma')).length, 2);
  assert.equal((await (await served.as('alan')).ledger_entry.list()).records.length, 1, 'what was refused is not in the books');
});

test('an event is performed once: again, out of turn, or on an old revision it is refused', async (t) => {
  const served = await serveExamples(t);
  const [emma, max] = [await served.as('emma'), await served.as('max')];
  const { id } = await emma.expense.create(train);
  assert.notEqual(await refusal(max.expense.escalate(id)), 'not refused', 'it is under 5,000');
  assert.equal(await refusal(max.expense.approve(id, {}, { revision: 7 })), 'STALE');
  const key = { idempotencyKey: 'approve-1' };
  assert.deepEqual((await max.expense.approve(id, {}, key)).status, (await max.expense.approve(id, {}, key)).status);
  assert.notEqual(await refusal(max.expense.approve(id)), 'not refused');
  await served.settled();
  assert.equal((await (await served.as('alan')).ledger_entry.list()).records.length, 1);
});

test('each sees his own: an employee his expenses while they are his, managers no notes on decided ones, nobody the state field', async (t) => {
  const served = await serveExamples(t);
  const [emma, max, dora] = [await served.as('emma'), await served.as('max'), await served.as('dora')];
  const { id } = await emma.expense.create(train);
  const own = await max.expense.create({ ...train, title: 'Hotel' });
  assert.deepEqual((await emma.expense.list()).records.map((expense) => expense.id), [id]);
  assert.equal(await refusal(emma.expense.get(own.id)), 'RECORD_NOT_FOUND');
  assert.equal((await emma.expense.update(id, { title: 'Night train' })).title, 'Night train');
  assert.notEqual(await refusal(dora.expense.update(id, { title: 'x' })), 'not refused');
  assert.notEqual(await refusal(emma.expense.update(id, { status: 'approved' } as object)), 'not refused');
  assert.equal((await max.expense.get(id)).notes, 'Window seat');
  await max.expense.approve(id);
  const { notes, _masked: masked } = await max.expense.get(id);
  assert.deepEqual([notes, masked], [null, ['notes']]);
  assert.equal((await emma.expense.get(id)).notes, 'Window seat');
  assert.notEqual(await refusal(emma.expense.update(id, { title: 'Other' })), 'not refused', 'what is decided stays as it is');
});
