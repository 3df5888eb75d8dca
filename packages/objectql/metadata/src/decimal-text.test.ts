import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { decimalText, isLess, minorUnits } from './decimal-text.ts';

test('a decimal has one text, with all digits of its scale', () => {
  const texts: readonly (readonly [string | number, number, string | undefined])[] = [
    ['12.5', 2, '12.50'], [12.5, 2, '12.50'], ['007', 0, '7'], ['-0.00', 2, '0.00'], ['1.', 1, '1.0'], ['1.500', 1, '1.5'], [-0.1, 4, '-0.1000'],
    ['1.005', 2, undefined], ['1e3', 2, undefined], [1e21, 0, undefined], ['.5', 1, undefined], ['', 0, undefined], ['+1', 0, undefined], ['1,5', 1, undefined],
    ['9999999999999999.99', 2, '9999999999999999.99'], ['99999999999999999.99', 2, undefined], ['0.123456789012345678', 18, '0.123456789012345678'],
  ];
  for (const [value, scale, expected] of texts) assert.equal(decimalText(value, scale), expected, `${value} at ${scale}`);
});

test('the text of a scaled whole number is canonical, and compares as the number does', () => {
  const scaled = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n });
  fc.assert(fc.property(scaled, scaled, fc.nat(18), (a, b, scale) => {
    const [left, right] = [textOf(a, scale), textOf(b, scale)];
    assert.equal(decimalText(left, scale), left);
    assert.equal(isLess(left, right), a < b);
  }));
});

function textOf(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const text = scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return value < 0n ? `-${text}` : text;
}

test('currencies have the minor units of ISO 4217', () => {
  assert.deepEqual(['USD', 'JPY', 'KWD'].map(minorUnits), [2, 0, 3]);
});
