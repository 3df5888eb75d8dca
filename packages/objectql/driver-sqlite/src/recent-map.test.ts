import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentMap } from './recent-map.ts';

test('it holds no more than its capacity, and what is asked for again stays', () => {
  const map = new RecentMap<number, string>(10);
  map.set(-1, 'kept');
  for (let key = 0; key < 1000; key++) {
    map.set(key, String(key));
    assert.equal(map.get(-1), 'kept');
    assert.ok(map.size <= 10, `${map.size} entries`);
  }
  assert.equal(map.get(999), '999');
  assert.equal(map.get(0), undefined);
});

test('setting a key again replaces its value', () => {
  const map = new RecentMap<string, number>(4);
  for (const value of [1, 2, 3]) map.set('a', value);
  assert.deepEqual([map.get('a'), map.size], [3, 1]);
  map.clear();
  assert.equal(map.get('a'), undefined);
});
