import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attempt, deciding, insert, update } from './contract/ledger.contract.ts';
import { account, ledgerObjects } from './contract/ledger-objects.contract.ts';
import { plainSealer } from './contract/plain-sealer.contract.ts';
import type { StoreSite } from './contract/store-site.contract.ts';
import { testHost, turn } from './contract/test-host.contract.ts';
import { openStore } from './engine-store.ts';
import { MemoryDisk, MemoryDriver, seededDelay } from './memory-driver.ts';
import { testReadLimit, testStoreContract } from './store.contract.ts';

let seed = 0;

function memorySite(slow: boolean, readTimeout = Infinity): StoreSite {
  const disk = new MemoryDisk();
  return {
    open: () => {
      disk.lock = Promise.resolve();
      return Promise.resolve(new MemoryDriver({ disk, readTimeout, ...(slow ? { delay: seededDelay((seed += 1), setImmediate) } : {}) }));
    },
    kill: (driver) => {
      if (driver instanceof MemoryDriver) driver.kill();
    },
    remove: () => undefined,
  };
}

testStoreContract('memory', () => memorySite(false));
testStoreContract('memory, slowly', () => memorySite(true));
testReadLimit('memory', (readTimeout) => memorySite(false, readTimeout));

for (const step of ['load', 'apply', 'commit', 'answer'] as const) {
  test(`a memory driver that fails at ${step} is down until another is opened on its disk`, async () => {
    const disk = new MemoryDisk();
    const host = testHost();
    const options = { host, sealer: plainSealer(host), objects: ledgerObjects };
    const driver = new MemoryDriver({ disk });
    const store = await openStore({ driver, ...options });
    driver.failAt(step);
    await assert.rejects(store.commit(attempt([insert(account, 'a', { name: 'Acme' })])), { code: 'STORE_CRASHED' });
    await assert.rejects(store.head(), { code: 'STORE_CRASHED' });
    const again = await openStore({ driver: new MemoryDriver({ disk }), ...options });
    assert.equal((await again.head()).seq, step === 'answer' ? 1 : 0);
  });
}

test('two nodes on one disk never lose an update of each other', async () => {
  const disk = new MemoryDisk();
  const host = testHost();
  const nodes = await Promise.all(
    [1, 2].map((node) => openStore({ driver: new MemoryDriver({ disk, delay: seededDelay(node, setImmediate) }), host, sealer: plainSealer(host), objects: ledgerObjects })),
  );
  const key = { object: 'account', id: 'a' };
  await nodes[0]?.commit(attempt([insert(account, 'a', { name: 'Acme', visits: 0 })]));
  const visit = deciding((view) => ({ writes: [update(account, 'a', { visits: Number(view.get(key)?.['visits']) + 1 })], checks: [] }));
  await Promise.all(Array.from({ length: 40 }, async (_, each) => {
    if (each % 5 === 0) await turn();
    return nodes[each % 2]?.commit(visit);
  }));
  assert.equal(disk.tables.get('account')?.rows.get('a')?.['visits'], 40);
  assert.deepEqual(disk.entries.map(({ seq }) => seq), Array.from({ length: 41 }, (_, index) => index + 1));
});

test('a field that changes its type is refused while it holds something', async () => {
  const host = testHost();
  const genesis = { seq: 0, epoch: 'e', hash: '' };
  const driver = new MemoryDriver();
  await driver.migrate(ledgerObjects, genesis);
  const changed = { ...account, fields: { ...account.fields, visits: { type: 'text', id: 'account.visits' } as const, fresh: { type: 'text', id: 'account.fresh' } as const } };
  const store = await openStore({ driver, host, sealer: plainSealer(host), objects: ledgerObjects });
  await store.commit(attempt([insert(account, 'a', { name: 'Acme', visits: 1 })]));
  await assert.rejects(driver.migrate([changed], genesis), { code: 'MIGRATION_LOSES_DATA' });
  assert.equal((await driver.head()).seq, 1);
});
