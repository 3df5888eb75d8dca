import assert from 'node:assert/strict';
import { onEveryStore } from './trial.contract.ts';
import type { HistoryEntry } from './record-history.ts';

interface History {
  readonly entries: readonly HistoryEntry[];
  readonly nextCursor: string | null;
}

onEveryStore('history tells who changed what, oldest first, without the runtime\'s own fields', async (trial) => {
  await trial.call('ada', 'deal.create', { id: 'd', title: 'one', owner: 'rita', margin: '1.5' });
  await trial.call('ada', 'deal.update', { id: 'd', title: 'two', margin: null }, { actors: ['bot'] });
  const { entries, nextCursor } = await trial.call<History>('ada', 'deal.history', { id: 'd' });
  assert.equal(nextCursor, null);
  assert.deepEqual(entries.map(({ operation, principal, actors, surface }) => [operation, principal, actors.join(), surface]), [['deal.create', 'ada', '', 'rest'], ['deal.update', 'ada', 'bot', 'rest']]);
  assert.deepEqual(entries[1]?.changes, { title: { before: 'one', after: 'two' }, margin: { before: '1.500', after: null } });
  assert.deepEqual(entries[0]?.changes['title'], { before: null, after: 'one' });
});

onEveryStore('history shows no field that the record hides today, and no entry that changed nothing else', async (trial) => {
  await trial.call('ada', 'deal.create', { id: 'd', title: 'one', owner: 'rita', amount: '5', margin: '1.5' });
  await trial.call('ada', 'deal.update', { id: 'd', margin: '2.5' });
  await trial.call('ada', 'deal.update', { id: 'd', amount: '6' });
  const own = await trial.call<History>('rita', 'deal.history', { id: 'd' });
  assert.deepEqual(own.entries.map(({ seq }) => seq), [1, 3], 'the change of the margin alone is no news to rita');
  assert.ok(!JSON.stringify(own).includes('margin'));
  await trial.call('ada', 'deal.update', { id: 'd', owner: 'ada' });
  const others = await trial.call<History>('rita', 'deal.history', { id: 'd' });
  assert.ok(!JSON.stringify(others).includes('amount'), 'masked now, hidden in what was');
});

onEveryStore('history shows no reference to a record that the caller cannot read', async (trial) => {
  await trial.call('ada', 'account.create', { id: 'acc-south', name: 'S', region: 'south' });
  await trial.call('ada', 'account.create', { id: 'acc-north', name: 'N', region: 'north' });
  await trial.call('ada', 'deal.create', { id: 'd', title: 'one', owner: 'rita', account: 'acc-south' });
  await trial.call('ada', 'deal.update', { id: 'd', account: 'acc-north' });
  const { entries } = await trial.call<History>('rita', 'deal.history', { id: 'd' });
  assert.deepEqual(entries.at(-1)?.changes, { account: { before: null, after: 'acc-north' } });
  assert.ok(!JSON.stringify(entries).includes('acc-south'));
});

onEveryStore('history is paged, and is nobody\'s once the record is deleted', async (trial) => {
  await trial.call('ada', 'deal.create', { id: 'd', title: 't0', owner: 'ada' });
  for (let index = 1; index < 7; index++) await trial.call('ada', 'deal.update', { id: 'd', title: `t${index}` });
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const page: History = await trial.call<History>('ada', 'deal.history', { id: 'd', limit: 3, ...(cursor === null ? {} : { cursor }) });
    seen.push(...page.entries.map(({ seq }) => seq));
    cursor = page.nextCursor;
  } while (cursor !== null);
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7]);
  assert.equal((await trial.refusal('ada', 'deal.history', { id: 'd', cursor: 'x', limit: 0 })).details.issues?.length, 2);
  await trial.call('ada', 'deal.delete', { id: 'd' });
  assert.equal((await trial.refusal('ada', 'deal.history', { id: 'd' })).code, 'RECORD_NOT_FOUND');
});

onEveryStore('history begins where the record does, though a deleted record had its id before', async (trial) => {
  await trial.call('ada', 'deal.create', { id: 'd', title: 'another\'s', owner: 'ada' });
  await trial.call('ada', 'deal.update', { id: 'd', title: 'still another\'s' });
  await trial.call('ada', 'deal.delete', { id: 'd' });
  await trial.call('ada', 'deal.create', { id: 'd', title: 'new', owner: 'rita' });
  const { entries } = await trial.call<History>('rita', 'deal.history', { id: 'd' });
  assert.deepEqual(entries.map(({ operation }) => operation), ['deal.create']);
  assert.ok(!JSON.stringify(entries).includes('another'));
  const first = await trial.call<History>('rita', 'deal.history', { id: 'd', limit: 1 });
  assert.ok(!JSON.stringify(first).includes('another'), 'on no page');
});

onEveryStore('history is of no record before, however much there is of one with its id', async (trial) => {
  await trial.call('ada', 'deal.create', { id: 'd', title: 'another\'s', owner: 'ada' });
  for (let index = 0; index < 200; index++) await trial.call('ada', 'deal.update', { id: 'd', title: `another's ${index}` });
  await trial.call('ada', 'deal.delete', { id: 'd' });
  await trial.call('ada', 'deal.create', { id: 'd', title: 'new', owner: 'rita' });
  const { entries } = await trial.call<History>('rita', 'deal.history', { id: 'd', limit: 1 });
  assert.deepEqual(entries, [], 'one call looks only so far, and its cursor goes on from there');
});
