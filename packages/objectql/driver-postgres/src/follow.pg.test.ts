import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { JournalEntry, Store } from '@objectql/engine';
import { FaultyWire } from './faulty-wire.contract.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { TestDatabase, testOnServer } from './test-server.contract.ts';
import { account, attempt, insert, openTrial } from './trial.contract.ts';

/** Gathers what is told, and waits for so many entries. */
class Ear {
  readonly told: number[] = [];
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  readonly hear = (entries: readonly JournalEntry[]): void => {
    this.told.push(...entries.map(({ seq }) => seq));
    for (const { count, resolve } of this.#waiting) if (this.told.length >= count) resolve();
  };

  async has(count: number): Promise<readonly number[]> {
    if (this.told.length < count) await new Promise<void>((resolve) => void this.#waiting.push({ count, resolve }));
    return this.told;
  }
}

async function write(store: Store, id: string): Promise<void> {
  assert.equal((await store.commit(attempt([insert(account, id, { name: id })]))).accepted, true);
}

testOnServer('news of other processes', () => {
  let server: TestDatabase;
  let wire: FaultyWire;
  let here: PostgresDatabase;
  let there: PostgresDatabase;
  let tenants = 0;

  before(async () => {
    server = await TestDatabase.create();
    wire = await FaultyWire.lay(server.url);
    here = await PostgresDatabase.open({ url: wire.url, connections: 2 });
    there = await server.open({ connections: 2 });
  });
  after(async () => {
    here.abort();
    there.abort();
    await wire.remove();
    await server.drop();
  });

  async function both(): Promise<{ readonly ours: Store; readonly theirs: Store; readonly ear: Ear }> {
    const tenant = `t${(tenants += 1)}`;
    const ours = await openTrial(here.driver(tenant));
    const theirs = await openTrial(there.driver(tenant));
    const ear = new Ear();
    ours.follow(ear.hear);
    return { ours, theirs, ear };
  }

  test('what others commit is told in order, and what we commit is not', async () => {
    const { ours, theirs, ear } = await both();
    await write(theirs, 'a');
    await write(ours, 'b');
    await write(theirs, 'c');
    await write(ours, 'd');
    await write(theirs, 'e');
    assert.deepEqual(await ear.has(3), [1, 3, 5]);
  });

  test('what was committed while nothing could be heard is told when the wire is whole again', async () => {
    const { theirs, ear } = await both();
    await write(theirs, 'a');
    await ear.has(1);
    wire.refuse();
    wire.cut();
    for (const id of ['b', 'c', 'd']) await write(theirs, id);
    wire.mend();
    assert.deepEqual(await ear.has(4), [1, 2, 3, 4]);
  });

  test('stores of other tenants, and those that are followed no more, are not told of', async () => {
    const { theirs, ear } = await both();
    const other = await both();
    const end = other.ours.follow(() => assert.fail('nobody listens any more'));
    end();
    await write(other.theirs, 'x');
    await other.ear.has(1);
    assert.deepEqual(ear.told, []);
    await write(theirs, 'a');
    assert.deepEqual(await ear.has(1), [1]);
  });
});
