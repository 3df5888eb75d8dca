import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metadataFacet, operationsFacet, preparersFacet } from './built-in-facets.ts';
import { FakePlatform, TestWork, ann, operation, settled, stagesPlugin, withOperations } from './fake-kernel.test.ts';
import { Fault } from './fault.ts';
import { createKernel } from './kernel.ts';
import type { Kernel } from './kernel.ts';
import { definePlugin } from './plugin.ts';
import type { Lifetime, Plugin } from './plugin.ts';
import { defineRef } from './ref.ts';

const never = new Promise<never>(() => undefined);
const storeRef = defineRef<string>('test.store');
const cacheRef = defineRef<string>('test.cache');

/** A kernel, its log, and what its plugins noted of their lives. */
class Trial {
  readonly platform = new FakePlatform();
  readonly trail: string[] = [];
  kernel: Kernel | undefined;

  async start(...plugins: Plugin[]): Promise<Kernel> {
    this.kernel = createKernel({ plugins: [...plugins, stagesPlugin()], platform: this.platform });
    await this.kernel.start();
    return this.kernel;
  }

  note(name: string, lifetime: Lifetime): void {
    this.trail.push(`set up ${name}`);
    lifetime.onProbe(() => void this.trail.push(`probe ${name}`));
    lifetime.onReady(() => void this.trail.push(`ready ${name}`));
    lifetime.onStop(() => void this.trail.push(`close ${name}`));
  }

  store(version: string): Plugin {
    return definePlugin({
      name: 'store', version, provides: { store: storeRef },
      setup: (_services, lifetime) => (this.note(`store ${version}`, lifetime), { store: `rows ${version}` }),
    });
  }

  /** Answers what its service says, and makes a service of that. */
  cache(): Plugin {
    let held = 'nothing';
    return definePlugin({
      name: 'cache', version: '1', needs: { store: storeRef }, provides: { cache: cacheRef },
      contributes: [operationsFacet.of(operation('cache.get', { handler: () => ({ value: held }) }))],
      again: () => this.cache(),
      setup: ({ store }, lifetime) => {
        this.note(`cache of ${store}`, lifetime);
        held = store;
        return { cache: `cache of ${store}` };
      },
    });
  }
}

/** The list with one plugin in the place of the one of its name. */
const swap = (plugin: Plugin) => (present: readonly Plugin[]) => present.map((each) => (each.name === plugin.name ? plugin : each));
const without = (name: string) => (present: readonly Plugin[]) => present.filter((each) => each.name !== name);

const codeOf = (call: Promise<unknown>) => call.then(() => 'ended', ({ code }: Fault) => code);

async function refusal(changing: Promise<unknown>): Promise<readonly string[]> {
  const outcome: unknown = await changing.then(() => 'changed', (error: unknown) => error);
  assert.equal((outcome as Fault).code, 'CHANGE_REFUSED', String(outcome));
  return (outcome as { readonly faults: readonly Fault[] }).faults.map(({ code, message }) => `${code}: ${message}`);
}

test('a plugin is replaced beside the old one, with those that rest on it; all others live on', async () => {
  const trial = new Trial();
  const other = definePlugin({ name: 'other', version: '1', setup: (_services, lifetime) => trial.note('other', lifetime) });
  const kernel = await trial.start(trial.store('1'), trial.cache(), other);
  trial.trail.length = 0;
  const { begun, ended, settled: done } = await kernel.replace(swap(trial.store('2')));
  assert.deepEqual([begun, ended], [['store', 'cache'], ['store', 'cache']]);
  assert.deepEqual(await done, []);
  assert.deepEqual(trial.trail, [
    'set up store 2', 'set up cache of rows 2', 'probe store 2', 'probe cache of rows 2', 'ready store 2', 'ready cache of rows 2',
    'close cache of rows 1', 'close store 1',
  ]);
  assert.deepEqual(await kernel.call('cache.get', {}, ann), { value: 'rows 2' });
  assert.deepEqual([kernel.service(storeRef), kernel.service(cacheRef)], ['rows 2', 'cache of rows 2']);
});

test('a call under way ends on the snapshot and the services that it began with, and only then the old plugin is closed', async () => {
  const trial = new Trial();
  const { promise: work, resolve: finish } = Promise.withResolvers<void>();
  const slow = (version: string) => definePlugin({
    name: 'slow', version,
    contributes: [operationsFacet.of(operation('slow.get', { handler: async ({ snapshot }) => (await work, { value: [version, snapshot] }) }))],
    setup: (_services, lifetime) => trial.note(`slow ${version}`, lifetime),
  });
  const kernel = await trial.start(slow('1'));
  const old = kernel.snapshot;
  const calling = kernel.call('slow.get', {}, ann);
  trial.trail.length = 0;
  const { settled: done, snapshot } = await kernel.replace(swap(slow('2')));
  assert.equal(kernel.snapshot, snapshot);
  await settled();
  assert.deepEqual(trial.trail, ['set up slow 2', 'probe slow 2', 'ready slow 2']);
  finish();
  assert.deepEqual((await calling).value, ['1', old]);
  assert.deepEqual(await done, []);
  assert.deepEqual(trial.trail.at(-1), 'close slow 1');
  assert.deepEqual((await kernel.call('slow.get', {}, ann)).value, ['2', snapshot]);
});

test('a list with faults is refused with all of them at once, and nothing is set up', async () => {
  const trial = new Trial();
  const kernel = await trial.start(trial.store('1'), trial.cache(), withOperations(operation('thing.get')));
  const { snapshot } = kernel;
  trial.trail.length = 0;
  const clashing = definePlugin({ name: 'clashing', version: '1', contributes: [operationsFacet.of(operation('thing.get')), metadataFacet.of({ kind: 'vew', name: 'x', descriptor: {} })], setup: (_s, lifetime) => trial.note('clashing', lifetime) });
  assert.deepEqual(await refusal(kernel.replace((present) => [...without('store')(present), clashing])), [
    'SERVICE_MISSING: Plugin "cache" needs "test.store", which no plugin provides; add one that does',
    'OPERATION_DUPLICATE: Plugins "operations" and "clashing" both define the operation "thing.get"; rename one, or load one of them.',
    'METADATA_KIND_UNKNOWN: Plugin "clashing" brings vew "x", but no plugin defines that kind of metadata; add the one that does.',
  ]);
  assert.equal(kernel.snapshot, snapshot);
  assert.deepEqual(trial.trail, []);
});

test('whatever fails before the swap leaves the old plugins serving, and closes what had begun', async () => {
  const failures: Record<string, Partial<Plugin>> = {
    'PLUGIN_FAILED: The setup of plugin "store" failed: disk full': { setup: () => { throw new Error('disk full'); } },
    'PLUGIN_FAILED: The setup of plugin "store" failed: no disk': { setup: () => Promise.reject(new Error('no disk')) },
    'PLUGIN_FAILED: The probe of plugin "store" failed: no answer': { setup: (_services, lifetime) => (lifetime.onProbe(() => Promise.reject(new Error('no answer'))), { store: 'bad' }) },
    'PLUGIN_TIMEOUT: The setup of plugin "store" took more than 10000 ms; see what it waits for, or raise timeouts.setup.': { setup: () => never },
    'PLUGIN_TIMEOUT: The probe of plugin "store" took more than 5000 ms; see what it waits for, or raise timeouts.probe.': { setup: (_services, lifetime) => (lifetime.onProbe(() => never), { store: 'bad' }) },
    'PLUGIN_FAILED: The prepare of plugin "store" failed: it would lose rows': { contributes: [preparersFacet.of(() => { throw new Error('it would lose rows'); })] },
  };
  for (const [told, parts] of Object.entries(failures)) {
    const trial = new Trial();
    const kernel = await trial.start(trial.store('1'), trial.cache());
    const { snapshot } = kernel;
    trial.trail.length = 0;
    const changing = refusal(kernel.replace(swap({ ...trial.store('2'), ...parts })));
    await settled();
    trial.platform.advance(10_000);
    assert.deepEqual(await changing, [told]);
    assert.equal(kernel.snapshot, snapshot, told);
    assert.deepEqual([await kernel.call('cache.get', {}, ann), kernel.service(storeRef)], [{ value: 'rows 1' }, 'rows 1'], told);
    assert.ok(!trial.trail.includes('close store 1'), told);
    assert.equal(trial.trail.filter((each) => each.startsWith('set up')).length, trial.trail.filter((each) => each.startsWith('close')).length, told);
    assert.match(trial.platform.lines.at(-1)?.message ?? '', /^The plugins stay as they are, for 1 reason:/u);
    assert.equal(trial.platform.timers, 0);
  }
});

test('where the new plugins do not become ready, or the change cannot be noted down, the old ones return', async () => {
  for (const which of ['ready', 'confirm']) {
    const trial = new Trial();
    const prepared: unknown[] = [];
    const kernel = await trial.start(trial.store('1'), trial.cache(), definePlugin({ name: 'stores', version: '1', contributes: [preparersFacet.of((next, present) => void prepared.push([next, present]))] }));
    const { snapshot } = kernel;
    let during: unknown;
    const good = trial.store('2');
    const unready: Plugin['setup'] = (services, lifetime: Lifetime) => (lifetime.onReady(() => Promise.reject(new Error('no seeds'))), good.setup?.(services, lifetime));
    const next = { ...good, ...(which === 'ready' ? { setup: unready } : {}) };
    const told = await refusal(kernel.replace(swap(next), {
      async confirm(serving) {
        during = [serving, (await kernel.call('cache.get', {}, ann)).value];
        throw new Error('disk full');
      },
    }));
    assert.equal(told.length, 1);
    if (which === 'ready') assert.deepEqual(told, ['PLUGIN_FAILED: The ready of plugin "store" failed: no seeds']);
    const [first, back] = prepared as [unknown[], unknown[]];
    assert.deepEqual([first[1], back[0], back[1]], [snapshot, snapshot, first[0]], 'what was prepared is taken back');
    if (which === 'confirm') assert.deepEqual(during, [first[0], 'rows 2']);
    assert.equal(kernel.snapshot, snapshot);
    assert.deepEqual((await kernel.call('cache.get', {}, ann)).value, 'rows 1');
    await settled();
    assert.ok(trial.trail.includes('close store 2'));
    assert.ok(!trial.trail.includes('close store 1'));
  }
});

test('changes are made one after the other, each of the list that it finds, and none is lost', async () => {
  const trial = new Trial();
  const kernel = await trial.start(trial.store('1'));
  const names = ['a', 'b', 'c', 'd'];
  const changes = await Promise.all(names.map((name) => kernel.replace((present) => [...present, definePlugin({ name, version: '1', async setup() { await settled(); } })])));
  assert.deepEqual(kernel.plugins.map(({ name }) => name), ['store', 'stages', ...names]);
  assert.deepEqual(changes.map(({ begun }) => begun), names.map((name) => [name]));
});

test('a call may change the plugins that it runs on, several at once', async () => {
  const trial = new Trial();
  const changing = definePlugin({
    name: 'changing', version: '1', setup: (_services, lifetime) => trial.note('changing', lifetime),
    contributes: [operationsFacet.of(operation('plugin.renew', { handler: async () => ({ value: (await kernel.replace(swap(trial.store('2')))).begun }) }))],
  });
  const kernel: Kernel = await trial.start(trial.store('1'), changing);
  const [first, second] = await Promise.all([kernel.call('plugin.renew', {}, ann), kernel.call('plugin.renew', {}, ann)]);
  assert.deepEqual([first.value, second.value], [['store'], ['store']]);
  await settled();
  assert.deepEqual(trial.trail.filter((each) => each.startsWith('close')), ['close store 1', 'close store 2']);
  assert.equal(trial.platform.timers, 0);
});

test('a plugin that is kept is closed only when the calls of older generations have ended too', async () => {
  const trial = new Trial();
  const { promise: work, resolve: finish } = Promise.withResolvers<void>();
  const slow = withOperations(operation('slow.get', { handler: async () => (await work, { value: 'ended' }) }));
  const kernel = await trial.start(trial.store('1'), slow, definePlugin({ name: 'other', version: '1', setup: () => undefined }));
  const calling = kernel.call('slow.get', {}, ann);
  await kernel.replace(without('other'));
  const { settled: done } = await kernel.replace(without('store'));
  await settled();
  assert.ok(!trial.trail.includes('close store 1'));
  finish();
  await calling;
  assert.deepEqual(await done, []);
  assert.ok(trial.trail.includes('close store 1'));
});

test('a call that has outstayed its plugins is told by its signal, commits nothing more, and is named where it does not listen', async () => {
  const trial = new Trial();
  const committed: string[] = [];
  const { promise: work, resolve: finish } = Promise.withResolvers<void>();
  const handlers = definePlugin({
    name: 'handlers', version: '1', setup: () => undefined,
    contributes: [operationsFacet.of(
      operation('thing.deaf', { handler: () => never }),
      operation('thing.listen', { handler: ({ context: { signal } }) => new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))) }),
      operation('thing.create', { effect: 'write', handler: async () => (await work, new TestWork()) }),
    )],
  });
  const kernel = createKernel({ plugins: [handlers, stagesPlugin({ commit: (_work, { operation: { name } }) => (committed.push(name), Promise.resolve({ reply: { value: name } })) })], platform: trial.platform, timeouts: { drain: 100 } });
  await kernel.start();
  const own = new AbortController();
  void kernel.call('thing.deaf', {}, ann);
  const calls = [codeOf(kernel.call('thing.listen', {}, ann)), codeOf(kernel.call('thing.listen', {}, { ...ann, signal: own.signal })), codeOf(kernel.call('thing.create', {}, ann))];
  const { settled: done } = await kernel.replace(without('handlers'));
  await settled();
  trial.platform.advance(100);
  finish();
  assert.deepEqual(await Promise.all(calls), ['CALL_GIVEN_UP', 'CALL_GIVEN_UP', 'CALL_GIVEN_UP']);
  assert.deepEqual(committed, []);
  assert.deepEqual((await done).map(({ code, message }) => `${code}: ${message}`), [
    'CALL_LEFT_BEHIND: A call of "thing.deaf" (plugin "handlers") still runs 100 ms after its plugins were to end, and does not heed its signal; it is left behind.',
  ]);
});

test('data is replaced without hurry: calls under way are not given up for it', async () => {
  const trial = new Trial();
  const { promise: work, resolve: finish } = Promise.withResolvers<void>();
  const data = (version: string) => ({ ...withOperations(operation('slow.get', { handler: async () => (await work, { value: version }) })), version });
  const kernel = await trial.start(data('1'));
  const calling = kernel.call('slow.get', {}, ann);
  assert.deepEqual(await (await kernel.replace((present) => [data('2'), ...present.slice(1)])).settled, []);
  trial.platform.advance(1_000_000);
  finish();
  assert.deepEqual((await calling).value, '1');
});

test('what stores refuse because their tables are the next metadata\'s already is decided anew on what serves then, and is no failure', async () => {
  for (const refused of [false, true]) {
    const trial = new Trial();
    let ready: 'old' | 'new' = 'old';
    const answering = (version: 'old' | 'new') => ({
      ...withOperations(operation('thing.get', { handler: async () => (ready === version ? { value: version } : Promise.reject(new Fault('METADATA_OUTDATED', 'unavailable', 'Others.'))) })),
      version,
    });
    const calls: Promise<unknown>[] = [];
    const stores = definePlugin({
      name: 'stores', version: '1',
      contributes: [preparersFacet.of(async (next) => {
        ready = next === first ? 'old' : 'new';
        calls.push(kernel.call('thing.get', {}, ann));
        await settled();
      })],
    });
    const kernel: Kernel = await trial.start(answering('old'), stores);
    const first = kernel.snapshot;
    const failing = definePlugin({ name: 'failing', version: '1', setup: (_services, lifetime) => lifetime.onReady(() => { if (refused) throw new Error('no'); }) });
    await kernel.replace((present) => [answering('new'), ...present.slice(1), failing]).catch(({ code }: Fault) => assert.equal(code, 'CHANGE_REFUSED'));
    const answer = { value: refused ? 'old' : 'new' };
    assert.deepEqual(await Promise.all(calls), calls.map(() => answer));
    assert.deepEqual(await kernel.call('thing.get', {}, ann), answer);
  }
});

test('a kernel that stops meanwhile stays stopped, and closes what was being set up', async () => {
  const trial = new Trial();
  const { promise: slow, resolve: finish } = Promise.withResolvers<void>();
  const kernel = await trial.start(trial.store('1'));
  const late = definePlugin({ name: 'late', version: '1', async setup(_services, lifetime) { await slow; trial.note('late', lifetime); } });
  const changing = refusal(kernel.replace((present) => [...present, late]));
  await settled();
  const stopping = kernel.stop();
  finish();
  assert.deepEqual(await changing, ['KERNEL_NOT_RUNNING: The kernel takes no calls: it is stopped.']);
  await stopping;
  assert.deepEqual(trial.trail.slice(-4), ['set up late', 'probe late', 'close late', 'close store 1']);
  await assert.rejects(kernel.call('thing.get', {}, ann), { code: 'KERNEL_NOT_RUNNING' });
  await assert.rejects(kernel.replace((present) => present), { code: 'KERNEL_NOT_RUNNING' });
});
