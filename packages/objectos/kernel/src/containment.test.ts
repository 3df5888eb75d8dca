import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checksFacet, kindsFacet, metadataFacet, operationsFacet, preparersFacet, publishersFacet, wrapsFacet } from './built-in-facets.ts';
import type { FacetInput } from './facet.ts';
import { defineFacet } from './facet.ts';
import { FakePlatform, TestWork, ann, operation, settled, stagesPlugin, withOperations } from './fake-kernel.test.ts';
import type { Fault } from './fault.ts';
import { createKernel } from './kernel.ts';
import type { Kernel } from './kernel.ts';
import { platformRef } from './platform.ts';
import { definePlugin } from './plugin.ts';
import type { Lifetime, Plugin } from './plugin.ts';

const never = new Promise<never>(() => undefined);
const text = ({ code, message }: Fault) => `${code}: ${message}`;
const codeOf = (call: Promise<unknown>) => call.then(() => 'ended', ({ code }: Fault) => code);
const logged = (platform: FakePlatform) => platform.lines.map(({ message }) => message);

/** A kernel with an operation that reads, one that writes, and one that mends. */
async function sound(): Promise<{ readonly kernel: Kernel; readonly platform: FakePlatform }> {
  const platform = new FakePlatform();
  const write = operation('thing.create', { effect: 'write', handler: () => new TestWork() });
  const kernel = createKernel({ plugins: [withOperations(operation('thing.get'), write, operation('plugin.mend', { unwrapped: true })), stagesPlugin()], platform });
  await kernel.start();
  return { kernel, platform };
}

function bad(parts: { readonly contributes?: readonly FacetInput[]; setup?(lifetime: Lifetime): unknown }): Plugin {
  return definePlugin({ name: 'bad', version: '1', contributes: parts.contributes ?? [], setup: (_services, lifetime) => parts.setup?.(lifetime) as undefined });
}

const add = (plugin: Plugin) => (present: readonly Plugin[]) => [plugin, ...present];
const withoutBad = (present: readonly Plugin[]) => present.filter(({ name }) => name !== 'bad');

/** What a change says that is refused; time passes until it is. */
async function refusal({ kernel, platform }: Awaited<ReturnType<typeof sound>>, plugin: Plugin): Promise<readonly string[]> {
  const changing = kernel.replace(add(plugin)).then(() => [], ({ faults }: { readonly faults: readonly Fault[] }) => faults.map(text));
  await settled();
  platform.advance(60_000);
  return changing;
}

const numbers = defineFacet<number, number>({ id: 'test.numbers', combine: (inputs) => inputs.length });
const fail = (): never => { throw new Error('oops'); };
const reject = () => Promise.reject(new Error('oops'));

test('a plugin that fails or hangs anywhere on its way in is named, and whoever served serves on', async () => {
  const ways: readonly (readonly [Plugin, string])[] = [
    [bad({ contributes: [numbers.from(fail)] }), 'FACET_FAILED: The facet "test.numbers" could not be computed: plugin "bad": Error: oops'],
    [bad({ contributes: [checksFacet.of(fail)] }), 'METADATA_CHECK_FAILED: The check of plugin "bad" itself failed: Error: oops'],
    [bad({ contributes: [kindsFacet.of({ kind: 'view', check: fail })] }), 'METADATA_CHECK_FAILED: The check of metadata kind "view" itself failed: Error: oops'],
    [bad({ contributes: [preparersFacet.of(reject)] }), 'PLUGIN_FAILED: The prepare of plugin "bad" failed: oops'],
    [bad({ contributes: [preparersFacet.of(() => never)] }), 'PLUGIN_TIMEOUT: The prepare of plugin "bad" took more than 60000 ms; see what it waits for, or raise timeouts.prepare.'],
    [bad({ setup: fail }), 'PLUGIN_FAILED: The setup of plugin "bad" failed: oops'],
    [bad({ setup: reject }), 'PLUGIN_FAILED: The setup of plugin "bad" failed: oops'],
    [bad({ setup: () => never }), 'PLUGIN_TIMEOUT: The setup of plugin "bad" took more than 10000 ms; see what it waits for, or raise timeouts.setup.'],
    [bad({ setup: (lifetime) => lifetime.onProbe(fail) }), 'PLUGIN_FAILED: The probe of plugin "bad" failed: oops'],
    [bad({ setup: (lifetime) => lifetime.onProbe(() => never) }), 'PLUGIN_TIMEOUT: The probe of plugin "bad" took more than 5000 ms; see what it waits for, or raise timeouts.probe.'],
    [bad({ setup: (lifetime) => lifetime.onReady(reject) }), 'PLUGIN_FAILED: The ready of plugin "bad" failed: oops'],
    [bad({ setup: (lifetime) => lifetime.onReady(() => never) }), 'PLUGIN_TIMEOUT: The ready of plugin "bad" took more than 10000 ms; see what it waits for, or raise timeouts.ready.'],
  ];
  for (const [plugin, told] of ways) {
    const trial = await sound();
    const { snapshot, plugins } = trial.kernel;
    assert.deepEqual(await refusal(trial, plugin), [told]);
    assert.deepEqual([trial.kernel.snapshot, trial.kernel.plugins], [snapshot, plugins]);
    assert.deepEqual(await trial.kernel.call('thing.get', 1, ann), { value: 1 });
    assert.ok(logged(trial.platform).some((line) => line.includes(told)), 'the log says it too');
    await settled();
    assert.equal(trial.platform.timers, 0);
  }
});

test('a plugin that fails or hangs on its way out is named, and is out', async () => {
  const ways: readonly (readonly [Plugin, readonly string[]])[] = [
    [bad({ setup: (lifetime) => (lifetime.onStop(fail), lifetime.onStop(reject)) }), ['PLUGIN_FAILED: The stop of plugin "bad" failed: oops', 'PLUGIN_FAILED: The stop of plugin "bad" failed: oops']],
    [bad({ setup: (lifetime) => lifetime.onStop(() => never) }), ['PLUGIN_TIMEOUT: The stop of plugin "bad" took more than 5000 ms; see what it waits for, or raise timeouts.stop.']],
  ];
  for (const [plugin, told] of ways) {
    const { kernel, platform } = await sound();
    await kernel.replace(add(plugin));
    const { settled: done, ended } = await kernel.replace(withoutBad);
    await settled();
    platform.advance(5_000);
    assert.deepEqual([ended, (await done).map(text)], [['bad'], told]);
    assert.deepEqual(logged(platform), told.map((each) => each.replace(/^\w+: /u, '')));
    assert.equal(platform.timers, 0);
  }
});

test('timers that a plugin leaves behind are cancelled and counted, and it gets no new ones', async () => {
  const { kernel, platform } = await sound();
  const rang: string[] = [];
  const late: (() => void)[] = [];
  await kernel.replace(add(definePlugin({
    name: 'bad', version: '1', needs: { clock: platformRef },
    setup({ clock }) {
      for (const name of ['a', 'b', 'c']) clock.timer(1_000, () => rang.push(name));
      clock.timer(10, () => rang.push('in time'));
      clock.timer(20, () => rang.push('cancelled'))();
      late.push(() => void clock.timer(1, () => rang.push('late')));
    },
  })));
  platform.advance(20);
  const { settled: done } = await kernel.replace(withoutBad);
  assert.deepEqual((await done).map(text), ['PLUGIN_LEFT_TIMERS: Plugin "bad" stopped and left 3 timers behind, now cancelled; cancel what is set in onStop.']);
  late[0]?.();
  platform.advance(10_000);
  assert.deepEqual([rang, platform.timers], [['in time'], 0]);
});

test('what ends with the signal of a plugin\'s lifetime needs no further care', async () => {
  const { kernel } = await sound();
  const news = new EventTarget();
  let heard = 0;
  await kernel.replace(add(bad({ setup: ({ signal }) => news.addEventListener('news', () => heard++, { signal }) })));
  news.dispatchEvent(new Event('news'));
  await (await kernel.replace(withoutBad)).settled;
  news.dispatchEvent(new Event('news'));
  assert.equal(heard, 1);
});

test('what a plugin\'s timers and deferred tasks throw, or reject with, is logged in its name and ends nothing', async () => {
  const { kernel, platform } = await sound();
  await kernel.replace(add(definePlugin({
    name: 'bad', version: '1', needs: { clock: platformRef },
    setup({ clock }) {
      clock.timer(1, fail);
      clock.timer(1, reject as () => void);
      clock.defer(fail);
      clock.defer(reject as () => void);
    },
  })));
  platform.advance(1);
  await settled();
  assert.deepEqual(logged(platform), Array.from({ length: 4 }, () => 'The task of plugin "bad" failed: oops'));
  assert.deepEqual(await kernel.call('thing.get', 1, ann), { value: 1 });
});

test('a wrap that throws fails its calls under the plugin\'s name, and cannot keep the operator from mending it', async () => {
  for (const wrap of [fail, reject, Object.assign(() => reject(), { concerns: fail })]) {
    const { kernel, platform } = await sound();
    await kernel.replace(add(bad({ contributes: [wrapsFacet.of(wrap)] })));
    await assert.rejects(kernel.call('thing.get', 1, ann), { code: 'WRAP_FAILED', category: 'internal', message: 'A wrap of plugin "bad" failed before "thing.get" was begun; nothing was changed.' });
    assert.match(logged(platform)[0] ?? '', /A wrap of plugin "bad" failed/u);
    assert.equal(await codeOf(kernel.call('plugin.mend', {}, ann)), 'ended');
    await kernel.replace(withoutBad);
    assert.equal(await codeOf(kernel.call('thing.get', 1, ann)), 'ended');
  }
});

test('a wrap that hangs holds its calls until the plugin is taken out, which gives them up', async () => {
  const { kernel, platform } = await sound();
  await kernel.replace(add(bad({ contributes: [wrapsFacet.of(async (_call, next) => (await never, next()))] })));
  void kernel.call('thing.get', 1, ann);
  assert.equal(await codeOf(kernel.call('plugin.mend', {}, ann)), 'ended');
  const { settled: done } = await kernel.replace(withoutBad);
  assert.equal(await codeOf(kernel.call('thing.get', 1, ann)), 'ended');
  await settled();
  platform.advance(10_000);
  assert.deepEqual((await done).map(({ code }) => code), ['CALL_LEFT_BEHIND']);
});

test('a publisher or a handler that fails is logged by name, and the others hear of the commit', async () => {
  const { kernel, platform } = await sound();
  const heard: unknown[] = [];
  await kernel.replace(add(bad({ contributes: [publishersFacet.of(fail, reject, (published) => void heard.push(published)), operationsFacet.of(operation('bad.get', { handler: fail }))] })));
  assert.deepEqual([await kernel.call('thing.create', {}, ann), heard], [{ value: 'committed' }, ['news']]);
  assert.equal(await codeOf(kernel.call('bad.get', {}, ann)), 'INTERNAL');
  assert.deepEqual(logged(platform), [
    'request r1: a publisher of plugin "bad" failed after "thing.create"', 'request r1: a publisher of plugin "bad" failed after "thing.create"',
    'request r1: "bad.get" failed with INTERNAL: Something failed on our side; request r1 finds it in the log.',
  ]);
});

test('a plugin brings a metadata kind and a facet that the kernel has never heard of, into one that runs', async () => {
  const { kernel } = await sound();
  await kernel.replace(add(definePlugin({
    name: 'counting', version: '1',
    contributes: [
      kindsFacet.of({ kind: 'tally', check: (whole) => [...whole.metadata('tally')].filter(([, at]) => at === 0).map(([name]) => ({ code: 'TALLY_EMPTY', severity: 'fault', message: `${name} counts nothing.` })) }),
      metadataFacet.of({ kind: 'tally', name: 'sheep', descriptor: 3 }),
      numbers.from((whole) => [...whole.metadata('tally').values()] as number[]),
      operationsFacet.of(operation('tally.count', { handler: ({ snapshot }) => ({ value: [snapshot.get(numbers), snapshot.metadata('tally').get('sheep')] }) })),
    ],
  })));
  assert.deepEqual((await kernel.call('tally.count', {}, ann)).value, [1, 3]);
  const empty = definePlugin({ name: 'empty', version: '1', contributes: [metadataFacet.of({ kind: 'tally', name: 'goats', descriptor: 0 })] });
  const told = await kernel.replace(add(empty)).then(() => [], ({ faults }: { readonly faults: readonly Fault[] }) => faults.map(text));
  assert.deepEqual(told, ['TALLY_EMPTY: goats counts nothing.']);
});
