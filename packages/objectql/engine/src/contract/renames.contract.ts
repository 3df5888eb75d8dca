import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ObjectDescriptor } from '@objectql/metadata';
import { openStore } from '../engine-store.ts';
import type { Store } from '../store.ts';
import { attempt, codeOf, insert, remove, update } from './ledger.contract.ts';
import { region } from './ledger-objects.contract.ts';
import { plainSealer } from './plain-sealer.contract.ts';
import type { CreateSite, StoreSite } from './store-site.contract.ts';
import { testHost } from './test-host.contract.ts';

const area: ObjectDescriptor = { ...region, name: 'area' };
/** Another object, which takes the name that the first one gave up. */
const newcomer: ObjectDescriptor = { ...region, id: 'newcomer', name: 'region', fields: { name: { type: 'text', id: 'newcomer.name' } } };

async function opened(site: StoreSite, ...objects: readonly ObjectDescriptor[]): Promise<Store> {
  const host = testHost();
  return openStore({ driver: await site.open(), host, sealer: plainSealer(host), objects });
}

async function told(store: Store, object: string, id: string): Promise<readonly string[]> {
  return (await store.history({ object, id }, 0, 100)).flatMap(({ seq, changes }) => changes.map(({ op, object: name }) => `${seq} ${op} ${name}`));
}

async function write(store: Store, ...writes: Parameters<typeof attempt>[0]): Promise<void> {
  assert.equal(codeOf(await store.commit(attempt(writes))), 'accepted');
}

/** What drivers do that tell objects by their ids: an object's new name parts its records from nothing. */
export function testRenames(name: string, createSite: CreateSite): void {
  test(`${name}: a renamed object's records keep their histories, which are found under each of its names`, async () => {
    const site = await createSite();
    const before = await opened(site, region);
    await write(before, insert(region, 'kept', { name: 'K' }));
    await write(before, update(region, 'kept', { name: 'L' }));
    await write(before, insert(region, 'gone', { name: 'G' }));
    await write(before, remove(region, 'gone'));
    await before.close();

    const after = await opened(site, area);
    assert.deepEqual(await told(after, 'region', 'kept'), ['1 insert region', '2 update region']);
    await write(after, update(area, 'kept', { name: 'M' }));
    await write(after, insert(area, 'gone', { name: 'H' }));
    await after.close();

    const again = await opened(site, area);
    for (const each of ['area', 'region']) {
      assert.deepEqual(await told(again, each, 'kept'), ['1 insert region', '2 update region', '5 update area']);
      assert.deepEqual(await told(again, each, 'gone'), ['3 insert region', '4 delete region', '6 insert area']);
    }
    await again.close();

    const shared = await opened(site, area, newcomer);
    await write(shared, insert(newcomer, 'own', { name: 'N' }));
    assert.deepEqual(await told(shared, 'region', 'own'), ['7 insert region']);
    assert.deepEqual(await told(shared, 'area', 'own'), [], 'the name is another object\'s now');
    await shared.close();
    await site.remove();
  });
}
