import { isStorableText } from '@objectql/expression';
import type { Json } from '@objectql/metadata';
import * as fc from 'fast-check';

/** Any text that a store must keep, the awkward ones often. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter(isStorableText),
  fc.constantFrom('', '"', '\\', "'", '\u0001\u001f\u007f', '\u2028', '😀', '￿', 'null', '-0.50', 'é', '𐀀'),
);

function decimal(scale: number): fc.Arbitrary<string> {
  const units = fc.oneof(fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n }), fc.bigInt({ min: -101n, max: 101n }), fc.constantFrom(9_007_199_254_740_993n, -9_007_199_254_740_993n));
  return units.map((value) => {
    const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
    const whole = digits.slice(0, digits.length - scale);
    return `${value < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(digits.length - scale)}`}`;
  });
}

const datetime = fc.date({ min: new Date('0001-01-01T00:00:00.000Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }).map((date) => date.toISOString());

function optional<T extends Json>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.option(value, { freq: 3 });
}

/** Values of a thing's own fields, without its lookup. */
export const thingValues: fc.Arbitrary<Record<string, Json>> = fc.record({
  title: optional(text),
  status: optional(fc.constantFrom('open', 'closed', 'lost')),
  amount: optional(decimal(2)),
  rate: optional(decimal(18)),
  whole: optional(decimal(0)),
  rank: optional(fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -2, max: 2 }))),
  hot: optional(fc.boolean()),
  due: optional(datetime.map((at) => at.slice(0, 10))),
  met: optional(datetime),
  tags: optional(fc.uniqueArray(text)),
  notes: optional(text),
  number: optional(text),
  mail: optional(text),
  page: optional(text),
  data: fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json),
});
