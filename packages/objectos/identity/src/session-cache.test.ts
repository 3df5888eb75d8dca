import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SessionCache } from './session-cache.ts';
import type { MadeSession } from './session-maker.ts';

function made(id: string, more: Partial<MadeSession> = {}): MadeSession {
  return { session: { tenant: 't', principal: { id, kind: 'person', roles: [] }, actors: [], narrowing: null }, expiresAt: Infinity, madeOf: [id], ...more };
}

/** A maker whose answers the test gives one by one. */
class Maker {
  readonly asked: PromiseWithResolvers<MadeSession | null>[] = [];
  readonly make = (): Promise<MadeSession | null> => {
    const answer = Promise.withResolvers<MadeSession | null>();
    this.asked.push(answer);
    return answer.promise;
  };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

test('whoever asks while a session is being made gets that one', async () => {
  const cache = new SessionCache(() => 0);
  const maker = new Maker();
  const asked = [cache.get('k', maker.make), cache.get('k', maker.make)];
  maker.asked[0]?.resolve(made('ada'));
  const [one, other] = [await asked[0], await asked[1]];
  assert.equal(one, other);
  assert.equal(maker.asked.length, 1);
  assert.equal(cache.get('k', maker.make), one);
});

test('a session that was read before a change and came back after it is made again', async () => {
  const cache = new SessionCache(() => 0);
  const maker = new Maker();
  const asking = cache.get('k', maker.make);
  cache.changed('ada');
  maker.asked[0]?.resolve(made('ada'));
  await settled();
  assert.equal(cache.size, 0);
  const fresh = made('ada');
  maker.asked[1]?.resolve(fresh);
  assert.equal(await asking, fresh.session);
  assert.equal(cache.get('k', maker.make), fresh.session);
});

test('a change of something else does not make it again', async () => {
  const cache = new SessionCache(() => 0);
  const maker = new Maker();
  const asking = cache.get('k', maker.make);
  cache.changed('bob');
  maker.asked[0]?.resolve(made('ada'));
  await asking;
  assert.equal(maker.asked.length, 1);
});

test('nobody waits for ever: a session that never stands still is none', async () => {
  const cache = new SessionCache(() => 0);
  let tries = 0;
  const session = await cache.get('k', () => {
    tries++;
    cache.changed('ada');
    return Promise.resolve(made('ada'));
  });
  assert.deepEqual([session, tries, cache.size], [null, 20, 0]);
});

test('a failure is told to those who waited, and the next who asks tries again', async () => {
  const cache = new SessionCache(() => 0);
  await assert.rejects(Promise.resolve(cache.get('k', () => Promise.reject(new Error('no store')))), /no store/u);
  assert.ok(await cache.get('k', () => Promise.resolve(made('ada'))));
});

test('a change drops exactly the sessions made of it', async () => {
  const cache = new SessionCache(() => 0);
  await cache.get('a', () => Promise.resolve(made('ada', { madeOf: ['ada', 'token a'] })));
  await cache.get('b', () => Promise.resolve(made('ada', { madeOf: ['ada', 'token b'] })));
  cache.changed('token a');
  assert.equal(cache.size, 1);
  cache.changed('ada');
  assert.equal(cache.size, 0);
});
