import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { nearestName } from './nearest-name.ts';

test('the nearest name is the one that was probably meant', () => {
  assert.equal(nearestName('custmer', ['contact', 'customer']), 'customer');
  assert.equal(nearestName('nmae', ['name']), 'name');
  assert.equal(nearestName('mx', ['max', 'min']), 'max');
  assert.equal(nearestName('STATUS', ['status']), 'status');
  assert.equal(nearestName('approve', ['reject', 'archive']), undefined);
  assert.equal(nearestName('c', ['a', 'b']), undefined);
  assert.equal(nearestName('x', []), undefined);
  assert.equal(nearestName('cat', ['bat', 'hat']), 'bat');
});

test('a name that is there is its own nearest name', () => {
  fc.assert(fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,20}$/u), { minLength: 1 }), fc.nat(), (names, index) => {
    const name = names[index % names.length]!;
    assert.equal(nearestName(name, names), name);
  }));
});

test('very long names cost nothing', () => {
  assert.equal(nearestName('x'.repeat(100_000), ['y'.repeat(100_000)]), undefined);
});
