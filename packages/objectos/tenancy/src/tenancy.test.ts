import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Context, Kernel, SystemAccess } from '@objectos/kernel';
import type { Store } from '@objectql/engine';
import { Site, start } from './tenancy-site.contract.ts';
import type { Running } from './tenancy-site.contract.ts';

async function running(site: Site, work: (running: Running) => Promise<void>): Promise<void> {
  const started = await start(site);
  try {
    await work(started);
  } finally {
    await started.kernel.stop();
  }
}

function operator(system: SystemAccess, more: { commandKey?: string; dryRun?: boolean } = {}): Context {
  return { ...system.context({ tenant: 'any', onBehalfOf: 'root', surface: 'cli' }), ...more };
}

async function create(kernel: Kernel, context: Context, name: string): Promise<Record<string, unknown>> {
  const { value } = await kernel.call('tenant.create', { name }, context);
  return value as Record<string, unknown>;
}

function insert(store: Store, context: Context, { object, version }: { object: string; version: string }): Promise<unknown> {
  const key = { object, id: '1' };
  const scope = { ...context, operation: 'test', version };
  return store.commit({ scope, keys: [], decide: () => ({ unit: { writes: [{ op: 'insert', key, row: { id: '1', text: 'x' } }], checks: [] }, reply: null }) });
}

test('a tenant that was created has a store, one that was not is unknown', async () => {
  await running(new Site(), async ({ kernel, stores, system }) => {
    const made = await create(kernel, operator(system), 'acme');
    assert.deepEqual([made['name'], made['label']], ['acme', 'acme']);
    const opened = await stores.of('acme');
    assert.equal(stores.of('acme'), opened, 'an open store is not waited for');
    await assert.rejects(async () => stores.of('nobody'), { code: 'TENANT_UNKNOWN', category: 'not_found' });
    await assert.rejects(async () => stores.of('../acme'), { code: 'TENANT_UNKNOWN' });
    await assert.rejects(async () => stores.of('_system'), { code: 'TENANT_UNKNOWN' });
  });
});

test('tenants survive the process, in their own stores', async () => {
  const site = new Site();
  await running(site, async ({ kernel, stores, system }) => {
    await create(kernel, operator(system), 'acme');
    await create(kernel, operator(system), 'other');
    assert.notEqual(await stores.of('acme'), await stores.of('other'));
  });
  assert.deepEqual([...site.disks.keys()].toSorted(), ['_system', 'acme', 'other']);
  await running(site, async ({ kernel, stores, system }) => {
    const opened = await stores.of('acme');
    assert.equal(stores.of('acme'), opened, 'an open store is not waited for');
    const { value } = await kernel.call('tenant.list', {}, operator(system));
    assert.deepEqual((value as { tenants: { name: string }[] }).tenants.map(({ name }) => name), ['acme', 'other']);
  });
});

test('a tenant\'s store holds the objects, the system store those of the system, and neither the others', async () => {
  await running(new Site(), async ({ kernel, stores, system }) => {
    await create(kernel, operator(system), 'acme');
    const context = operator(system);
    const { version } = kernel.snapshot;
    assert.partialDeepStrictEqual(await insert(await stores.of('acme'), context, { object: 'note', version }), { accepted: true });
    assert.partialDeepStrictEqual(await insert(await stores.system(), context, { object: 'secret', version }), { accepted: true });
    await assert.rejects(insert(await stores.of('acme'), context, { object: 'secret', version }));
    await assert.rejects(insert(await stores.system(), context, { object: 'note', version }));
  });
});

test('a store is opened once however many ask, and tried again after a failure', async () => {
  const site = new Site();
  await running(site, async ({ kernel, system }) => {
    await create(kernel, operator(system), 'acme');
  });
  site.opened.length = 0;
  await running(site, async ({ stores }) => {
    await stores.system();
    site.failure = new Error('disk on fire');
    const asked = await Promise.allSettled([stores.of('acme'), stores.of('acme')]);
    assert.deepEqual(asked.map(({ status }) => status), ['rejected', 'rejected']);
    const [one, other] = await Promise.all([stores.of('acme'), stores.of('acme')]);
    assert.equal(one, other);
    assert.deepEqual(site.opened, ['_system', 'acme', 'acme']);
  });
});

test('stopping closes every store, the system store last, and nothing opens afterwards', async () => {
  const site = new Site();
  const { kernel, stores, system } = await start(site);
  await create(kernel, operator(system), 'acme');
  await kernel.stop();
  assert.deepEqual(site.closed, ['acme', '_system']);
  await assert.rejects(async () => stores.of('acme'), { code: 'TENANCY_NOT_RUNNING' });
  await assert.rejects(stores.system(), { code: 'TENANCY_NOT_RUNNING' });
});

test('a name is taken once, and only plain names can be', async () => {
  await running(new Site(), async ({ kernel, system }) => {
    await create(kernel, operator(system), 'acme');
    await assert.rejects(create(kernel, operator(system), 'acme'), { code: 'TENANT_EXISTS', category: 'conflict' });
    for (const name of ['', 'Acme', '-a', 'a/b', '_system', 'a'.repeat(64)]) await assert.rejects(create(kernel, operator(system), name), { code: 'INPUT_INVALID' });
    await assert.rejects(kernel.call('tenant.create', { name: 'x', labl: 'y', label: '' }, operator(system)), (error: { details: { issues: { path: string }[] } }) => {
      assert.deepEqual(error.details.issues.map(({ path }) => path), ['labl', 'label']);
      return true;
    });
  });
});

test('a retried command answers again, and a dry run makes nothing', async () => {
  const site = new Site();
  await running(site, async ({ kernel, stores, system }) => {
    const context = operator(system, { commandKey: 'k' });
    const first = await create(kernel, context, 'acme');
    const again = await kernel.call('tenant.create', { name: 'acme' }, context);
    assert.deepEqual([again.value, again.replayed], [first, true]);
    assert.equal((await create(kernel, operator(system, { dryRun: true }), 'ghost'))['name'], 'ghost');
    await assert.rejects(async () => stores.of('ghost'), { code: 'TENANT_UNKNOWN' });
    assert.equal(site.disks.has('ghost'), false);
  });
});

test('only the system principal manages tenants, and only where the operator is', async () => {
  await running(new Site(), async ({ kernel, system }) => {
    const person = { ...operator(system), principal: { id: 'ada', kind: 'person', roles: ['admin'] } } as const;
    await assert.rejects(create(kernel, person, 'acme'), { code: 'TENANT_OPERATOR_ONLY', category: 'forbidden' });
    await assert.rejects(kernel.call('tenant.list', {}, person), { code: 'TENANT_OPERATOR_ONLY' });
    await assert.rejects(create(kernel, { ...operator(system), surface: 'rest' }, 'acme'), { code: 'OPERATION_NOT_FOUND' });
  });
});

test('the journal of the system store says who made a tenant, and for whom', async () => {
  await running(new Site(), async ({ kernel, stores, system }) => {
    await create(kernel, operator(system), 'acme');
    const [entry] = await (await stores.system()).journal(0, 10);
    assert.deepEqual(JSON.parse(entry?.header ?? ''), { principal: 'system', operation: 'tenant.create' });
    assert.equal(entry?.changes[0]?.record, 'acme');
  });
});
