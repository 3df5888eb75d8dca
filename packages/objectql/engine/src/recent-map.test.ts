import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentMap } from './recent-map.ts';

test('what was used last stays, what was not is made again', () => {
  const map = new RecentMap<string>(2);
  const made: string[] = [];
  const get = (key: string): string =>
    map.get(key, () => {
      made.push(key);
      return key.toUpperCase();
    });
  assert.deepEqual(['a', 'b', 'a', 'c', 'a', 'b'].map(get), ['A', 'B', 'A', 'C', 'A', 'B']);
  assert.deepEqual(made, ['a', 'b', 'c', 'b']);
});

test('a key of unusual length is not kept', () => {
  const map = new RecentMap<object>(2);
  const long = 'x'.repeat(5_000);
  assert.notEqual(map.get(long, () => ({})), map.get(long, () => ({})));
});
