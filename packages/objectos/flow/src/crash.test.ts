import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault, systemRef } from '@objectos/kernel';
import type { Context, Reply, Runtime } from '@objectos/kernel';
import * as fc from 'fast-check';
import { createDispatcher } from './dispatcher.ts';
import type { Dispatcher, DispatcherOptions } from './dispatcher.ts';
import { startedWith, tenant, TestKernel, turns, updateLedger } from './test-kernel.contract.ts';
import type { TestKernelOptions } from './test-kernel.contract.ts';

const lease = 60_000;

/** When a process dies: at its n-th call, before the call has done anything or after it has and before the answer. */
interface Death {
  readonly at: number;
  readonly when: 'before' | 'after';
}

/** The kernel as a process sees it that dies: from then on it hears nothing any more, and what it asks for does not happen. */
class MortalRuntime implements Runtime {
  readonly #runtime: Runtime;
  readonly #death: Death | null;
  calls = 0;
  #dead = false;

  constructor(runtime: Runtime, death: Death | null) {
    this.#runtime = runtime;
    this.#death = death;
  }

  async call(name: string, input: unknown, context: Context): Promise<Reply> {
    const dies = ++this.calls === this.#death?.at;
    if (dies) this.#dead = true;
    if (this.#dead && !(dies && this.#death?.when === 'after')) return never;
    const outcome = await this.#runtime.call(name, input, context).then((reply) => () => reply, (error: unknown) => () => { throw error; });
    return this.#dead ? never : outcome();
  }

  permitted(context: Context): ReturnType<Runtime['permitted']> {
    return this.#runtime.permitted(context);
  }

  get snapshot(): Runtime['snapshot'] {
    return this.#runtime.snapshot;
  }

  snapshotFor(name: string): Runtime['snapshot'] {
    return this.#runtime.snapshotFor(name);
  }
}

const never = new Promise<never>(() => undefined);

/** Emma's expense, approved, its three effects waiting: the kernel's own dispatcher sleeps. */
async function waiting(options: TestKernelOptions = {}): Promise<TestKernel> {
  const site = await startedWith({ amount: '100.00' }, options);
  await site.dispatcher.stop();
  await site.call('mia:manager', 'expense.approve', { id: 'e1' });
  return site;
}

function dispatcherOn(site: TestKernel, runtime: Runtime, options: Partial<DispatcherOptions> = {}): Dispatcher {
  return createDispatcher({ runtime, system: site.kernel.service(systemRef), platform: site.platform }, { lease, ...options });
}

async function afterwards(site: TestKernel): Promise<unknown> {
  return {
    effects: (await site.all('effect')).map(({ state }) => state),
    notifications: (await site.all('notification')).length,
    entries: (await site.all('ledger_entry')).length,
    archived: (await site.call('root:admin', 'expense.get', { id: 'e1' }))['archived'],
    inserted: (await site.journal()).flatMap(({ changes }) => changes).filter(({ op, object }) => op === 'insert' && (object === 'notification' || object === 'ledger_entry')).length,
  };
}

const once = { effects: ['done', 'done', 'done'], notifications: 1, entries: 1, archived: true, inserted: 2 };

/** Processes that die one after the other, each found dead when the leases of its claims are over; then one that lives. */
async function recovered(deaths: readonly Death[]): Promise<TestKernel> {
  const site = await waiting();
  for (const death of deaths) {
    dispatcherOn(site, new MortalRuntime(site.kernel, death)).resume(tenant);
    await turns();
    site.platform.advance(lease);
  }
  const survivor = dispatcherOn(site, site.kernel);
  survivor.resume(tenant);
  await survivor.settled();
  return site;
}

test('killed at any of its calls, before or after it took effect, nothing is lost and nothing done twice', async () => {
  const whole = await waiting();
  const counting = new MortalRuntime(whole.kernel, null);
  const dispatcher = dispatcherOn(whole, counting);
  dispatcher.resume(tenant);
  await dispatcher.settled();
  assert.deepEqual(await afterwards(whole), once);
  assert.ok(counting.calls >= 9, `${counting.calls} calls`);
  for (let at = 1; at <= counting.calls; at++) {
    for (const when of ['before', 'after'] as const) {
      assert.deepEqual(await afterwards(await recovered([{ at, when }])), once, `died ${when} call ${at}`);
    }
  }
});

test('killed again and again, at any moments, it comes to the same', async () => {
  const death = fc.record({ at: fc.integer({ min: 1, max: 10 }), when: fc.constantFrom('before' as const, 'after' as const) });
  await fc.assert(fc.asyncProperty(fc.array(death, { minLength: 2, maxLength: 5 }), async (deaths) => {
    assert.deepEqual(await afterwards(await recovered(deaths)), once);
  }), { numRuns: 25 });
});

test('an effect whose every run kills its process is given up, and the others are done', async () => {
  const site = await waiting({ handlers: [{ action: 'update_ledger', run: () => never }], flow: { retry: { attempts: 3, base: 1, cap: 1 } } });
  for (let life = 0; life < 4; life++) {
    dispatcherOn(site, new MortalRuntime(site.kernel, null), { timeout: 10 * lease, retry: { attempts: 3, base: 1, cap: 1 } }).resume(tenant);
    await turns();
    site.platform.advance(lease);
  }
  const states = (await site.all('effect')).map(({ action, state, attempts, last_error }) => [action, state, attempts, last_error]);
  assert.deepEqual(states, [['notify', 'done', 1, null], ['update_ledger', 'dead', 3, 'Given up: none of 3 runs came to an end.'], ['archive', 'done', 1, null]]);
});

test('two dispatchers at once on one store: every effect runs in one of them', async () => {
  let runs = 0;
  const site = await waiting({ handlers: [{ action: 'update_ledger', run: (effect, services) => (runs++, updateLedger.run(effect, services)) }] });
  const both = [dispatcherOn(site, site.kernel), dispatcherOn(site, site.kernel)];
  for (const each of both) each.resume(tenant);
  await Promise.all(both.map((each) => each.settled()));
  assert.deepEqual(await afterwards(site), once);
  assert.equal(runs, 1);
  assert.ok((await site.all('effect')).every(({ attempts, lease_token: token }) => attempts === 1 && token === 1));
});

test('a run that stalls beyond its lease has lost the effect: it repeats nothing, and settles nothing', async () => {
  const released = Promise.withResolvers<void>();
  const site = await waiting({
    handlers: [{ action: 'update_ledger', run: async (effect, services) => {
      if (effect.attempt === 1) await released.promise;
      await updateLedger.run(effect, services);
    } }],
  });
  const stalled = dispatcherOn(site, site.kernel, { timeout: 10 * lease });
  stalled.resume(tenant);
  await turns();
  site.platform.advance(lease);
  const other = dispatcherOn(site, site.kernel);
  other.resume(tenant);
  await other.settled();
  released.resolve();
  await stalled.settled();
  assert.deepEqual(await afterwards(site), once);
  const effect = (await site.all('effect')).find(({ action }) => action === 'update_ledger');
  assert.deepEqual([effect?.['attempts'], effect?.['lease_token'], effect?.['last_error']], [2, 2, null]);
  assert.ok(!(await site.all('effect')).some(({ last_error: error }) => error !== null));
});

test('under a lease token that is not the last one nothing is delivered, settled or claimed', async () => {
  const site = await waiting();
  const system = site.kernel.service(systemRef);
  const step = (operation: string, input: unknown): Promise<Reply> => site.kernel.call(`effect.${operation}`, input, system.context({ tenant, onBehalfOf: null, surface: 'flow' }));
  const id = (await site.all('effect')).find(({ action }) => action === 'notify')?.['id'];
  await step('claim', { id });
  await assert.rejects(step('claim', { id }), { code: 'EFFECT_NOT_DUE' });
  site.platform.advance(lease);
  await step('claim', { id });
  for (const [operation, more] of [['deliver', {}], ['settle', {}], ['settle', { error: 'late' }]] as const) {
    await assert.rejects(step(operation, { id, token: 1, ...more }), { code: 'EFFECT_LEASE_LOST' });
  }
  await step('deliver', { id, token: 2 });
  await assert.rejects(step('deliver', { id, token: 2 }), { code: 'EFFECT_LEASE_LOST' });
  await assert.rejects(step('claim', { id }), { code: 'EFFECT_NOT_DUE' });
  assert.equal((await site.all('notification')).length, 1);
});

test('a new process sleeps until what its predecessor has put off, and runs it then', async () => {
  let fails = true;
  const handlers = [{ action: 'update_ledger', run: () => { if (fails) throw new Error('no'); } }];
  const first = await waiting({ handlers });
  const dispatcher = dispatcherOn(first, first.kernel, { retry: { attempts: 8, base: 1e6, cap: 1e6 } });
  dispatcher.resume(tenant);
  await dispatcher.settled();
  await dispatcher.stop();
  fails = false;
  const second = dispatcherOn(first, first.kernel);
  second.resume(tenant);
  await second.settled();
  assert.deepEqual((await first.all('effect')).map(({ state }) => state), ['done', 'ready', 'done']);
  first.platform.advance(first.platform.nextTimer ?? 0);
  await second.settled();
  assert.deepEqual((await first.all('effect')).map(({ state }) => state), ['done', 'done', 'done']);
});

test('a new process takes up what the last one left, when it is told of the tenant', async () => {
  const first = await waiting();
  await first.kernel.stop();
  const second = new TestKernel({ disk: first.disk, platform: first.platform });
  await second.kernel.start();
  second.dispatcher.resume(tenant);
  await second.dispatcher.settled();
  assert.deepEqual(await afterwards(second), once);
});

test('a new process takes it up as well when anything is written for the tenant', async () => {
  const first = await waiting();
  await first.kernel.stop();
  const second = new TestKernel({ disk: first.disk, platform: first.platform });
  await second.kernel.start();
  await second.call('emma:employee', 'expense.create', { title: 'Lunch' });
  await second.dispatcher.settled();
  assert.deepEqual(await afterwards(second), once);
});

/** A kernel that refuses the first calls of some operations, as often as each is named. */
function refusing(site: TestKernel, operations: readonly string[], fault: Fault): Runtime {
  const left = [...operations];
  const call = async (name: string, input: unknown, context: Context): Promise<Reply> => {
    const at = left.indexOf(name);
    if (at >= 0) {
      left.splice(at, 1);
      throw fault;
    }
    return site.kernel.call(name, input, context);
  };
  return { call, permitted: (context) => site.kernel.permitted(context), snapshotFor: (name) => site.kernel.snapshotFor(name), snapshot: site.kernel.snapshot };
}

/** One dispatcher over that kernel until it sleeps; how long it means to. */
async function sleepOf(site: TestKernel, runtime: Runtime): Promise<{ readonly dispatcher: Dispatcher; readonly sleep: number }> {
  const dispatcher = dispatcherOn(site, runtime);
  dispatcher.resume(tenant);
  await dispatcher.settled();
  return { dispatcher, sleep: site.platform.nextTimer ?? -1 };
}

const away = new Fault('STORE_AWAY', 'unavailable', 'no store');

for (const [what, operations] of [
  ['to be asked what is due', ['effect.list', 'effect.list']],
  ['a claim', ['effect.claim']],
] as const) {
  test(`when the store does not answer ${what}, the dispatcher waits and looks again`, async () => {
    const site = await waiting();
    const { dispatcher, sleep } = await sleepOf(site, refusing(site, operations, away));
    assert.ok(sleep >= 0 && sleep <= 2_000, `sleeps ${sleep}`);
    for (let round = 0; round < 2; round++) {
      site.platform.advance(2_000);
      await dispatcher.settled();
    }
    assert.deepEqual(await afterwards(site), once);
  });
}

test('an effect that another dispatcher took first is looked for again when that lease must be over', async () => {
  const site = await waiting();
  const { dispatcher, sleep } = await sleepOf(site, refusing(site, ['effect.claim'], new Fault('EFFECT_NOT_DUE', 'conflict', 'taken')));
  assert.equal(sleep, lease);
  site.platform.advance(lease);
  await dispatcher.settled();
  assert.deepEqual(await afterwards(site), once);
});

test('when even the failure of a run cannot be noted, the effect is run again when its lease is over', async () => {
  const site = await waiting();
  const { dispatcher, sleep } = await sleepOf(site, refusing(site, ['effect.settle', 'effect.settle'], away));
  assert.equal(sleep, lease);
  assert.ok((await site.all('effect')).some(({ state }) => state === 'leased'));
  site.platform.advance(lease);
  await dispatcher.settled();
  assert.deepEqual(await afterwards(site), once);
});
