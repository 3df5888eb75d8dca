import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { ObjectosError } from '@objectos/protocol';
import * as fc from 'fast-check';
import type { ClientOptions, WriteOptions } from './client-options.ts';
import { createSend } from './send.ts';
import type { Exchange } from './send.ts';

interface Asked {
  readonly at: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly init: RequestInit;
}

type Answer = (signal: AbortSignal) => Promise<Response> | Response;

const status = (code: number, headers: Readonly<Record<string, string>> = {}): Answer => () =>
  Response.json({ code: `CODE_${code}`, message: 'No.', status: code, requestId: 'r' }, { status: code, headers });
const done: Answer = () => Response.json({ id: '1' });
const broken: Answer = () => Promise.reject(new TypeError('fetch failed'));
const torn: Answer = () => new Response(new ReadableStream({
  start(controller) {
    controller.enqueue(new TextEncoder().encode('{"id":'));
    controller.error(new TypeError('terminated'));
  },
}));
const deaf: Answer = () => new Promise<never>(() => undefined);

/** A server that gives these answers one after the other, the last one for ever. Time stands still until `drive` moves it. */
function serverThat(t: TestContext, answers: readonly Answer[], options: Partial<ClientOptions> = {}) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000 });
  const asked: Asked[] = [];
  const send = createSend({
    url: 'http://x', token: 't', ...options,
    fetch: async (_, init) => {
      asked.push({ at: Date.now() - 1_000, headers: init.headers as Record<string, string>, init });
      return (answers[asked.length - 1] ?? answers.at(-1)!)(init.signal!);
    },
  }, { now: Date.now, random: () => 0.5 });
  /** Lets time run until the call is over. */
  async function drive<T>(call: Promise<T>): Promise<T> {
    const state = { over: false };
    const end = (): void => void (state.over = true);
    call.then(end, end);
    for (await setImmediate(); !state.over; await setImmediate()) t.mock.timers.runAll();
    return call;
  }
  return { asked, drive, send, write: (more: WriteOptions = {}) => send(writing(more)), read: (more: WriteOptions = {}) => send({ method: 'GET', path: '/data/x/1', options: more }) };
}

const writing = (options: WriteOptions): Exchange => ({ method: 'POST', path: '/data/x', body: {}, changes: 'x', options });
const code = (expected: string) => (error: unknown): boolean => error instanceof ObjectosError && error.code === expected;

test('a write that fails in passing is tried again under the same command key, after growing pauses', async (t) => {
  const { asked, drive, write } = serverThat(t, [status(503), () => new Response('<html>', { status: 502 }), broken, done]);
  assert.deepEqual(await drive(write()), { id: '1' });
  assert.deepEqual(asked.map(({ at }) => at), [0, 125, 375, 875]);
  const [key = '', ...others] = asked.map(({ headers }) => headers['idempotency-key']);
  assert.match(key, /^[0-9a-f]{32}$/u);
  assert.deepEqual(others, [key, key, key]);
});

test('every write has a key of its own, reads and dry runs have none, and the caller\'s own is kept', async (t) => {
  const { asked, write, read } = serverThat(t, [done]);
  for (const call of [write(), write(), read(), write({ dryRun: true }), write({ idempotencyKey: 'mine' })]) await call;
  const keys = asked.map(({ headers }) => headers['idempotency-key']);
  assert.notEqual(keys[0], keys[1]);
  assert.deepEqual(keys.slice(2), [undefined, undefined, 'mine']);
});

test('what passes is tried again, what is refused or failed is not', async (t) => {
  for (const passing of [408, 429, 502, 503, 504]) {
    t.mock.timers.reset();
    const { asked, drive, read } = serverThat(t, [status(passing)]);
    await assert.rejects(drive(read()), code(`CODE_${passing}`));
    assert.equal(asked.length, 4, String(passing));
  }
  for (const final of [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 423, 500]) {
    t.mock.timers.reset();
    const { asked, drive, read } = serverThat(t, [status(final)]);
    await assert.rejects(drive(read()), code(`CODE_${final}`));
    assert.equal(asked.length, 1, String(final));
  }
});

test('Retry-After is waited for, in seconds or as a date by the server\'s own clock', async (t) => {
  const date = { 'date': 'Sun, 22 Nov 2026 14:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 14:00:07 GMT' };
  const { asked, drive, read } = serverThat(t, [status(429, { 'retry-after': '2' }), status(503, date), status(503, { 'retry-after': 'soon' }), done]);
  await drive(read());
  assert.deepEqual(asked.map(({ at }) => at), [0, 2_125, 2_125 + 7_250, 2_125 + 7_250 + 500]);
});

test('no pause is begun that would end after the deadline', async (t) => {
  const { asked, drive, read } = serverThat(t, [status(503, { 'retry-after': '60' })], { deadline: 59_000 });
  await assert.rejects(drive(read()), code('CODE_503'));
  assert.deepEqual([asked.length, Date.now()], [1, 1_000]);
});

test('an attempt that takes too long is given up, also where fetch does not heed its signal, and the deadline bounds them all', async (t) => {
  const slow = serverThat(t, [deaf, done], { timeout: 5_000 });
  assert.deepEqual(await slow.drive(slow.write()), { id: '1' });
  assert.deepEqual(slow.asked.map(({ at }) => at), [0, 5_125]);
  assert.equal(slow.asked[0]?.init.signal?.aborted, true);
  t.mock.timers.reset();
  const never = serverThat(t, [deaf]);
  await assert.rejects(never.drive(never.read({ timeout: 40_000, deadline: 70_000 })), code('TIMED_OUT'));
  assert.deepEqual(never.asked.map(({ at }) => at), [0, 40_125]);
  assert.equal(Date.now(), 71_000);
});

test('a connection that breaks within the answer is tried again', async (t) => {
  const { asked, drive, write } = serverThat(t, [torn, done]);
  assert.deepEqual(await drive(write()), { id: '1' });
  assert.equal(asked.length, 2);
});

test('an aborted call rejects with the reason at once and leaves nothing behind: before, while asking, and in a pause', async (t) => {
  let tokens = 0;
  const { asked, read } = serverThat(t, [deaf, status(503), done], { token: () => `t${++tokens}` });
  const left = new Error('left');
  await assert.rejects(read({ signal: AbortSignal.abort(left) }), left);
  assert.deepEqual([asked.length, tokens], [0, 0]);
  for (const attempts of [1, 2]) {
    const controller = new AbortController();
    const call = read({ signal: controller.signal, retries: attempts - 1 });
    await setImmediate();
    controller.abort(left);
    await assert.rejects(call, left);
    assert.equal(asked.length, attempts);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  }
});

test('a call that is over has taken its listener from the signal', async (t) => {
  const { read } = serverThat(t, [done]);
  const { signal } = new AbortController();
  await read({ signal });
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('a token provider is asked once for many calls, and once again with the token that was refused', async () => {
  const given: (string | undefined)[] = [];
  const sent: Readonly<Record<string, string>>[] = [];
  const send = createSend({
    url: 'http://x',
    token: (refused) => Promise.resolve(`token-${given.push(refused)}`),
    fetch: async (_, init) => {
      const headers = init.headers as Record<string, string>;
      sent.push(headers);
      return (headers['authorization'] === 'Bearer token-1' ? status(401) : done)(init.signal!);
    },
  });
  await Promise.all([send(writing({})), send(writing({})), send(writing({}))]);
  await send(writing({}));
  assert.deepEqual(given, [undefined, 'token-1']);
  assert.deepEqual(sent.map(({ authorization }) => authorization?.at(-1)), ['1', '1', '1', '2', '2', '2', '2']);
  assert.equal(new Set(sent.map((headers) => headers['idempotency-key'])).size, 4, 'the repeated writes keep their keys');
});

test('a renewed token that is refused as well is the end, and a provider that fails is asked again by the next call', async (t) => {
  const refusing = serverThat(t, [status(401)], { token: (refused) => (refused === undefined ? 'a' : 'b') });
  await assert.rejects(refusing.drive(refusing.read()), code('CODE_401'));
  assert.equal(refusing.asked.length, 2);
  t.mock.timers.reset();
  const late = serverThat(t, [status(401), status(503), status(401), done], { token: (refused) => `after ${refused}` });
  await assert.rejects(late.drive(late.read()), code('CODE_401'));
  assert.equal(late.asked.length, 3, 'one renewal for a call');
  t.mock.timers.reset();
  let fails = true;
  const { drive, read } = serverThat(t, [done], { token: () => (fails ? Promise.reject(new Error('no sign-in')) : 'a') });
  await assert.rejects(drive(read()), { message: 'no sign-in' });
  fails = false;
  assert.deepEqual(await drive(read()), { id: '1' });
});

test('what is no answer of ObjectOS is an error, not a result: a page, an empty body, a redirect', async (t) => {
  for (const answer of [() => new Response('<html>'), () => new Response(''), () => new Response(null, { status: 302, headers: { location: '/elsewhere' } })]) {
    t.mock.timers.reset();
    const { asked, drive, write } = serverThat(t, [answer]);
    await assert.rejects(drive(write()), code('RESPONSE_UNEXPECTED'));
    assert.deepEqual([asked.length, asked[0]?.init.redirect], [1, 'manual']);
  }
});

test('headers of client and call are sent, those of the protocol are ours', async (t) => {
  const { asked, write } = serverThat(t, [done], { headers: { 'X-App': 'crm', 'Authorization': 'no' } });
  await write({ headers: { 'x-app': 'till', 'Traceparent': '00-1' } });
  const { headers } = asked[0]!;
  assert.deepEqual([headers['x-app'], headers['traceparent'], headers['authorization']], ['till', '00-1', 'Bearer t']);
});

test('whatever comes, a call ends by its deadline, after no more attempts than allowed, all under one key', async (t) => {
  const answer = fc.constantFrom(status(503), status(429, { 'retry-after': '1' }), broken, deaf, status(404), done);
  await fc.assert(fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 8 }), fc.nat(5), fc.integer({ min: 1, max: 60_000 }), async (answers, retries, deadline) => {
    t.mock.timers.reset();
    const { asked, drive, write } = serverThat(t, answers, { retries, deadline, timeout: 10_000 });
    await drive(write()).catch((error: unknown) => assert.ok(error instanceof ObjectosError, String(error)));
    assert.ok(asked.length >= 1 && asked.length <= retries + 1);
    assert.ok(Date.now() - 1_000 <= deadline);
    assert.equal(new Set(asked.map(({ headers }) => headers['idempotency-key'])).size, 1);
  }), { numRuns: process.env['OBJECTOS_LONG'] === undefined ? 100 : 1_000 });
});
