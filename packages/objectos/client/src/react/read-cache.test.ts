import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { ObjectosError } from '@objectos/protocol';
import { ReadCache } from './read-cache.ts';
import type { Read } from './read-cache.ts';

interface Request {
  readonly key: string;
  readonly signal: AbortSignal;
  readonly present: unknown;
  readonly answer: (data: unknown) => Promise<void>;
  readonly fail: (error: unknown) => Promise<void>;
}

function after(settle: () => void): Promise<void> {
  settle();
  return setImmediate();
}

/** A cache whose reads are answered by hand. */
function handCache() {
  const cache = new ReadCache();
  const requests: Request[] = [];
  const loadOf = (key: string) => (signal: AbortSignal, present: unknown) => new Promise<unknown>((resolve, reject) => {
    requests.push({ key, signal, present, answer: (data) => after(() => resolve(data)), fail: (error) => after(() => reject(error)) });
  });
  const read = (key: string, more: Partial<Read<unknown>> = {}): Read<unknown> => ({ key, object: 'note', mixed: false, load: loadOf(key), ...more });
  const watch = (key: string, more: Partial<Read<unknown>> = {}) => {
    const seen: string[] = [];
    const note = (): void => {
      const { status, data, fetching, extending } = cache.stateOf(key);
      seen.push([status, String(data), ...fetching ? ['fetching'] : [], ...extending ? ['extending'] : []].join(' '));
    };
    return { seen, leave: cache.watch(read(key, more), note) };
  };
  return { cache, requests, watch, loadOf };
}

const refusal = (status: number): ObjectosError => new ObjectosError({ code: 'X', status, message: 'x', requestId: 'r' });

test('watchers of one read share one request and its state, which is the same object until it changes', async () => {
  const { cache, requests, watch } = handCache();
  const [first, second] = [watch('a'), watch('a')];
  assert.equal(requests.length, 1);
  assert.equal(cache.stateOf('a').status, 'loading');
  await requests[0]?.answer(7);
  assert.deepEqual([first.seen, second.seen], [['ready 7'], ['ready 7']]);
  assert.equal(cache.stateOf('a'), cache.stateOf('a'));
});

test('who leaves and comes back at once, as in StrictMode, costs no second request; who leaves for good aborts it', async () => {
  const { requests, watch } = handCache();
  watch('a').leave();
  const again = watch('a');
  await setImmediate();
  assert.deepEqual([requests.length, requests[0]?.signal.aborted], [1, false]);
  again.leave();
  await setImmediate();
  assert.equal(requests[0]?.signal.aborted, true);
  watch('a');
  assert.equal(requests.length, 2);
});

test('what was read is shown to who comes back, and asked for again', async () => {
  const { cache, requests, watch } = handCache();
  const first = watch('a');
  await requests[0]?.answer(1);
  first.leave();
  await setImmediate();
  const back = watch('a');
  assert.deepEqual([cache.stateOf('a').data, cache.stateOf('a').fetching, requests.length], [1, true, 2]);
  await requests[1]?.answer(2);
  assert.deepEqual(back.seen, ['ready 1 fetching', 'ready 2']);
});

test('after a write, what shows the object or may show it is asked for again, and what nobody sees is forgotten', async () => {
  const { cache, requests, watch } = handCache();
  for (const [key, more] of [['seen', {}], ['left', {}], ['other', { object: 'task' }], ['mixed', { object: 'task', mixed: true }]] as const) {
    const { leave } = watch(key, more);
    await requests.at(-1)?.answer(1);
    if (key === 'left') leave();
  }
  await setImmediate();
  cache.invalidate('note');
  assert.deepEqual(requests.slice(4).map(({ key }) => key), ['seen', 'mixed']);
  assert.equal(cache.stateOf('left').data, undefined);
  cache.invalidate();
  assert.deepEqual(requests.slice(6).map(({ key }) => key), ['seen', 'other', 'mixed']);
});

test('an answer that was asked for before a write is not taken for what is after it', async () => {
  const { cache, requests, watch } = handCache();
  const { seen } = watch('a');
  cache.invalidate('note');
  assert.equal(requests[0]?.signal.aborted, true);
  await requests[1]?.answer('after');
  await requests[0]?.answer('before');
  assert.deepEqual(seen, ['ready after']);
});

test('what fails in passing leaves what was there; what the server does not show any more is gone', async () => {
  for (const [status, shown] of [[503, 'ready 1'], [500, 'ready 1'], [401, 'failed undefined'], [403, 'failed undefined'], [404, 'failed undefined']] as const) {
    const { cache, requests, watch } = handCache();
    const { seen } = watch('a');
    await requests[0]?.answer(1);
    cache.refetch('a');
    await requests[1]?.fail(refusal(status));
    assert.equal(seen.at(-1), shown, String(status));
    assert.ok(cache.stateOf('a').error instanceof ObjectosError);
    cache.refetch('a');
    await requests[2]?.answer(2);
    assert.deepEqual([seen.at(-1), cache.stateOf('a').error], ['ready 2', undefined]);
  }
});

test('data is taken further once at a time, and after what is under way', async () => {
  const { cache, requests, watch, loadOf } = handCache();
  const { seen } = watch('a');
  cache.extend('a', loadOf('more'));
  assert.equal(requests.length, 1, 'there is nothing yet that could be taken further');
  await requests[0]?.answer(1);
  cache.extend('a', loadOf('more'));
  cache.extend('a', loadOf('more'));
  assert.deepEqual(requests.slice(1).map(({ key, present }) => [key, present]), [['more', 1]]);
  assert.equal(seen.at(-1), 'ready 1 fetching extending');
  cache.invalidate('note');
  await requests[2]?.answer(2);
  assert.deepEqual(requests.slice(2).map(({ key, present }) => [key, present]), [['a', 1], ['more', 2]], 'the click is not lost, and takes the fresh data further');
  await requests[3]?.answer(3);
  assert.equal(seen.at(-1), 'ready 3');
  cache.extend('a', loadOf('more'));
  await requests[4]?.fail(refusal(503));
  assert.equal(seen.at(-1), 'ready 3');
  cache.refetch('a');
  assert.equal(requests.at(-1)?.key, 'a');
});

test('a page more waits for what is under way, and does not come where that fails', async () => {
  const { cache, requests, watch, loadOf } = handCache();
  watch('a');
  await requests[0]?.answer(1);
  cache.refetch('a');
  cache.extend('a', loadOf('more'));
  assert.deepEqual([requests.length, requests[1]?.signal.aborted], [2, false]);
  await requests[1]?.answer(2);
  assert.deepEqual(requests.slice(2).map(({ key, present }) => [key, present]), [['more', 2]]);
  await requests[2]?.answer(3);
  cache.refetch('a');
  cache.extend('a', loadOf('more'));
  await requests[3]?.fail(refusal(503));
  assert.deepEqual([requests.length, cache.stateOf('a').fetching], [4, false]);
});

test('of what nobody watches, the hundred read last are kept', async () => {
  const { cache, requests, watch } = handCache();
  const stays = watch('stays');
  await requests.at(-1)?.answer('stays');
  const visit = async (index: number): Promise<void> => {
    const { leave } = watch(`k${index}`);
    await requests.at(-1)?.answer(index);
    leave();
    await setImmediate();
  };
  for (let index = 0; index < 90; index++) await visit(index);
  await visit(0);
  for (let index = 90; index < 120; index++) await visit(index);
  const kept = Array.from({ length: 120 }, (_, index) => cache.stateOf(`k${index}`).data).filter((data) => data !== undefined);
  assert.deepEqual([kept.length, kept[0], cache.stateOf('stays').data, stays.seen], [99, 0, 'stays', ['ready stays']]);
});
