import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Change, Driver, JournalEntry } from '@objectql/engine';
import type { Row } from '@objectql/metadata';
import { SqliteDriver } from './sqlite-driver.ts';
import { entryAfter, genesis, inserted, rowOf, team, updated } from './trial.contract.ts';

/** Makes, changes and removes a few records over and over, several entries a lane; every third lane loads them first, as a referee does. */
async function live(driver: Driver, lanes: number, ids: readonly string[]): Promise<void> {
  const rows = new Map<string, Row>();
  for (let index = 0; index < lanes; index++) {
    await driver.lane(async (lane) => {
      if (index % 3 === 0) await lane.load({ keys: ids.map((id) => ({ object: 'team', id })), holders: [], references: [] });
      const changes: Change[] = [];
      const entries: JournalEntry[] = [];
      for (let unit = 0; unit < 3; unit++) {
        const change = nextChange(rows, ids[(index * 7 + unit * 5) % ids.length] ?? '', index);
        entries.push(entryAfter(lane.head.seq + unit, [change]));
        changes.push(change);
      }
      await lane.apply(changes, entries);
    });
  }
}

function nextChange(rows: Map<string, Row>, id: string, step: number): Change {
  const before = rows.get(id);
  const key = { object: 'team', id };
  if (before !== undefined && step % 23 === 0) {
    rows.delete(id);
    return { op: 'delete', key, before, after: null };
  }
  const change = before === undefined ? inserted(team, rowOf(team, id, { name: id })) : updated(team, before, { name: `step ${step}` });
  rows.set(id, change.after ?? {});
  return change;
}

test('a history is what the journal says of the record, through lives and pages, from wherever it is asked', async () => {
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate([team], genesis);
  const ids = ['a', 'b', 'c', 'd'];
  await live(driver, 300, ids);
  const all = await driver.journal(0, 10_000);
  assert.equal(all.length, 900);
  for (const id of [...ids, 'never']) {
    const own = all.filter(({ changes }) => changes.some(({ record }) => record === id));
    assert.equal(own.length > 100, id !== 'never');
    const key = { object: 'team', id };
    assert.deepEqual(await driver.history(key, 0, 10_000), own);
    for (const limit of [1, 7, 64, 200]) {
      const read: JournalEntry[] = [];
      for (let page = await driver.history(key, 0, limit); page.length > 0; page = await driver.history(key, page.at(-1)?.seq ?? 0, limit)) {
        assert.ok(page.length <= limit);
        read.push(...page);
      }
      assert.deepEqual(read, own, `pages of ${limit}`);
    }
    for (const after of [13, 64, 320, 899]) assert.deepEqual(await driver.history(key, after, 5), own.filter(({ seq }) => seq > after).slice(0, 5));
  }
  await driver.close();
});
