import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationsFacet, publishersFacet, wrapsFacet } from './built-in-facets.ts';
import { FakePlatform, TestWork, anything, ann, operation, settled, stagesPlugin, startKernel, withOperations } from './fake-kernel.test.ts';
import { Fault } from './fault.ts';
import { FoldedSnapshot } from './folded-snapshot.ts';
import type { Call, Reply, Work } from './operation.ts';
import { Pipeline } from './pipeline.ts';
import { definePlugin } from './plugin.ts';

const write = { effect: 'write', handler: () => new TestWork() } as const;

async function faultOf(call: Promise<unknown>): Promise<Fault> {
  const outcome: unknown = await call.catch((error: unknown) => error);
  assert.ok(outcome instanceof Fault, `expected a Fault, got ${String(outcome)}`);
  return outcome;
}

const shown = ({ code, category, message, details }: Fault) => JSON.stringify({ code, category, message, details });

test('a read passes resolve, authorise, validate and decide, and is recorded with its reply', async () => {
  const trail: string[] = [];
  const input = { parse: (value: unknown) => (trail.push('validate'), { ok: true as const, value: `${String(value)}!` }), jsonSchema: () => ({}) };
  const handler = ({ input: given, granted, snapshot }: Call): Reply => (trail.push('decide'), { value: [given, granted, snapshot.operations().length] });
  const recorded: [Call, Reply][] = [];
  const kernel = await startKernel([
    withOperations(operation('thing.get', { input, handler })),
    stagesPlugin({
      authorise: () => (trail.push('authorise'), { allowed: true, granted: 'plan' }),
      recorder: { denied: () => assert.fail(), read: (...read) => void recorded.push(read) },
    }),
  ]);
  const reply = await kernel.call('thing.get', 'x', ann);
  assert.deepEqual(reply, { value: ['x!', 'plan', 1] });
  assert.deepEqual(trail, ['authorise', 'validate', 'decide']);
  assert.deepEqual(recorded.map(([{ context, granted }, given]) => [context.principal, granted, given]), [[ann.principal, 'plan', reply]]);
});

test('a write hands its work to the committer, answers its reply and publishes after the commit', async () => {
  const heard: unknown[] = [];
  const kernel = await startKernel([
    withOperations(operation('thing.create', write)),
    definePlugin({ name: 'feed', version: '1', contributes: [publishersFacet.of((published, call) => void heard.push([published, call.operation.name]))] }),
    stagesPlugin({
      commit: (work, { context }) => {
        assert.ok(work instanceof TestWork);
        assert.deepEqual(heard, []);
        return Promise.resolve({ reply: { value: context.principal.id, revision: 1 }, published: 'entry 1' });
      },
      recorder: { denied: () => assert.fail(), read: () => assert.fail('a write is no read') },
    }),
  ]);
  assert.deepEqual(await kernel.call('thing.create', {}, ann), { value: 'ann', revision: 1 });
  assert.deepEqual(heard, [['entry 1', 'thing.create']]);
});

test('nothing is published where the committer published nothing', async () => {
  const heard: unknown[] = [];
  const kernel = await startKernel([
    withOperations(operation('thing.create', write)),
    definePlugin({ name: 'feed', version: '1', contributes: [publishersFacet.of((published) => void heard.push(published))] }),
    stagesPlugin({ commit: () => Promise.resolve({ reply: { value: 'seen before', replayed: true } }) }),
  ]);
  assert.deepEqual(await kernel.call('thing.create', {}, ann), { value: 'seen before', replayed: true });
  assert.deepEqual(heard, []);
});

test('a publisher that fails, at once or later, undoes nothing, keeps no other from hearing and is logged by name', async () => {
  const platform = new FakePlatform();
  const heard: unknown[] = [];
  const kernel = await startKernel([
    withOperations(operation('thing.create', write)),
    definePlugin({ name: 'webhooks', version: '1', contributes: [publishersFacet.of(() => { throw new Error('at once'); }, () => Promise.reject(new Error('later')))] }),
    definePlugin({ name: 'feed', version: '1', contributes: [publishersFacet.of((published) => void heard.push(published))] }),
    stagesPlugin(),
  ], platform);
  assert.deepEqual(await kernel.call('thing.create', {}, ann), { value: 'committed' });
  await settled();
  assert.deepEqual(heard, ['news']);
  assert.deepEqual(platform.lines.map(({ message, cause }) => [message, String(cause)]), ['at once', 'later'].map((reason) => [
    'request r1: a publisher of plugin "webhooks" failed after "thing.create"', `Error: ${reason}`,
  ]));
});

test('a write that found nothing to commit answers, and is recorded as no read', async () => {
  const kernel = await startKernel([
    withOperations(operation('thing.touch', { effect: 'write' })),
    stagesPlugin({ commit: () => assert.fail(), recorder: { denied: () => assert.fail(), read: () => assert.fail() } }),
  ]);
  assert.deepEqual(await kernel.call('thing.touch', 'as it was', ann), { value: 'as it was' });
});

test('what is denied is neither validated nor decided, and the denial is recorded with the fault', async () => {
  const recorded: unknown[] = [];
  const never = { parse: () => assert.fail('validated'), jsonSchema: () => ({}) };
  const kernel = await startKernel([
    withOperations(operation('thing.get', { input: never, handler: () => assert.fail('decided') })),
    stagesPlugin({
      authorise: () => ({ allowed: false, reason: 'no rule' }),
      recorder: { denied: (...denial) => void recorded.push(denial), read: () => assert.fail() },
    }),
  ]);
  const fault = await faultOf(kernel.call('thing.get', {}, ann));
  assert.deepEqual(recorded, [['thing.get', ann, fault]]);
});

test('a forbidden operation and one that does not exist answer byte for byte the same', async () => {
  const stages = stagesPlugin({ authorise: ({ name }) => (name === 'secret.read' ? { allowed: false, reason: 'no rule' } : { allowed: true, granted: null }) });
  const others = [operation('secret.reed'), operation('open.list')];
  const forbidding = await startKernel([withOperations(operation('secret.read'), ...others), stages]);
  const lacking = await startKernel([withOperations(...others), stages]);
  for (const name of ['secret.read', 'secret.rea', 'nothing.like.it']) {
    assert.equal(shown(await faultOf(forbidding.call(name, {}, ann))), shown(await faultOf(lacking.call(name, {}, ann))));
  }
  const { code, category, message, details } = await faultOf(forbidding.call('secret.read', {}, ann));
  assert.deepEqual({ code, category, message, details }, {
    code: 'OPERATION_NOT_FOUND', category: 'not_found', message: 'There is no operation "secret.read" here, or you may not use it.',
    details: { hint: 'Did you mean "secret.reed"?' },
  });
  assert.deepEqual((await faultOf(forbidding.call('nothing.like.it', {}, ann))).details, {});
});

test('an operation does not exist on a surface that it does not list', async () => {
  const kernel = await startKernel([withOperations(operation('thing.get', { surfaces: ['rest', 'mcp'] })), stagesPlugin()]);
  assert.deepEqual(await kernel.call('thing.get', 1, { ...ann, surface: 'mcp' }), { value: 1 });
  assert.equal((await faultOf(kernel.call('thing.get', 1, { ...ann, surface: 'sync' }))).code, 'OPERATION_NOT_FOUND');
  assert.equal(kernel.permitted({ ...ann, surface: 'sync' }).length, 0);
});

test('permitted lists what the caller may use, with what he was granted and the validator that he would meet', async () => {
  const narrow = { ...anything };
  const kernel = await startKernel([
    withOperations(operation('b.get', { input: (granted) => (granted === 'plan of b.get' ? narrow : anything) }), operation('a.get'), operation('c.get')),
    stagesPlugin({ authorise: ({ name }) => (name === 'c.get' ? { allowed: false, reason: 'no rule' } : { allowed: true, granted: `plan of ${name}` }) }),
  ]);
  const permitted = kernel.permitted(ann).map((each) => [each.operation.name, each.granted, each.input === narrow]);
  assert.deepEqual(permitted, [['a.get', 'plan of a.get', false], ['b.get', 'plan of b.get', true]]);
});

test('every problem of an input is told at once; a single one is told as the problem itself', async () => {
  const amount = { path: 'amount', code: 'FIELD_INVALID', message: 'amount must be a number.' };
  const name = { path: 'name', code: 'FIELD_UNKNOWN', message: 'There is no field "nmae".', hint: 'Did you mean "name"?' };
  const input = { parse: (issues: unknown) => ({ ok: false as const, issues: issues as (typeof amount)[] }), jsonSchema: () => ({}) };
  const kernel = await startKernel([
    withOperations(operation('thing.create', { ...write, input, handler: () => assert.fail() }), operation('thing.list', { input })),
    stagesPlugin({ commit: () => assert.fail() }),
  ]);
  const told = async (operationName: string, issues: object[]) => {
    const { code, category, message, details } = await faultOf(kernel.call(operationName, issues, ann));
    return { code, category, message, details };
  };
  assert.deepEqual(await told('thing.create', [amount]), {
    code: 'INPUT_INVALID', category: 'invalid', message: amount.message, details: { path: 'amount', issues: [amount] },
  });
  assert.deepEqual(await told('thing.create', [amount, name]), {
    code: 'INPUT_INVALID', category: 'malformed', message: '2 things in the input are wrong; each is listed with its path.', details: { issues: [amount, name] },
  });
  assert.deepEqual(await told('thing.list', [name]), {
    code: 'INPUT_INVALID', category: 'malformed', message: name.message, details: { path: 'name', hint: name.hint, issues: [name] },
  });
  assert.equal((await told('thing.list', [amount])).category, 'malformed');
});

test('a read that returns work is refused and nothing is committed', async () => {
  const kernel = await startKernel([withOperations(operation('thing.get', { handler: () => new TestWork() })), stagesPlugin({ commit: () => assert.fail() })]);
  assert.equal((await faultOf(kernel.call('thing.get', {}, ann))).code, 'READ_RETURNED_WORK');
});

test('a call ends in the snapshot that it began in, whatever replaces it meanwhile', async () => {
  const { promise: replaced, resolve: replace } = Promise.withResolvers<void>();
  const seen: unknown[] = [];
  const stages = {
    platform: new FakePlatform(), recorder: undefined, authoriser: { authorise: () => ({ allowed: true, granted: null }) as const },
    committer: { commit: async (_work: Work, call: Call) => (seen.push(call.snapshot.version), { reply: { value: call.snapshot.version } }) },
  };
  const snapshots = ['1', '2'].map((version) => new FoldedSnapshot([{
    name: 'a', version, contributes: [operationsFacet.of(operation('thing.create', { effect: 'write', handler: async ({ snapshot }) => (seen.push(snapshot.version), await replaced, new TestWork()) }))],
  }], (text) => text));
  const [before, after] = snapshots.map((snapshot) => new Pipeline(snapshot, stages));
  assert.ok(before !== undefined && after !== undefined);
  const running = before.call('thing.create', {}, ann);
  const newer = after.call('thing.create', {}, ann);
  let drained = false;
  const draining = before.drained().then(() => (drained = true));
  await settled();
  assert.equal(drained, false);
  replace();
  assert.deepEqual(await Promise.all([running, newer]), snapshots.map(({ version }) => ({ value: version })));
  await draining;
  const [old, current] = snapshots.map(({ version }) => version);
  assert.deepEqual(seen, [old, current, old, current]);
});

test('a read ignores a command key: it runs each time', async () => {
  let runs = 0;
  const kernel = await startKernel([withOperations(operation('thing.get', { handler: () => ({ value: ++runs }) })), stagesPlugin()]);
  const once = { ...ann, commandKey: 'k' };
  assert.deepEqual([await kernel.call('thing.get', {}, once), await kernel.call('thing.get', {}, once)], [{ value: 1 }, { value: 2 }]);
});

test('a call whose time is over, or whose caller has gone, stops before its next stage and changes nothing', async () => {
  const platform = new FakePlatform();
  const leaving = new AbortController();
  const kernel = await startKernel([
    withOperations(
      operation('thing.slow', { effect: 'write', handler: async () => (platform.advance(10), new TestWork()) }),
      operation('thing.left', { effect: 'write', handler: async () => (leaving.abort(), new TestWork()) }),
      operation('thing.get', { handler: () => assert.fail() }),
    ),
    stagesPlugin({ commit: () => assert.fail('committed') }),
  ], platform);
  const { code, category } = await faultOf(kernel.call('thing.slow', {}, { ...ann, deadline: platform.now() + 9 }));
  assert.deepEqual({ code, category }, { code: 'DEADLINE_EXCEEDED', category: 'unavailable' });
  assert.equal((await faultOf(kernel.call('thing.get', {}, { ...ann, deadline: platform.now() - 1 }))).code, 'DEADLINE_EXCEEDED');
  assert.equal((await faultOf(kernel.call('thing.left', {}, { ...ann, signal: leaving.signal }))).code, 'ABORTED');
  assert.equal((await faultOf(kernel.call('thing.get', {}, { ...ann, signal: leaving.signal }))).code, 'ABORTED');
  assert.equal((await faultOf(kernel.call('no.such', {}, { ...ann, signal: leaving.signal }))).code, 'ABORTED');
});

test('a call that ends within its deadline is answered, even when its commit ran over it', async () => {
  const platform = new FakePlatform();
  const kernel = await startKernel([
    withOperations(operation('thing.create', write)),
    stagesPlugin({ commit: async () => (platform.advance(10), { reply: { value: 'done' } }) }),
  ], platform);
  assert.deepEqual(await kernel.call('thing.create', {}, { ...ann, deadline: platform.now() }), { value: 'done' });
});

test('a failure on our side is told in general and logged in particular, with the request', async () => {
  const platform = new FakePlatform();
  const bug = new TypeError('secret of the store');
  const kernel = await startKernel([withOperations(operation('thing.get', { handler: () => { throw bug; } })), stagesPlugin()], platform);
  const fault = await faultOf(kernel.call('thing.get', {}, ann));
  assert.equal(shown(fault), shown(new Fault('INTERNAL', 'internal', 'Something failed on our side; request r1 finds it in the log.')));
  assert.equal(fault.cause, bug);
  assert.deepEqual(platform.lines, [{ level: 'error', message: `request r1: "thing.get" failed with INTERNAL: ${fault.message}`, cause: bug }]);
});

test('a fault of a handler or of the committer reaches the caller as it is, and is no matter for the log', async () => {
  const platform = new FakePlatform();
  const locked = new Fault('STATE_LOCKED', 'locked', 'It is closed.');
  const stale = new Fault('REVISION_STALE', 'stale', 'Changed.');
  const kernel = await startKernel([
    withOperations(operation('thing.get', { handler: () => Promise.reject(locked) }), operation('thing.update', write)),
    stagesPlugin({ commit: () => Promise.reject(stale) }),
  ], platform);
  assert.equal(await faultOf(kernel.call('thing.get', {}, ann)), locked);
  assert.equal(await faultOf(kernel.call('thing.update', {}, ann)), stale);
  assert.deepEqual(platform.lines, []);
});

test('a recorder that fails does not tell forbidden from unknown', async () => {
  const platform = new FakePlatform();
  const kernel = await startKernel([
    withOperations(operation('thing.get')),
    stagesPlugin({ authorise: () => ({ allowed: false, reason: 'no' }), recorder: { denied: () => { throw new Error('full'); }, read: () => undefined } }),
  ], platform);
  assert.equal((await faultOf(kernel.call('thing.get', {}, ann))).code, 'OPERATION_NOT_FOUND');
  assert.match(platform.lines[0]?.message ?? '', /denial of "thing.get" could not be recorded/u);
});

test('a system principal that the kernel did not make is refused before the authoriser is asked', async () => {
  const kernel = await startKernel([withOperations(operation('thing.get')), stagesPlugin({ authorise: () => assert.fail() })]);
  const forged = { ...ann, principal: { id: 'system', kind: 'system', roles: [] } } as const;
  assert.equal((await faultOf(kernel.call('thing.get', {}, forged))).code, 'SYSTEM_FORGED');
});

test('what a wrap, a handler or the committer forbids is recorded as a denial, once; other failures are none', async () => {
  const recorded: unknown[] = [];
  const forbidden = new Fault('NOT_YOURS', 'forbidden', 'It is not yours.');
  const refuse = () => Promise.reject(forbidden);
  const kernel = await startKernel([
    withOperations(operation('thing.get', { handler: refuse }), operation('thing.create', write), operation('thing.lock', { handler: () => Promise.reject(new Fault('LOCKED', 'locked', 'Locked.')) }), operation('thing.wrapped')),
    definePlugin({ name: 'guard', version: '1', contributes: [wrapsFacet.of((call, next) => (call.operation.name === 'thing.wrapped' ? refuse() : next()))] }),
    stagesPlugin({ commit: refuse, recorder: { denied: (name, _context, { code }) => void recorded.push([name, code]), read: () => undefined } }),
  ]);
  for (const name of ['thing.get', 'thing.create', 'thing.wrapped', 'thing.lock']) await faultOf(kernel.call(name, {}, ann));
  assert.deepEqual(recorded, [['thing.get', 'NOT_YOURS'], ['thing.create', 'NOT_YOURS'], ['thing.wrapped', 'NOT_YOURS']]);
});
