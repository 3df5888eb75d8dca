import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPlanner, openStore, runtimeRights } from '@objectql/engine';
import type { Attempt, Sealer, Store, StoreMigration } from '@objectql/engine';
import { defineObject, f } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';
import { SqliteDriver } from './sqlite-driver.ts';

const scope = { tenant: 'acme', principal: { id: 'ann', kind: 'person', roles: [] }, time: 0, actors: [], onBehalfOf: null, surface: 'system', operation: 'test', requestId: 'r' } as const;
const host = { now: () => 0, sha256: (text: string) => text.slice(0, 8), randomHex: () => '00', uuid: () => 'epoch', defer: (task: () => void) => void setImmediate(task) };
const sealer: Sealer = {
  genesis: (epoch) => epoch,
  seal: ({ seq, epoch }, drafts) => drafts.map(({ changes }, index) => ({ seq: seq + index + 1, header: JSON.stringify({ epoch }), salt: '00', digest: '', hash: `h${seq + index}`, changes })),
};

const first = defineObject({ name: 'deal', fields: { title: f.text({ required: true }), stage: f.select(['open', 'won']) } });
const { title, stage } = first.fields as Required<typeof first.fields>;

/** One version of the metadata as a snapshot has it. */
class Version {
  readonly name: string;
  readonly objects: ReadonlyMap<string, ObjectDescriptor>;

  constructor(name: string, object: ObjectDescriptor) {
    this.name = name;
    this.objects = new Map([[object.name, object]]);
  }

  get mark() {
    return { version: this.name, schema: this.objects };
  }

  migration(): StoreMigration {
    return { objects: this.objects.values(), mark: this.mark, agree: () => Promise.resolve() };
  }

  insert(id: string, row: Readonly<Record<string, string | null>>): Attempt {
    const [object = ''] = this.objects.keys();
    return { scope: { ...scope, version: this.name }, keys: [], decide: () => ({ unit: { writes: [{ op: 'insert', key: { object, id }, row: { id, ...row } }], checks: [] }, reply: null }) };
  }

  /** A query planned under this version: kept by whoever began under it. */
  list(): (store: Store) => Promise<unknown[]> {
    const [object = ''] = this.objects.keys();
    const fields = Object.keys(this.objects.get(object)?.fields ?? {});
    const planned = createPlanner(this.objects).list(runtimeRights([...this.objects.values()]), object, { fields, sort: ['id'] });
    assert.ok(planned.ok);
    return async (store) => (await store.read(planned.plan, planned.args, scope)).rows.map((text) => JSON.parse(text) as unknown);
  }
}

async function open(version: Version): Promise<Store> {
  const store = await openStore({ driver: await SqliteDriver.open({ file: ':memory:' }), host, sealer, objects: version.objects.values(), mark: version.mark });
  await store.commit(version.insert('a', { title: 'A', stage: 'open' }));
  return store;
}

test('a read that was planned before a field came answers as it was asked', async () => {
  const v1 = new Version('v1', first);
  const v2 = new Version('v2', { ...first, fields: { ...first.fields, rank: { type: 'integer', id: 'deal.rank', required: true, default: 7 } } });
  const store = await open(v1);
  const [before, after] = [v1.list(), v2.list()];
  await before(store);
  await store.migrate(v2.migration());
  assert.deepEqual(await before(store), [{ id: 'a', title: 'A', stage: 'open' }]);
  assert.deepEqual(await after(store), [{ id: 'a', title: 'A', stage: 'open', rank: 7 }]);
  await assert.rejects(store.commit(v1.insert('b', { title: 'B', stage: 'open' })), { code: 'METADATA_OUTDATED' }, 'it would have no rank');
  await store.close();
});

test('a read that was planned before two names were exchanged is sent back, never answered from the other', async () => {
  const v1 = new Version('v1', first);
  const v2 = new Version('v2', { ...first, fields: { stage: title, title: stage } });
  const store = await open(v1);
  const [before, after] = [v1.list(), v2.list()];
  await before(store);
  await store.migrate(v2.migration());
  await assert.rejects(before(store), { code: 'METADATA_OUTDATED' });
  assert.deepEqual(await after(store), [{ id: 'a', stage: 'A', title: 'open' }]);
  await store.close();
});

test('a refused migration says why, and the store goes on as it was', async () => {
  const v1 = new Version('v1', first);
  const store = await open(v1);
  await assert.rejects(store.migrate(new Version('v2', { ...first, fields: { title: title } }).migration()), { code: 'STORE_MIGRATION_REFUSED', message: /deal\.stage .*1 record has a value in it/u });
  assert.equal((await store.commit(v1.insert('b', { title: 'B', stage: 'won' }))).accepted, true);
  assert.equal((await v1.list()(store)).length, 2);
  await store.close();
});
