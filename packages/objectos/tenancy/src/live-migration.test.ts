import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Snapshot, SystemAccess } from '@objectos/kernel';
import type { Scope, Store, WriteScope } from '@objectql/engine';
import { defineObject, f } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';
import { Site, platform, unchained } from './tenancy-site.contract.ts';
import { tenantObject } from './tenant-object.ts';
import { TenantStores } from './tenant-stores.ts';

const scope: Scope = { tenant: 'any', principal: { id: 'system', kind: 'system', roles: [] }, time: 0 };
const system = { context: () => scope } as unknown as SystemAccess;

/** As much of a snapshot as stores ask for. */
function snapshotOf(version: string, ...objects: readonly ObjectDescriptor[]): Snapshot {
  const kinds: Readonly<Record<string, ReadonlyMap<string, unknown>>> = {
    object: new Map(objects.map((each) => [each.name, each])),
    systemObject: new Map([[tenantObject.name, tenantObject]]),
  };
  return { version, metadata: (kind: string) => kinds[kind] ?? new Map() } as unknown as Snapshot;
}

const note = defineObject({ name: 'note', fields: { text: f.text() } });
const rated = defineObject({ name: 'note', fields: { text: f.text(), stars: f.integer() } });
/** Cannot take the place of a text that somebody wrote. */
const counted = defineObject({ name: 'note', fields: { text: f.integer() } });
const [first, second, impossible] = [snapshotOf('v1', note), snapshotOf('v2', rated), snapshotOf('v3', counted)];

function scopeOf(version: string): WriteScope {
  return { ...scope, actors: [], onBehalfOf: null, surface: 'system', operation: 'test', requestId: 'r', version };
}

interface Trial {
  readonly site: Site;
  readonly stores: TenantStores;
  readonly write: (tenant: string, version: string, id: string) => Promise<unknown>;
}

async function trial(run: (trial: Trial) => Promise<void>): Promise<void> {
  const site = new Site();
  const stores = new TenantStores({ open: (name) => site.open(name), host: platform, sealer: unchained, system, snapshot: () => first });
  const write = async (tenant: string, version: string, id: string): Promise<unknown> => {
    const store: Store = await stores.of(tenant);
    return store.commit({ scope: scopeOf(version), keys: [], decide: () => ({ unit: { writes: [{ op: 'insert', key: { object: 'note', id }, row: { id, text: 'x' } }], checks: [] }, reply: null }) });
  };
  for (const name of ['acme', 'other', 'third']) await stores.directory.create({ name, label: name }, { scope: scopeOf('v1') });
  try {
    await run({ site, stores, write });
  } finally {
    await stores.close();
  }
}

test('every open store is taken to the new metadata, and what opens later opens with it', async () => {
  await trial(async ({ stores, write }) => {
    await Promise.all([write('acme', 'v1', 'a'), write('other', 'v1', 'a')]);
    const opening = stores.of('third');
    await stores.migrate(second);
    await opening;
    for (const tenant of ['acme', 'other', 'third']) {
      await assert.rejects(write(tenant, 'v1', 'b'), { code: 'METADATA_OUTDATED' });
      assert.partialDeepStrictEqual(await write(tenant, 'v2', 'c'), { accepted: true });
    }
  });
});

test('where one store cannot, none is taken, every reason is told, and the old metadata goes on', async () => {
  await trial(async ({ stores, write }) => {
    await Promise.all([write('acme', 'v1', 'a'), write('other', 'v1', 'a'), stores.of('third')]);
    await assert.rejects(stores.migrate(impossible), (error: { code: string; message: string }) => {
      assert.equal(error.code, 'STORES_NOT_MIGRATED');
      assert.deepEqual(new Set(Array.from(error.message.matchAll(/tenant "(\w+)"/gu), ([, tenant]) => tenant)), new Set(['acme', 'other']));
      return true;
    });
    for (const tenant of ['acme', 'other', 'third']) assert.partialDeepStrictEqual(await write(tenant, 'v1', 'd'), { accepted: true });
    await stores.migrate(second);
    assert.partialDeepStrictEqual(await write('third', 'v2', 'e'), { accepted: true });
  });
});

test('a store that is asked for while the others are taken is opened with the new metadata', async () => {
  await trial(async ({ stores, write }) => {
    await write('acme', 'v1', 'a');
    const [, store] = await Promise.all([stores.migrate(second), stores.of('third')]);
    assert.ok(store);
    await assert.rejects(write('third', 'v1', 'b'), { code: 'METADATA_OUTDATED' });
    assert.partialDeepStrictEqual(await write('third', 'v2', 'c'), { accepted: true });
  });
});
