import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { JournalEntry } from '@objectql/engine';
import { SqliteDriver } from './sqlite-driver.ts';
import { durableObjectFailure, toStoreFailure } from './sqlite-error.ts';
import { entryAfter, folderFor, genesis, inserted, objectOf, planOf, readRows, rowOf, team, thing, updated, write } from './trial.contract.ts';

const idOnly = planOf(team, ['id']);

function teamRow(id: string): ReturnType<typeof rowOf> {
  return rowOf(team, id, { name: id });
}

test('a read beside a lane sees what is committed, and the lane sees itself', async (context) => {
  const driver = await SqliteDriver.open({ file: `${folderFor(context)}/store.db` });
  await driver.migrate([team], genesis);
  await write(driver, [inserted(team, teamRow('a'))]);
  await driver.lane(async (lane) => {
    await lane.apply([inserted(team, teamRow('b'))], [entryAfter(1, [])]);
    assert.equal((await lane.load({ keys: [{ object: 'team', id: 'b' }], holders: [], references: [] })).rows[0]?.['id'], 'b');
    assert.equal(lane.head.seq, 2);
    assert.deepEqual(await readRows(driver, idOnly), [{ id: 'a' }]);
    assert.equal((await driver.read({ ...idOnly, count: true }, [], { tenant: 't', principal: { id: 'a', kind: 'person', roles: [] }, time: 0 })).total, 1);
    assert.equal((await driver.head()).seq, 1);
    assert.equal((await driver.journal(0, 10)).length, 1);
  });
  assert.deepEqual(await readRows(driver, idOnly), [{ id: 'a' }, { id: 'b' }]);
  await driver.close();
});

test('in memory a read waits for the lane, so it never sees what may be rolled back', async () => {
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate([team], genesis);
  const events: string[] = [];
  let read: Promise<unknown> = Promise.resolve();
  const lane = driver.lane(async (own) => {
    await own.apply([inserted(team, teamRow('b'))], []);
    read = readRows(driver, idOnly).then((rows) => events.push(`read ${rows.length}`));
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    events.push('lane');
    throw new Error('no');
  });
  await assert.rejects(lane, /no/u);
  await read;
  assert.deepEqual(events, ['lane', 'read 0']);
  await driver.close();
});

test('lanes run one after the other, and one that throws leaves nothing behind', async () => {
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate([team], genesis);
  let inside = 0;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      driver.lane(async (lane) => {
        inside += 1;
        assert.equal(inside, 1);
        await lane.apply([inserted(team, teamRow(`t${index}`))], [entryAfter(lane.head.seq, [])]);
        await Promise.resolve();
        inside -= 1;
        if (index % 2 === 1) throw new Error('odd');
      }),
    ),
  );
  assert.deepEqual(outcomes.map(({ status }) => status), Array.from({ length: 20 }, (_, index) => (index % 2 === 1 ? 'rejected' : 'fulfilled')));
  assert.equal((await readRows(driver, idOnly)).length, 10);
  assert.deepEqual((await driver.journal(0, 100)).map(({ seq }) => seq), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await driver.close();
});

test('a change that does not meet the row it was decided on throws, and its lane is undone', async () => {
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate([team], genesis);
  const row = teamRow('a');
  await write(driver, [inserted(team, row)]);
  const stale = { ...row, revision: 7 };
  await assert.rejects(write(driver, [inserted(team, teamRow('b')), updated(team, stale, { name: 'x' })]), { code: 'ROW_COUNT_UNEXPECTED' });
  await assert.rejects(write(driver, [{ op: 'delete', key: { object: 'team', id: 'a' }, before: stale, after: null }]), { code: 'ROW_COUNT_UNEXPECTED' });
  await assert.rejects(write(driver, [inserted(team, row)]), { code: 'STORE_FAILED', category: 'internal' });
  await assert.rejects(driver.lane(async (lane) => lane.apply([], [entryAfter(5, [])])), { code: 'STORE_FAILED' });
  await assert.rejects(driver.lane(async (lane) => lane.load({ keys: [{ object: 'nothing', id: 'a' }], holders: [], references: [] })), { code: 'OBJECT_NOT_STORED' });
  assert.deepEqual(await readRows(driver, planOf(team, ['id', 'name'])), [{ id: 'a', name: 'a' }]);
  assert.equal((await driver.head()).seq, 1);
  await driver.close();
});

test('sums are added exactly, and one that does not fit is refused', async () => {
  const sums = objectOf('sums', { big: { type: 'decimal', scale: 0 }, small: { type: 'money', currency: 'EUR', scale: 2 }, none: { type: 'integer' } });
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate([sums], genesis);
  const before = rowOf(sums, 'a', { big: '9007199254740993', small: '-0.01' });
  await write(driver, [inserted(sums, before)]);
  const after = { ...before, big: '9007199254740995', small: '0.02', none: 3 };
  await write(driver, [{ op: 'add', key: { object: 'sums', id: 'a' }, before, after }]);
  assert.deepEqual(await readRows(driver, planOf(sums, ['big', 'small', 'none', 'revision'])), [{ big: '9007199254740995', small: '0.02', none: 3, revision: 1 }]);
  const over = { ...after, big: '1000000000000000000' };
  await assert.rejects(write(driver, [{ op: 'add', key: { object: 'sums', id: 'a' }, before: after, after: over }]), { code: 'VALUE_NOT_STORABLE' });
  await driver.close();
});

test('holders and references are found, by any type of field, and null is nobody', async () => {
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate([team, thing], genesis);
  await write(driver, [
    inserted(team, teamRow('t')),
    ...['a', 'b', 'c'].map((id, index) => inserted(thing, rowOf(thing, id, { team: 't', amount: `${index}.50`, hot: index === 1, rank: index }))),
  ]);
  const loaded = await driver.lane(async (lane) =>
    lane.load({
      keys: [{ object: 'thing', id: 'c' }, { object: 'team', id: 't' }, { object: 'thing', id: 'none' }, { object: 'thing', id: 'a' }],
      holders: [
        { object: 'thing', fields: ['amount', 'hot'], values: ['1.50', true] },
        { object: 'thing', fields: ['rank'], values: [2] },
        { object: 'thing', fields: ['rank'], values: [9] },
        { object: 'thing', fields: ['title', 'rank'], values: [null, 1] },
      ],
      references: [{ object: 'thing', field: 'team', equals: 't', atMost: 2 }, { object: 'thing', field: 'team', equals: 'x', atMost: 2 }, { object: 'thing', field: 'amount', equals: '2.50', atMost: 5 }],
    }),
  );
  assert.deepEqual(loaded.rows.map((row) => row?.['id'] ?? null), ['c', 't', null, 'a']);
  assert.deepEqual(loaded.holders, ['b', 'c', null, null]);
  assert.deepEqual(loaded.references, [['a', 'b'], [], ['c']]);
  await driver.close();
});

test('the journal keeps entries as they were sealed, and tells the history of one record', async () => {
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate([team, thing], genesis);
  const [a, b] = [teamRow('a'), teamRow('b')];
  const entries: JournalEntry[] = [
    entryAfter(0, [inserted(team, a), inserted(team, b)]),
    { ...entryAfter(1, []), salt: null },
    entryAfter(2, [updated(team, b, { name: 'x' }), updated(team, a, { name: 'y' }), updated(team, a, { name: 'z' })]),
    entryAfter(3, [inserted(thing, rowOf(thing, 'a')), updated(team, b, { name: 'w' })]),
    entryAfter(4, [updated(team, a, { name: 'v' })]),
  ];
  await driver.lane(async (lane) => lane.apply([inserted(team, a), inserted(team, b), inserted(thing, rowOf(thing, 'a'))], entries));
  assert.deepEqual(await driver.journal(0, 10), entries);
  assert.deepEqual(await driver.journal(1, 2), entries.slice(1, 3));
  assert.deepEqual(await driver.journal(2, 2), entries.slice(2, 4));
  assert.deepEqual(await driver.journal(5, 2), []);
  const key = { object: 'team', id: 'a' };
  const ofA = [0, 2, 4].map((index) => Object.assign({}, entries[index], { changes: entries[index]!.changes.filter(({ record }) => record === 'a') }));
  assert.deepEqual(await driver.history(key, 0, 10), ofA);
  assert.deepEqual(await driver.history(key, 0, 1), ofA.slice(0, 1));
  assert.deepEqual(await driver.history(key, 1, 2), ofA.slice(1));
  assert.deepEqual(await driver.history(key, 3, 1), ofA.slice(2));
  assert.deepEqual(await driver.history({ object: 'other', id: 'a' }, 0, 10), []);
  assert.deepEqual(await driver.head(), { seq: 5, epoch: 'epoch-1', hash: 'hash-5' });
  await driver.close();
});

test('the access stream takes batches in their order only', async () => {
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate([team], genesis);
  const batches = [1, 2, 3].map((seq) => ({ seq, text: `[${seq}]`, hash: `h${seq}` }));
  for (const batch of batches) await driver.appendAccess(batch);
  await assert.rejects(driver.appendAccess({ seq: 5, text: '', hash: '' }), { code: 'STORE_FAILED' });
  await assert.rejects(driver.appendAccess(batches[2]!), { code: 'STORE_FAILED' });
  assert.deepEqual(await driver.accessLog(0, 2), batches.slice(0, 2));
  assert.deepEqual(await driver.accessLog(2, 10), batches.slice(2));
  await driver.close();
});

test('a closed store says so, and lanes that were asked for before are finished', async (context) => {
  const driver = await SqliteDriver.open({ file: `${folderFor(context)}/store.db` });
  await driver.migrate([team], genesis);
  const writing = write(driver, [inserted(team, teamRow('a'))]);
  const closing = driver.close();
  await assert.rejects(driver.lane(() => Promise.resolve()), { code: 'STORE_CLOSED', category: 'unavailable' });
  await assert.rejects(readRows(driver, idOnly), { code: 'STORE_CLOSED' });
  await Promise.all([writing, closing, driver.close()]);
});

test('an aborted store rolls back the lane under way and lets go of the file', async (context) => {
  const file = `${folderFor(context)}/store.db`;
  const driver = await SqliteDriver.open({ file });
  await driver.migrate([team], genesis);
  await assert.rejects(
    driver.lane(async (lane) => {
      await lane.apply([inserted(team, teamRow('a'))], [entryAfter(0, [])]);
      driver.abort();
    }),
    { code: 'STORE_CLOSED' },
  );
  const again = await SqliteDriver.open({ file });
  await again.migrate([team], genesis);
  assert.deepEqual(await readRows(again, idOnly), []);
  await again.close();
});

test('files that are no store of ours are refused as what they are', async (context) => {
  const folder = folderFor(context);
  writeFileSync(`${folder}/text.db`, 'this is not a database, it is a text of some length '.repeat(200));
  await assert.rejects(SqliteDriver.open({ file: `${folder}/text.db` }), { code: 'STORE_CORRUPT', category: 'internal' });
  new DatabaseSync(`${folder}/other.db`).exec('CREATE TABLE t (a)');
  const other = await SqliteDriver.open({ file: `${folder}/other.db` });
  await assert.rejects(other.migrate([team], genesis), { code: 'STORE_FORMAT_UNKNOWN' });
  await other.close();
  await assert.rejects(SqliteDriver.open({ file: `${folder}/none/store.db` }), { code: 'STORE_READ_ONLY' });
  const newer = await SqliteDriver.open({ file: `${folder}/newer.db` });
  await newer.migrate([team], genesis);
  await newer.close();
  new DatabaseSync(`${folder}/newer.db`).exec("UPDATE _meta SET value = '99' WHERE key = 'format'");
  const reopened = await SqliteDriver.open({ file: `${folder}/newer.db` });
  await assert.rejects(reopened.migrate([team], genesis), { code: 'STORE_FORMAT_UNKNOWN', message: /format 99/u });
  await reopened.close();
});

function raised(errcode: number): Error {
  return Object.assign(new Error('no'), { code: 'ERR_SQLITE_ERROR', errcode });
}

test('what SQLite says is told by its kind, with the cause kept', () => {
  const codes = [5, 261, 6, 13, 8, 1032, 11, 26, 19, 1].map((errcode) => {
    const cause = raised(errcode);
    const failure = toStoreFailure(cause) as Error & { code: string };
    assert.equal(failure.cause, cause);
    return failure.code;
  });
  assert.deepEqual(codes, ['STORE_BUSY', 'STORE_BUSY', 'STORE_BUSY', 'STORE_FULL', 'STORE_READ_ONLY', 'STORE_READ_ONLY', 'STORE_CORRUPT', 'STORE_CORRUPT', 'STORE_FAILED', 'STORE_FAILED']);
  const other = new Error('mine');
  assert.equal(toStoreFailure(other), other);
});

test('what the storage of a durable object says is told by its kind, with the cause kept', () => {
  const messages = ['UNIQUE constraint failed: t.id: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_PRIMARYKEY)', 'database or disk is full: SQLITE_FULL', 'database is locked: SQLITE_BUSY', 'no idea'];
  const causes = messages.map((message) => new Error(message));
  const failures = causes.map(durableObjectFailure);
  assert.deepEqual(failures.map(({ code }) => code), ['STORE_FAILED', 'STORE_FULL', 'STORE_BUSY', 'STORE_FAILED']);
  assert.deepEqual(failures.map(({ cause }) => cause), causes);
});
