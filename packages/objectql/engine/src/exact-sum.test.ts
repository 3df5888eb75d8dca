import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { exactSum, scaled, unscaled } from './exact-sum.ts';

const money = { type: 'money', id: 'x', currency: 'EUR', scale: 2 } as const;

test('sums of decimals are exact at every scale', () => {
  const unit = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });
  fc.assert(
    fc.property(unit, unit, fc.integer({ min: 0, max: 6 }), (a, b, scale) => {
      const sum = exactSum({ type: 'decimal', id: 'x', scale }, unscaled(a, scale), unscaled(b, scale));
      assert.equal(sum, unscaled(a + b, scale));
      assert.equal(scaled(unscaled(a, scale), scale), a);
    }),
  );
});

test('null counts as zero, and a sum beyond the field is undefined', () => {
  assert.equal(exactSum(money, null, '0.10'), '0.10');
  assert.equal(exactSum(money, '-0.05', '0.02'), '-0.03');
  assert.equal(exactSum(money, '9999999999999999.99', '0.01'), undefined);
  assert.equal(exactSum({ type: 'integer', id: 'x' }, null, '-3'), -3);
  assert.equal(exactSum({ type: 'integer', id: 'x' }, Number.MAX_SAFE_INTEGER, '1'), undefined);
  assert.throws(() => exactSum({ type: 'text', id: 'x' }, 'a', '1'), { code: 'FIELD_NOT_SUMMED' });
});
