import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault, Rendered } from '@objectos/kernel';
import type { Authenticator, Context, Platform, Reply, Runtime, Session, Snapshot } from '@objectos/kernel';
import { createRest } from './rest.ts';
import { largestBody, restOverFetch } from './web.ts';

const session: Session = { tenant: 'main', principal: { id: 'ada', kind: 'person', roles: [] }, actors: [], narrowing: null };

interface Called {
  readonly name: string;
  readonly input: unknown;
  readonly context: Context;
}

/** The surface over a runtime that only notes what it is asked. */
function surface(answer: () => Reply = () => ({ value: {} }), authenticate: Authenticator['authenticate'] = () => session) {
  const calls: Called[] = [];
  const lines: string[] = [];
  let ids = 0;
  const platform: Platform = {
    now: () => 1_000, sha256: (text) => text, randomHex: (bytes) => '0'.repeat(bytes * 2), uuid: () => `request-${++ids}`,
    defer: queueMicrotask, timer: () => () => undefined, log: (level, message) => void lines.push(`${level} ${message}`),
  };
  const snapshot = { version: 'v'.repeat(64), operation: () => undefined } as unknown as Snapshot;
  const runtime: Runtime = {
    snapshot,
    snapshotFor: () => snapshot,
    permitted: () => [],
    call: (name, input, context) => {
      calls.push({ name, input, context });
      return Promise.resolve().then(answer);
    },
  };
  const fetch = restOverFetch(createRest({ runtime, platform, authenticator: { authenticate } }));
  const ask = (path: string, init: RequestInit = {}) => fetch(new Request(`http://x${path}`, { ...init, headers: { authorization: 'Bearer t', 'content-type': 'application/json', ...(init.headers as object) } }));
  return { ask, calls, lines };
}

test('a request becomes one call of one operation, whose context names surface, request, key and dry run', async () => {
  const { ask, calls } = surface();
  await ask('/api/v1/data/customer/7?dryRun=true', { method: 'PATCH', body: '{"name":"x"}', headers: { 'if-match': '"3"', 'idempotency-key': 'k' } });
  assert.equal(calls.length, 1);
  const { name, input, context } = calls[0]!;
  assert.deepEqual([name, input], ['customer.update', { name: 'x', id: '7', revision: 3 }]);
  assert.deepEqual([context.surface, context.requestId, context.commandKey, context.dryRun, context.tenant, context.principal.id], ['rest', 'request-1', 'k', true, 'main', 'ada']);
});

test('text that the store rendered goes out as it is', async () => {
  const { ask } = surface(() => ({ value: new Rendered('{"a":  1}'), id: '1', revision: 4 }));
  const answer = await ask('/api/v1/data/customer/1');
  assert.deepEqual([await answer.text(), answer.headers.get('etag'), answer.headers.get('cache-control')], ['{"a":  1}', '"4"', 'no-store']);
});

test('the kernel has logged its own faults; what else fails is logged here, once', async () => {
  const told = surface(() => {
    throw new Fault('INTERNAL', 'internal', 'Something failed.');
  });
  assert.equal((await told.ask('/api/v1/data/customer')).status, 500);
  assert.deepEqual(told.lines, []);
  const bug = surface(() => ({ value: { circular: 1n } }));
  assert.equal((await bug.ask('/api/v1/data/customer')).status, 500);
  assert.deepEqual(bug.lines, ['error request request-1 failed']);
  const signIn = surface(undefined, () => Promise.reject(new Fault('STORE_FAILED', 'unavailable', 'Not now.')));
  const answer = await signIn.ask('/api/v1/data/customer');
  assert.deepEqual([answer.status, answer.headers.get('retry-after'), signIn.calls.length], [503, '1', 0]);
  assert.deepEqual(signIn.lines, ['error request request-1 failed: nobody could be signed in']);
});

test('over web requests, too: limits, broken UTF-8, HEAD and odd methods', async () => {
  const { ask, calls } = surface();
  const codeOf = async (body: string | Uint8Array<ArrayBuffer>) => ((await (await ask('/api/v1/data/customer', { method: 'POST', body })).json()) as { code?: string }).code;
  assert.equal(await codeOf(' '.repeat(largestBody + 1)), 'BODY_TOO_LARGE');
  assert.equal(await codeOf(new Uint8Array([0x22, 0xff, 0x22])), 'BODY_NOT_JSON');

  assert.equal(await codeOf(`{"name":"${'ü'.repeat(100)}"}`), undefined);
  assert.deepEqual(calls.map(({ input }) => input), [{ name: 'ü'.repeat(100) }]);
  const head = await ask('/api/v1/data/customer/1', { method: 'HEAD' });
  assert.deepEqual([head.status, await head.text()], [200, '']);
  assert.equal((await ask('/api/v1/data/customer', { method: 'constructor' })).status, 405);
});
