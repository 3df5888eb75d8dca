import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interposed } from './contract/interposed-driver.contract.ts';
import { attempt, insert } from './contract/ledger.contract.ts';
import { account, ledgerObjects } from './contract/ledger-objects.contract.ts';
import { plainSealer } from './contract/plain-sealer.contract.ts';
import { testHost, turn } from './contract/test-host.contract.ts';
import { openStore } from './engine-store.ts';
import { MemoryDisk, MemoryDriver } from './memory-driver.ts';
import type { Store } from './store.ts';

interface Turns {
  readonly store: Store;
  readonly groups: readonly number[];
  /** Ends a turn of the event loop, and lets what it began end. */
  readonly end: () => Promise<void>;
}

async function opened(): Promise<Turns> {
  let deferred: (() => void)[] = [];
  const host = { ...testHost(), defer: (task: () => void) => void deferred.push(task) };
  const groups: number[] = [];
  const driver = interposed(new MemoryDriver({ disk: new MemoryDisk() }), (moment, changes) => {
    if (moment === 'applying') groups.push(changes.length);
  });
  const store = await openStore({ driver, host, sealer: plainSealer(host), objects: ledgerObjects });
  return {
    store,
    groups,
    end: async () => {
      const tasks = deferred;
      deferred = [];
      for (const task of tasks) task();
      await turn();
    },
  };
}

function adder(store: Store): (count: number) => Promise<unknown>[] {
  let next = 0;
  return (count) => Array.from({ length: count }, () => store.commit(attempt([insert(account, `a${(next += 1)}`, { name: 'Acme' })])));
}

test('a unit that comes alone is committed at the end of its turn', async () => {
  const { store, groups, end } = await opened();
  const [alone] = adder(store)(1);
  await end();
  await alone;
  assert.deepEqual(groups, [1]);
});

test('a group of several waits until two turns brought nobody', async () => {
  const { store, groups, end } = await opened();
  const add = adder(store);
  const units = add(3);
  await end();
  await end();
  units.push(...add(2));
  await end();
  await end();
  assert.deepEqual(groups, []);
  await end();
  await Promise.all(units);
  assert.deepEqual(groups, [5]);
});

test('units that keep coming hold up the first of them for twenty turns, and those that make a group full for none', async () => {
  const { store, groups, end } = await opened();
  const add = adder(store);
  const units: Promise<unknown>[] = [];
  for (let turns = 0; turns < 20; turns++) {
    assert.deepEqual(groups, []);
    units.push(...add(2));
    await end();
  }
  assert.deepEqual(groups, [40]);
  units.push(...add(250));
  await end();
  await Promise.all(units);
  assert.deepEqual(groups, [40, 200, 50]);
});
