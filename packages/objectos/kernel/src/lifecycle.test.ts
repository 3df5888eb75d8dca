import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BootFault } from './boot-fault.ts';
import { FakePlatform, ann, operation, settled, stagesPlugin, startKernel, withOperations } from './fake-kernel.test.ts';
import { Fault } from './fault.ts';
import { createKernel } from './kernel.ts';
import { PluginLife } from './plugin-life.ts';
import { definePlugin } from './plugin.ts';
import type { Lifetime } from './plugin.ts';
import { defineRef } from './ref.ts';
import { runtimeRef } from './runtime.ts';

const storeRef = defineRef<string>('test.store');
const never = new Promise<never>(() => undefined);

async function bootFault(starting: Promise<void>): Promise<[code: string, message: string][]> {
  const outcome: unknown = await starting.then(() => 'started', (error: unknown) => error);
  assert.ok(outcome instanceof BootFault, String(outcome));
  return outcome.faults.map(({ code, message }) => [code, message]);
}

test('the fake platform runs a timer when its time has come, once, and not when it was cancelled', () => {
  const platform = new FakePlatform();
  const ran: string[] = [];
  platform.timer(10, () => ran.push('kept'));
  platform.timer(10, () => ran.push('cancelled'))();
  platform.advance(9);
  assert.deepEqual(ran, []);
  platform.advance(1);
  platform.advance(100);
  assert.deepEqual([ran, platform.timers], [['kept'], 0]);
});

test('plugins start after what they need, become ready when all have started, and stop in reverse', async () => {
  const trail: string[] = [];
  const note = (name: string, lifetime: Lifetime): void => {
    trail.push(`start ${name}`);
    lifetime.onReady(() => void trail.push(`ready ${name}`));
    lifetime.onStop(() => void trail.push(`close ${name} 1`));
    lifetime.onStop(async () => void trail.push(`close ${name} 2`));
  };
  const kernel = await startKernel([
    definePlugin({ name: 'reader', version: '1', needs: { store: storeRef }, setup: ({ store }, lifetime) => note(`reader of ${store}`, lifetime) }),
    definePlugin({ name: 'store', version: '1', provides: { store: storeRef }, setup: async (_services, lifetime) => (note('store', lifetime), { store: 'rows' }) }),
    stagesPlugin(),
  ]);
  assert.deepEqual(trail, ['start store', 'start reader of rows', 'ready store', 'ready reader of rows']);
  assert.equal(kernel.service(storeRef), 'rows');
  trail.length = 0;
  await kernel.stop();
  await kernel.stop();
  assert.deepEqual(trail, ['close reader of rows 2', 'close reader of rows 1', 'close store 2', 'close store 1']);
  assert.throws(() => kernel.service(storeRef), { code: 'SERVICE_UNKNOWN' });
});

test('a plugin is given what it needs and what it wants where that exists, and nothing else', async () => {
  let given: readonly string[] = [];
  const wanting = definePlugin({
    name: 'wanting', version: '1', needs: { runtime: runtimeRef }, wants: { store: storeRef },
    setup(services) {
      given = Object.keys(services).toSorted();
    },
  });
  await startKernel([wanting, stagesPlugin()]);
  assert.deepEqual(given, ['runtime']);
  await startKernel([wanting, stagesPlugin(), definePlugin({ name: 'store', version: '1', provides: { store: storeRef }, setup: () => ({ store: 'rows' }) })]);
  assert.deepEqual(given, ['runtime', 'store']);
});

test('every setup that fails is told at once, what rests on them is left out, and what had started is closed', async () => {
  const trail: string[] = [];
  const starting = createKernel({
    platform: new FakePlatform(),
    plugins: [
      stagesPlugin(),
      definePlugin({ name: 'good', version: '1', setup: (_services, lifetime) => lifetime.onStop(() => void trail.push('closed good')) }),
      definePlugin({ name: 'store', version: '1', provides: { store: storeRef }, setup: () => { throw new Error('disk full'); } }),
      definePlugin({ name: 'reader', version: '1', needs: { store: storeRef }, setup: () => assert.fail('started without its store') }),
      definePlugin({ name: 'mail', version: '1', setup: () => Promise.reject(new Fault('MAIL_REFUSED', 'internal', 'No such host.')) }),
      { ...stagesPlugin(), name: 'liar', provides: { promised: defineRef('test.promised') }, setup: () => ({}) },
    ],
  }).start();
  assert.deepEqual(await bootFault(starting), [
    ['PLUGIN_FAILED', 'The setup of plugin "store" failed: disk full'],
    ['MAIL_REFUSED', 'The setup of plugin "mail" failed: No such host.'],
    ['SERVICE_NOT_PROVIDED', 'Plugin "liar" promises "test.promised", but its setup returned no "promised"; return it, or take it out of provides.'],
  ]);
  assert.deepEqual(trail, ['closed good']);
});

test('a setup that takes too long is named, and what it opens afterwards is closed at once', async () => {
  const platform = new FakePlatform();
  const closed: string[] = [];
  const { promise: slow, resolve: finish } = Promise.withResolvers<void>();
  const starting = createKernel({
    platform,
    timeouts: { setup: 50 },
    plugins: [
      definePlugin({
        name: 'slow', version: '1',
        async setup(_services, lifetime) {
          await slow;
          lifetime.onReady(() => assert.fail('never ready'));
          lifetime.onStop(() => void closed.push('late'));
        },
      }),
      stagesPlugin(),
    ],
  }).start();
  await settled();
  platform.advance(50);
  assert.deepEqual(await bootFault(starting), [
    ['PLUGIN_TIMEOUT', 'The setup of plugin "slow" took more than 50 ms; see what it waits for, or raise timeouts.setup.'],
  ]);
  assert.deepEqual(closed, []);
  finish();
  await settled();
  assert.deepEqual([closed, platform.timers], [['late'], 0]);
});

test('what fails or hangs when it becomes ready is named, and the kernel does not stay up', async () => {
  const platform = new FakePlatform();
  const kernel = createKernel({
    platform,
    plugins: [
      definePlugin({ name: 'seeds', version: '1', setup: (_services, lifetime) => lifetime.onReady(() => Promise.reject(new Error('no rows'))) }),
      definePlugin({ name: 'hangs', version: '1', setup: (_services, lifetime) => lifetime.onReady(() => never) }),
      stagesPlugin(),
    ],
  });
  const starting = kernel.start();
  await settled();
  platform.advance(10_000);
  assert.deepEqual((await bootFault(starting)).map(([, message]) => message), [
    'The ready of plugin "seeds" failed: no rows',
    'The ready of plugin "hangs" took more than 10000 ms; see what it waits for, or raise timeouts.ready.',
  ]);
  await assert.rejects(kernel.call('any.thing', {}, ann), { code: 'KERNEL_NOT_RUNNING' });
});

test('calls can be made from onReady on, and not before', async () => {
  const outcomes: unknown[] = [];
  const kernel = await startKernel([
    withOperations(operation('thing.get')),
    stagesPlugin(),
    definePlugin({
      name: 'caller', version: '1', needs: { runtime: runtimeRef },
      async setup({ runtime }, lifetime) {
        outcomes.push(await runtime.call('thing.get', 1, ann).catch(({ code }: Fault) => code));
        lifetime.onReady(async () => void outcomes.push(await runtime.call('thing.get', 2, ann)));
      },
    }),
  ]);
  assert.deepEqual(outcomes, ['KERNEL_NOT_RUNNING', { value: 2 }]);
  await assert.rejects(kernel.start(), { code: 'KERNEL_STARTED' });
});

test('what a plugin registers once it is ready runs at once, and once it has stopped not at all', async () => {
  const ran: string[] = [];
  const plugin = definePlugin({ name: 'late', version: '1' });
  const lifetime = new PluginLife({ source: plugin, plugin, givers: new Map(), host: new FakePlatform() });
  await lifetime.run('ready');
  lifetime.onReady(() => void ran.push('late'));
  lifetime.onReady(() => Promise.reject(new Error('too late')));
  await settled();
  await lifetime.close();
  lifetime.onReady(() => void ran.push('after the end'));
  assert.deepEqual([ran, lifetime.failures.map(({ message }) => message)], [['late'], ['The stop of plugin "late" failed: too late']]);
});

test('a stop refuses new calls, lets running ones end, and only then stops the plugins', async () => {
  const trail: unknown[] = [];
  const { promise: work, resolve: finish } = Promise.withResolvers<void>();
  const platform = new FakePlatform();
  const kernel = await startKernel([
    withOperations(operation('thing.get', { handler: async () => (await work, { value: 'ended' }) })),
    definePlugin({ name: 'store', version: '1', setup: (_services, lifetime) => lifetime.onStop(() => void trail.push('closed')) }),
    stagesPlugin(),
  ], platform);
  const running = kernel.call('thing.get', {}, ann).then(({ value }) => trail.push(value));
  const stopping = kernel.stop();
  await assert.rejects(kernel.call('thing.get', {}, ann), { code: 'KERNEL_NOT_RUNNING', category: 'unavailable' });
  assert.deepEqual(trail, []);
  finish();
  assert.equal(kernel.stop(), stopping);
  await Promise.all([running, stopping]);
  assert.deepEqual([trail, platform.timers], [['ended', 'closed'], 0]);
});

test('a stop leaves calls and plugins behind that take too long, naming the culprit, and closes the rest', async () => {
  const platform = new FakePlatform();
  const closed: string[] = [];
  const kernel = await startKernel([
    withOperations(operation('thing.get', { handler: () => never })),
    definePlugin({ name: 'store', version: '1', setup: (_services, lifetime) => lifetime.onStop(() => void closed.push('store')) }),
    definePlugin({ name: 'hangs', version: '1', setup: (_services, lifetime) => lifetime.onStop(() => never) }),
    definePlugin({
      name: 'fails', version: '1',
      setup(_services, lifetime) {
        lifetime.onStop(() => void closed.push('fails'));
        lifetime.onStop(() => { throw new Error('busy'); });
      },
    }),
    stagesPlugin(),
  ], platform);
  void kernel.call('thing.get', {}, ann);
  const stopping = kernel.stop();
  await settled();
  platform.advance(5_000);
  await settled();
  platform.advance(5_000);
  await stopping;
  assert.deepEqual(closed, ['fails', 'store']);
  assert.deepEqual(platform.lines.map(({ message }) => message), [
    'A call of "thing.get" (plugin "operations") still runs 5000 ms after its plugins were to end, and does not heed its signal; it is left behind.',
    'The stop of plugin "fails" failed: busy',
    'The stop of plugin "hangs" took more than 5000 ms; see what it waits for, or raise timeouts.stop.',
  ]);
  assert.equal(platform.timers, 0);
});
