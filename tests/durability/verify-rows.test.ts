import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSealer, verifyJournal } from '@objectos/journal';
import type { VerifiedRows, VerifyOptions } from '@objectos/journal';
import { SqliteDriver } from '@objectql/driver-sqlite';
import { openStore } from '@objectql/engine';
import type { Store, Write, WriteScope } from '@objectql/engine';
import { defineObject, f } from '@objectql/metadata';
import type { Json, ObjectDescriptor } from '@objectql/metadata';
import { createNodePlatform } from '../../packages/objectos/server/src/node-platform.ts';

const host = createNodePlatform();
const scope: WriteScope = {
  tenant: 'main', principal: { id: 'ada', kind: 'person', roles: [] }, time: Date.UTC(2026, 10, 22), actors: [], onBehalfOf: null,
  surface: 'system', operation: 'test.write', requestId: 'r1', version: 'v1',
};

const deal = defineObject({ name: 'deal', fields: { title: f.text(), amount: f.money({ currency: 'EUR' }), due: f.date(), data: f.json(), note: f.text() } });
const lead = defineObject({ name: 'lead', fields: { title: f.text() } });
const whole = { title: 'A', amount: '12.50', due: '2026-11-20', data: { b: 1, a: [2] }, note: null };

/** A store in memory, and what is found wrong with it under the objects that it holds. */
class Site {
  readonly store: Store;
  #objects: readonly ObjectDescriptor[];

  private constructor(store: Store, objects: readonly ObjectDescriptor[]) {
    this.store = store;
    this.#objects = objects;
  }

  static async open(...objects: ObjectDescriptor[]): Promise<Site> {
    const driver = await SqliteDriver.open({ file: ':memory:' });
    return new Site(await openStore({ driver, host, sealer: createSealer(host), objects, mark: { version: 'v1', schema: objects } }), objects);
  }

  async migrate(...objects: ObjectDescriptor[]): Promise<void> {
    await this.store.migrate({ objects, mark: { version: 'v1', schema: objects }, agree: () => Promise.resolve() });
    this.#objects = objects;
  }

  async insert(object: string, id: string, row: Readonly<Record<string, Json>>): Promise<void> {
    await this.write({ op: 'insert', key: { object, id }, row: { id, ...row } });
  }

  async update(object: string, id: string, set: Readonly<Record<string, Json>>): Promise<void> {
    await this.write({ op: 'update', key: { object, id }, set });
  }

  async write(...writes: Write[]): Promise<void> {
    const outcome = await this.store.commit({ scope, keys: [], decide: () => ({ unit: { writes, checks: [] }, reply: null }) });
    assert.ok(outcome.accepted);
  }

  /** Messages, with every row changed on its way from the store as somebody might have changed it there. */
  async found(read: Store['read'] = (...asked) => this.store.read(...asked)): Promise<readonly string[]> {
    const rows: VerifiedRows = { objects: new Map(this.#objects.map((each) => [each.name, each])), scope };
    const { store: real } = this;
    const store: VerifyOptions['store'] = {
      read, head: () => real.head(), journal: (after, limit) => real.journal(after, limit),
      history: (key, after, limit) => real.history(key, after, limit), accessLog: (after, limit) => real.accessLog(after, limit),
    };
    return (await verifyJournal({ store, host, rows })).findings.map(({ message }) => message);
  }

  /** The same where these values stand in every row. */
  forged(values: Readonly<Record<string, Json>>): Promise<readonly string[]> {
    return this.found(async (...asked) => {
      const answer = await this.store.read(...asked);
      return { ...answer, rows: answer.rows.map((text) => JSON.stringify({ ...JSON.parse(text) as object, ...values })) };
    });
  }
}

test('rows are what the journal says of them, whatever was done; a field that differs is named and its value is not', async () => {
  const site = await Site.open(deal, lead);
  await site.insert('deal', 'a', whole);
  await site.insert('lead', 'a', { title: 'L' });
  await site.update('deal', 'a', { amount: '13.00', note: 'n' });
  await site.write({ op: 'delete', key: { object: 'lead', id: 'a' } });
  await site.insert('lead', 'a', { title: 'again' });
  assert.deepEqual(await site.found(), []);
  assert.deepEqual(await site.forged({ amount: '99.00', due: null }), ['The row of deal/a is not what the journal says of it: amount, due.']);
  assert.deepEqual(await site.forged({ revision: 9 }), ['deal', 'lead'].map((object) => `The row of ${object}/a is not what the journal says of it: revision.`));
});

test('what a migration did is no finding: fields that came, went, were filled, became required or got other names', async () => {
  const site = await Site.open(deal);
  await site.insert('deal', 'a', whole);
  await site.update('deal', 'a', { note: 'n' });
  await site.update('deal', 'a', { note: null });
  const { title, amount, due, data } = { title: f.text({ id: 'deal.title' }), amount: f.money({ currency: 'EUR' }), due: f.date(), data: f.json() };
  await site.migrate(defineObject({ name: 'deal', fields: { title, amount, due, data } }));
  assert.deepEqual(await site.found(), []);
  await site.migrate(defineObject({ name: 'deal', fields: { name: title, amount, due, data, note: f.text({ required: true, default: 'filled' }) } }));
  assert.deepEqual(await site.found(), []);
  assert.deepEqual(await site.forged({ name: 'forged' }), ['The row of deal/a is not what the journal says of it: name.'], 'a field that has another name now is known by its id');
  await site.update('deal', 'a', { name: 'B' });
  assert.deepEqual(await site.found(), []);
});

test('names that went from field to field are no finding', async () => {
  const site = await Site.open(defineObject({ name: 'deal', fields: { a: f.text(), b: f.text(), c: f.text() } }));
  await site.insert('deal', 'x', { a: '1', b: '2', c: '3' });
  await site.migrate(defineObject({ name: 'deal', fields: { b: f.text({ id: 'deal.a' }), a: f.text({ id: 'deal.b' }), c: f.text() } }));
  assert.deepEqual(await site.found(), [], 'two swapped theirs');
  await site.migrate(defineObject({ name: 'deal', fields: { d: f.text({ id: 'deal.a' }), a: f.text({ id: 'deal.b' }), b: f.text({ id: 'new' }), c: f.text() } }));
  assert.deepEqual(await site.found(), [], 'a new one took one');
});

test('a renamed object is found under its names, and one that took its name is another', async () => {
  const site = await Site.open(deal);
  await site.insert('deal', 'a', whole);
  const bargain = defineObject({ ...authored('bargain'), id: 'deal' });
  await site.migrate(bargain);
  assert.deepEqual(await site.found(), []);
  assert.deepEqual(await site.forged({ amount: '99.00' }), ['The row of bargain/a is not what the journal says of it: amount.']);
  await site.insert('bargain', 'b', whole);
  await site.migrate(bargain, defineObject({ ...authored('deal'), id: 'deal2' }));
  await site.insert('deal', 'b', whole);
  assert.deepEqual(await site.found(), []);
});

test('what is written while it reads is no finding', async () => {
  const site = await Site.open(deal);
  for (const id of ['a', 'b', 'c']) await site.insert('deal', id, whole);
  let times = 0;
  const found = await site.found(async (...asked) => {
    const answer = await site.store.read(...asked);
    times += 1;
    await site.update('deal', 'a', { note: `n${times}` });
    if (times === 1) await site.write({ op: 'delete', key: { object: 'deal', id: 'b' } });
    await site.insert('deal', `new${times}`, whole);
    return answer;
  });
  assert.deepEqual(found, []);
  assert.ok(times > 2, 'what seemed wrong was looked at again');
});

test('a row that is written between the reading of its history and its own is looked at again, and is no finding', async () => {
  const site = await Site.open(deal);
  await site.insert('deal', 'a', whole);
  let looks = 0;
  const found = await site.found(async (...asked) => {
    looks += 1;
    // The second look, like every one after the first, comes between two readings of the history: the row is newer than the first of them.
    if (looks === 2) await site.update('deal', 'a', { note: 'between' });
    const answer = await site.store.read(...asked);
    if (looks === 1) await site.update('deal', 'a', { note: 'after the first look' });
    return answer;
  });
  assert.deepEqual(found, []);
  assert.equal(looks, 4, 'the first look, two more, and one for rows that no entry made');
});

test('a row that was edited is named also where it is written to while it is looked at', async () => {
  const site = await Site.open(deal);
  await site.insert('deal', 'a', whole);
  let looks = 0;
  const found = await site.found(async (...asked) => {
    looks += 1;
    if (looks < 5) await site.update('deal', 'a', { note: `look ${looks}` });
    const answer = await site.store.read(...asked);
    return { ...answer, rows: answer.rows.map((text) => JSON.stringify({ ...JSON.parse(text) as object, amount: '99.00' })) };
  });
  assert.deepEqual(found, ['The row of deal/a is not what the journal says of it: amount.']);
});

function authored(name: string): { name: string; fields: Parameters<typeof defineObject>[0]['fields'] } {
  return { name, fields: { title: f.text({ id: 'deal.title' }), amount: f.money({ currency: 'EUR', id: 'deal.amount' }), due: f.date({ id: 'deal.due' }), data: f.json({ id: 'deal.data' }), note: f.text({ id: 'deal.note' }) } };
}
