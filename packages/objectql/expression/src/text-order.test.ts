import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compareText, isStorableText, prefixEnd } from './text-order.ts';

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.array(fc.constantFrom('a', 'b', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'), { maxLength: 4 }).map((each) => each.join('')));

function byBytes(left: string, right: string): number {
  return Math.sign(Buffer.compare(Buffer.from(left), Buffer.from(right)));
}

test('text is ordered like the bytes of its UTF-8', () => {
  fc.assert(fc.property(text, text, (left, right) => assert.equal(compareText(left, right), byBytes(left, right))), { numRuns: 2000 });
});

test('the end of a prefix is after all that starts with it and before all that is after them', () => {
  fc.assert(fc.property(text, text, (prefix, other) => {
    const end = prefixEnd(prefix);
    const isWithin = compareText(other, prefix) >= 0 && (end === null || compareText(other, end) < 0);
    assert.equal(isWithin, other.startsWith(prefix));
    if (end !== null) assert.ok(end.isWellFormed());
  }), { numRuns: 2000 });
  assert.equal(prefixEnd('a\ud7ff'), 'a\ue000');
  assert.equal(prefixEnd('a\u{10ffff}'), 'b');
  assert.equal(prefixEnd(''), null);
  assert.equal(prefixEnd('\u{10ffff}'), null);
  assert.equal(prefixEnd('a\u{1f600}'), 'a\u{1f601}');
  assert.equal(prefixEnd('a'.repeat(500_000))?.length, 500_000, 'however long the prefix is');
});

test('text with NUL or half of a surrogate pair is not kept by every store', () => {
  assert.deepEqual(['a', '\u{1f600}', 'a\0', '\ud800'].map(isStorableText), [true, true, false, false]);
});
