import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Host } from '../host.ts';

/** A real host, for tests. */
export function testHost(): Host {
  return {
    now: () => Date.now(),
    sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    uuid: () => randomUUID(),
    defer: (task) => {
      setImmediate(task);
    },
  };
}

/** Resolves after a turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Chance that repeats (mulberry32): whole numbers from 0 up to, not including, `below`. */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
