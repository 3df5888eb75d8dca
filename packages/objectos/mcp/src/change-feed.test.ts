import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Platform } from '@objectos/kernel';
import { CommitFeed } from './change-feed.ts';
import type { Changes } from './change-feed.ts';

/** Timers that run when the test says so. */
function handTimers() {
  const timers: { milliseconds: number; task: () => void }[] = [];
  const timer = (milliseconds: number, task: () => void) => {
    const set = { milliseconds, task };
    timers.push(set);
    return () => void timers.splice(timers.indexOf(set), timers.includes(set) ? 1 : 0);
  };
  const run = (): void => {
    const next = timers.toSorted((a, b) => a.milliseconds - b.milliseconds)[0];
    if (next !== undefined) {
      timers.splice(timers.indexOf(next), 1);
      next.task();
    }
  };
  return { platform: { timer } as unknown as Platform, timers, run };
}

const commit = (...ids: string[]) => ({ tenant: 'main', changes: ids.map((id) => ({ key: { object: 'account', id } })) });

test('a burst of commits is told once, and names what changed in which tenant', () => {
  const { platform, run } = handTimers();
  const feed = new CommitFeed(platform);
  const told: Changes[] = [];
  feed.subscribe((changes) => void told.push(changes));
  for (const id of ['1', '2']) feed.hear(commit(id));
  assert.equal(told.length, 0);
  run();
  assert.equal(told.length, 1);
  assert.deepEqual(['1', '2', '3'].map((id) => told[0]?.has('main', 'account', id)), [true, true, false]);
  assert.deepEqual([told[0]?.has('main', 'account'), told[0]?.has('main', 'ticket'), told[0]?.has('other', 'account', '1')], [true, false, false]);
});

test('time that passes is told as well, since rights end by it', () => {
  const { platform, run } = handTimers();
  const feed = new CommitFeed(platform);
  const told: boolean[] = [];
  feed.subscribe((changes) => void told.push(changes.has('main', 'account')));
  run();
  run();
  assert.deepEqual(told, [false, false]);
});

test('while nobody listens there is neither a timer nor a memory', () => {
  const { platform, timers, run } = handTimers();
  const feed = new CommitFeed(platform);
  feed.hear(commit('1'));
  assert.equal(timers.length, 0);
  const told: boolean[] = [];
  const leave = feed.subscribe((changes) => void told.push(changes.has('main', 'account', '1')));
  run();
  assert.deepEqual(told, [false], 'what was before it listened');
  leave();
  assert.equal(timers.length, 0);
});
