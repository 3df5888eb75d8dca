import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoff, retryPolicy } from './backoff.ts';

const drawing = (hex: string) => ({ randomHex: () => hex });
const least = drawing('00000000');
const half = drawing('80000000');
const most = drawing('ffffffff');

test('the bound of a wait doubles with each failure, up to the longest there is', () => {
  const policy = { attempts: 8, base: 1_000, cap: 6_000 };
  assert.deepEqual([1, 2, 3, 4, 5].map((failures) => backoff(failures, policy, half)), [500, 1_000, 2_000, 3_000, 3_000]);
  assert.equal(backoff(1, policy, most), 999);
  assert.equal(backoff(2_000, policy, most), 5_999, 'however often it failed');
});

test('a wait is drawn from zero on, so that what failed together does not come back together', () => {
  for (const failures of [1, 4, 8]) {
    const [first, last] = [least, most].map((drawn) => backoff(failures, retryPolicy, drawn));
    assert.equal(first, 0);
    assert.ok((last ?? 0) > 900 * failures, `${failures}: ${last}`);
  }
});
