import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '@objectos/kernel';
import type { AnyOperation, Call, Context, Platform } from '@objectos/kernel';
import type { AccessBatch, Store } from '@objectql/engine';
import type { AccessText } from './access-format.ts';
import { AccessChain } from './access-chain.ts';
import { BatchingAccessRecorder } from './access-recorder.ts';
import { host, storeOf } from './trial.contract.ts';
import { verifyJournal } from './verify-journal.ts';

/** A clock that only the test moves. */
class Timers {
  readonly set: (() => void)[] = [];
  readonly errors: string[] = [];
  readonly platform: Platform = {
    ...host,
    timer: (_milliseconds, task) => {
      this.set.push(task);
      return () => void this.set.splice(this.set.indexOf(task), 1);
    },
    log: (_level, message) => void this.errors.push(message),
  };
}

function recording(store: Partial<Store>) {
  const timers = new Timers();
  const open = () => Promise.resolve(store as Store);
  return { timers, recorder: new BatchingAccessRecorder({ of: open, system: open }, timers.platform) };
}

function contextOf(principal: string, actors: readonly string[] = [], tenant = 'acme'): Context {
  return { tenant, principal: { id: principal, kind: 'person', roles: [] }, actors, onBehalfOf: null, narrowing: null, surface: 'rest', requestId: 'r', time: 0 };
}

function readOf(object: string, context: Context, id: string): Call {
  const operation = { name: `${object}.get`, effect: 'read', grant: { object, verb: 'read' }, target: 'record' } as AnyOperation;
  const objects = new Map([['quiet', { audit: { reads: 'none' } }], ['usual', { audit: { reads: 'agents' } }], ['strict', { audit: { reads: 'all' } }]]);
  return { operation, context, input: { id }, granted: null, snapshot: { metadata: () => objects } as unknown as Call['snapshot'] };
}

function textsOf(batches: readonly AccessBatch[]): AccessText[] {
  return batches.map(({ text }) => JSON.parse(text) as AccessText);
}

const denial = new Fault('OPERATION_NOT_FOUND', 'not_found', 'no');

test('equal denials of a while are one event with a count, and nothing ticks before the first', async () => {
  const batches: AccessBatch[] = [];
  const { timers, recorder } = recording(storeOf([], batches));
  assert.equal(timers.set.length, 0);
  for (let index = 0; index < 5; index++) recorder.denied('deal.delete', contextOf('eve'), denial);
  recorder.denied('deal.delete', contextOf('bob'), denial);
  assert.equal(timers.set.length, 1);
  await recorder.flush();
  assert.deepEqual(textsOf(batches)[0]?.events.map(({ principal, count, code }) => [principal, count, code]), [['eve', 5, 'OPERATION_NOT_FOUND'], ['bob', 1, 'OPERATION_NOT_FOUND']]);
  assert.equal(timers.set.length, 0, 'and nothing ticks after the last');
});

test('reads are recorded as the object asks: none, those of agents, all', async () => {
  const batches: AccessBatch[] = [];
  const { recorder } = recording(storeOf([], batches));
  for (const object of ['quiet', 'usual', 'strict']) {
    recorder.read(readOf(object, contextOf('ada'), 'a'));
    recorder.read(readOf(object, contextOf('ada', ['bot']), 'a'));
    recorder.read(readOf(object, contextOf('ada', ['bot']), 'b'));
  }
  await recorder.flush();
  assert.deepEqual(textsOf(batches)[0]?.events.map(({ operation, actors, count, ids }) => [operation, actors.join(), count, ids.join()]), [
    ['usual.get', 'bot', 2, 'a,b'], ['strict.get', '', 1, 'a'], ['strict.get', 'bot', 2, 'a,b'],
  ]);
});

test('memory is bounded: ids and kinds of events beyond the limit are counted, not kept', async () => {
  const batches: AccessBatch[] = [];
  const { recorder } = recording(storeOf([], batches));
  for (let index = 0; index < 50; index++) recorder.read(readOf('strict', contextOf('ada'), `id${index}`));
  for (let index = 0; index < 700; index++) recorder.denied(`x.${index}`, contextOf('eve'), denial);
  await recorder.flush();
  const [{ events, dropped }] = textsOf(batches) as [AccessText];
  assert.deepEqual([events.length, dropped, events[0]?.count, events[0]?.ids.length], [500, 201, 50, 20]);
});

test('a store that fails costs no call anything; the next batch tells how much was lost', async () => {
  const batches: AccessBatch[] = [];
  const good = storeOf([], batches);
  let failing = true;
  const { timers, recorder } = recording({ ...good, appendAccess: (batch) => (failing ? Promise.reject(new Error('disk full')) : good.appendAccess(batch)) });
  for (let index = 0; index < 3; index++) recorder.denied('deal.delete', contextOf('eve'), denial);
  await recorder.flush();
  assert.match(timers.errors[0] ?? '', /3 denials or reads/u);
  failing = false;
  recorder.denied('deal.delete', contextOf('eve'), denial);
  await recorder.flush();
  assert.deepEqual(textsOf(batches).map(({ events, dropped }) => [events.length, dropped]), [[1, 3]]);
});

test('each tenant has its own stream', async () => {
  const batches = new Map<string, AccessBatch[]>([['a', []], ['b', []]]);
  const recorder = new BatchingAccessRecorder({ of: (tenant) => Promise.resolve(storeOf([], batches.get(tenant)) as Store), system: () => Promise.reject(new Error('unused')) }, new Timers().platform);
  recorder.denied('x.y', contextOf('eve', [], 'a'), denial);
  await recorder.flush();
  assert.deepEqual([batches.get('a')?.length, batches.get('b')?.length], [1, 0]);
});

test('two that append to one stream, as two processes do, make one chain', async () => {
  const batches: AccessBatch[] = [];
  const store = storeOf([], batches);
  const chains = [new AccessChain(store, host), new AccessChain(store, host)];
  for (let index = 0; index < 6; index++) await chains[index % 2]?.append(`{"n":${index}}`);
  assert.deepEqual(batches.map(({ seq, text }) => [seq, text]), Array.from({ length: 6 }, (_, index) => [index + 1, `{"n":${index}}`]));
  assert.deepEqual((await verifyJournal({ store, host })).findings, []);
});

test('a stream goes on where it ended, however many batches there are', async () => {
  for (const count of [0, 1, 2, 3, 7, 64, 100]) {
    const batches: AccessBatch[] = [];
    const store = storeOf([], batches);
    const before = new AccessChain(store, host);
    for (let index = 0; index < count; index++) await before.append(`{"n":${index}}`);
    await new AccessChain(store, host).append('{"n":"again"}');
    assert.equal(batches.at(-1)?.seq, count + 1);
    assert.deepEqual((await verifyJournal({ store, host })).findings, []);
  }
});
