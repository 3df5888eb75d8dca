import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrapsFacet } from './built-in-facets.ts';
import type { Wrap } from './built-in-facets.ts';
import { FakePlatform, TestWork, ann, operation, stagesPlugin, startKernel, withOperations } from './fake-kernel.test.ts';
import { Fault } from './fault.ts';
import type { Kernel } from './kernel.ts';
import { definePlugin } from './plugin.ts';

const plugin = (name: string, ...wraps: Wrap[]) => definePlugin({ name, version: '1', contributes: [wrapsFacet.of(...wraps)] });

const honest: Wrap = (_call, next) => next();

const swallowing: Wrap = (_call, next) => next().catch(() => ({ value: 'made up' }));

const lying: Wrap = async (_call, next) => {
  await next().catch(() => undefined);
  return { value: 'made up' };
};

const twice: Wrap = async (_call, next) => {
  await next();
  return next();
};

const hasty: Wrap = (_call, next) => {
  void next();
  throw new Error('after the fact');
};

const late: Wrap = async (_call, next) => {
  await next();
  throw new Error('after the fact');
};

class Trial {
  readonly trail: string[] = [];
  readonly platform = new FakePlatform();

  async kernel(...wraps: ReturnType<typeof plugin>[]): Promise<Kernel> {
    const { trail } = this;
    return startKernel([
      ...wraps,
      withOperations(operation('thing.create', { effect: 'write', handler: () => (trail.push('decide'), new TestWork()) })),
      stagesPlugin({
        authorise: ({ name }) => (trail.push('authorise'), name === 'thing.create' ? { allowed: true, granted: null } : { allowed: false, reason: '' }),
        commit: async () => (trail.push('commit'), { reply: { value: 'committed' } }),
      }),
    ], this.platform);
  }
}

async function codeOf(call: Promise<unknown>): Promise<string> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  return outcome instanceof Fault ? outcome.code : `no fault: ${JSON.stringify(outcome)}`;
}

test('a wrap that says what it concerns is asked once per operation, and lies around no other', async () => {
  const trial = new Trial();
  const picky = (name: string, concerned: boolean): Wrap => Object.assign(
    ((_call, next) => (trial.trail.push(name), next())) satisfies Wrap,
    { concerns: () => (trial.trail.push(`ask ${name}`), concerned) },
  );
  const kernel = await trial.kernel(plugin('guard', picky('guard', true)), plugin('stranger', picky('stranger', false)));
  await kernel.call('thing.create', {}, ann);
  await kernel.call('thing.create', {}, ann);
  assert.deepEqual(trial.trail.filter((step) => /guard|stranger/u.test(step)), ['ask guard', 'ask stranger', 'guard', 'guard']);
});

test('wraps lie around decide and commit, the first plugin outermost, after authorise and validate', async () => {
  const trial = new Trial();
  const around = (name: string): Wrap => async (call, next) => {
    trial.trail.push(`${name} sees ${call.operation.name}`);
    const reply = await next();
    trial.trail.push(`${name} ends`);
    return reply;
  };
  const kernel = await trial.kernel(plugin('outer', around('outer')), plugin('inner', around('inner')));
  assert.deepEqual(await kernel.call('thing.create', {}, ann), { value: 'committed' });
  assert.deepEqual(trial.trail, ['authorise', 'outer sees thing.create', 'inner sees thing.create', 'decide', 'commit', 'inner ends', 'outer ends']);
});

test('a wrap may refuse, and then nothing is decided', async () => {
  const trial = new Trial();
  const kernel = await trial.kernel(plugin('limits', () => Promise.reject(new Fault('LIMITED', 'limited', 'Too many.'))));
  assert.equal(await codeOf(kernel.call('thing.create', {}, ann)), 'LIMITED');
  assert.deepEqual(trial.trail, ['authorise']);
});

test('a wrap that answers instead of the stages is a fault with its name', async () => {
  const trial = new Trial();
  const kernel = await trial.kernel(plugin('tracing', honest), plugin('cache', () => Promise.resolve({ value: 'made up' })), plugin('other', honest));
  assert.equal(await codeOf(kernel.call('thing.create', {}, ann)), 'WRAP_SKIPPED');
  assert.match(trial.platform.lines[0]?.message ?? '', /A wrap of plugin "cache" answered "thing\.create"/u);
  assert.deepEqual(trial.trail, ['authorise']);
});

test('a wrap cannot answer for one that refused', async () => {
  const trial = new Trial();
  const kernel = await trial.kernel(plugin('tracing', swallowing), plugin('limits', () => Promise.reject(new Fault('LIMITED', 'limited', 'Too many.'))));
  assert.equal(await codeOf(kernel.call('thing.create', {}, ann)), 'WRAP_SKIPPED');
});

test('a wrap cannot change the answer, nor hide what failed', async () => {
  const trial = new Trial();
  const kernel = await startKernel([
    plugin('lies', lying),
    withOperations(operation('thing.get'), operation('thing.fail', { handler: () => Promise.reject(new Fault('LOCKED', 'locked', 'Closed.')) })),
    stagesPlugin(),
  ], trial.platform);
  assert.deepEqual(await kernel.call('thing.get', 'asked', ann), { value: 'asked' });
  assert.equal(await codeOf(kernel.call('thing.fail', {}, ann)), 'LOCKED');
});

test('a failure that only passes through the wraps is told once, to the caller', async () => {
  const platform = new FakePlatform();
  const failing = operation('thing.fail', { handler: () => Promise.reject(new Fault('LOCKED', 'locked', 'Closed.')) });
  const kernel = await startKernel([plugin('tracing', honest, honest), withOperations(failing), stagesPlugin()], platform);
  assert.equal(await codeOf(kernel.call('thing.fail', {}, ann)), 'LOCKED');
  assert.deepEqual(platform.lines, []);
});

test('a call whose time ran out in a wrap is not decided', async () => {
  const trial = new Trial();
  const kernel = await trial.kernel(plugin('queue', async (_call, next) => (trial.platform.advance(10), next())));
  assert.equal(await codeOf(kernel.call('thing.create', {}, { ...ann, deadline: trial.platform.now() + 5 })), 'DEADLINE_EXCEEDED');
  assert.deepEqual(trial.trail, ['authorise']);
});

test('a wrap that calls next twice decides and commits once', async () => {
  const trial = new Trial();
  const counting: Wrap = (_call, next) => (trial.trail.push('inner'), next());
  const kernel = await trial.kernel(plugin('retry', twice), plugin('retry too', twice), plugin('counting', counting));
  assert.deepEqual(await kernel.call('thing.create', {}, ann), { value: 'committed' });
  assert.deepEqual(trial.trail, ['authorise', 'inner', 'decide', 'commit']);
});

test('a wrap that does not wait, or fails after the commit, does not make the write look failed; its failure is logged', async () => {
  const trial = new Trial();
  for (const wrap of [hasty, late]) {
    const kernel = await trial.kernel(plugin('tracing', wrap));
    assert.deepEqual(await kernel.call('thing.create', {}, ann), { value: 'committed' });
  }
  assert.deepEqual(trial.platform.lines.map(({ message, cause }) => [message, String(cause)]), Array.from({ length: 2 }, () => [
    'request r1: a wrap failed around "thing.create", which had ended; its own outcome stands', 'Error: after the fact',
  ]));
});

test('what is denied or invalid never reaches a wrap', async () => {
  const trial = new Trial();
  const kernel = await trial.kernel(plugin('tracing', () => assert.fail('reached')));
  assert.equal(await codeOf(kernel.call('thing.delete', {}, ann)), 'OPERATION_NOT_FOUND');
});
