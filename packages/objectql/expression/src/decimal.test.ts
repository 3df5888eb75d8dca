import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { canonicalDecimal, compareDecimals, roundedUnits, scaleOf, unitsAt } from './decimal.ts';

test('a decimal is canonical without leading zeros, exponent or minus zero, and keeps its digits', () => {
  const written = { '007': '7', '.5': '0.5', '12.50': '12.50', '-0': '0', '-0.00': '0.00', '1e3': '1000', '1.5E-3': '0.0015', '12.5e1': '125', '-3': '-3' };
  for (const [text, canonical] of Object.entries(written)) assert.equal(canonicalDecimal(text), canonical, text);
  assert.equal(canonicalDecimal(12.5), '12.5');
  assert.equal(canonicalDecimal(1e-7), '0.0000001');
});

test('what is no decimal, or has more than 18 digits, is none', () => {
  for (const wrong of ['', '.', '-', 'x', '1,000', ' 1', '1.', '0x1', '1e', Number.NaN, Infinity, 1e30, '1e-19', '1234567890123456789', '1e999', true, null, ['1']]) {
    assert.equal(canonicalDecimal(wrong), undefined, String(wrong));
  }
  assert.equal(canonicalDecimal('123456789012345678'), '123456789012345678');
  assert.equal(canonicalDecimal('123456789012345678.000'), '123456789012345678');
});

/** Decimals with their value in units of 10^-18. */
const decimals = fc.tuple(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), fc.nat(18)).map(([units, scale]) => {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const text = `${units < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
  return { text, exact: units * 10n ** BigInt(18 - scale) };
});

test('the order of decimals is that of their exact values, whatever their digits', () => {
  fc.assert(fc.property(decimals, decimals, (left, right) => {
    const expected = left.exact < right.exact ? -1 : Number(left.exact > right.exact);
    assert.equal(compareDecimals(left.text, right.text), expected);
    assert.equal(compareDecimals(left.text, left.text), 0);
  }));
});

test('units are exact beyond the whole numbers of JavaScript', () => {
  assert.equal(unitsAt('1.25', 2), 125);
  assert.equal(unitsAt('-0.5', 3), -500);
  assert.equal(unitsAt('1.255', 18), 1255000000000000000n);
  assert.equal(unitsAt('9007199254740993', 0), 9007199254740993n);
  fc.assert(fc.property(decimals, ({ text, exact }) => assert.equal(BigInt(unitsAt(text, 18)), exact)));
});

test('rounded units compare with whole units as the decimal does', () => {
  const units = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
  fc.assert(fc.property(decimals, units, fc.nat(18), ({ text, exact }, column, scale) => {
    for (const value of [column, roundedUnits(text, scale, 'floor'), roundedUnits(text, scale, 'ceil')]) {
      const wide = value * 10n ** BigInt(18 - scale);
      if (value > 10n ** 18n || value < -(10n ** 18n)) continue;
      assert.equal(value < roundedUnits(text, scale, 'ceil'), wide < exact, '<');
      assert.equal(value >= roundedUnits(text, scale, 'ceil'), wide >= exact, '>=');
      assert.equal(value <= roundedUnits(text, scale, 'floor'), wide <= exact, '<=');
      assert.equal(value > roundedUnits(text, scale, 'floor'), wide > exact, '>');
      assert.equal(value === roundedUnits(text, scale, 'exact'), wide === exact, '==');
    }
  }));
});

test('the scale of a decimal is the number of its digits after the point', () => {
  assert.deepEqual(['1', '1.0', '-1.255'].map(scaleOf), [0, 1, 3]);
});
