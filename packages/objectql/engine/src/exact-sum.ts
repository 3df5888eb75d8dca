import type { FieldDescriptor, Json } from '@objectql/metadata';
import { StoreError } from './errors.ts';

const mostDigits = 10n ** 18n;

/**
 * `current + amount` in the field's JSON form, exactly; null counts as zero. Undefined where the sum is more than the field
 * can hold (2^53 - 1 for integers, 18 digits for decimals and money).
 */
export function exactSum(field: FieldDescriptor | undefined, current: Json, amount: string): Json | undefined {
  if (field?.type === 'integer') {
    const sum = Number(current ?? 0) + Number(amount);
    return Number.isSafeInteger(sum) ? sum : undefined;
  }
  if (field?.type !== 'decimal' && field?.type !== 'money') throw new StoreError('FIELD_NOT_SUMMED', field?.id ?? 'a field that does not exist');
  const sum = scaled(typeof current === 'string' ? current : '0', field.scale) + scaled(amount, field.scale);
  return sum < mostDigits && sum > -mostDigits ? unscaled(sum, field.scale) : undefined;
}

/** `"12.5"` at scale 2 is 1250n. Digits beyond the scale are not expected: writers give canonical text. */
export function scaled(text: string, scale: number): bigint {
  const point = text.indexOf('.');
  if (point < 0) return BigInt(text) * 10n ** BigInt(scale);
  return BigInt(text.slice(0, point) + text.slice(point + 1, point + 1 + scale).padEnd(scale, '0'));
}

export function unscaled(value: bigint, scale: number): string {
  if (scale === 0) return value.toString();
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const text = `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  return value < 0n ? `-${text}` : text;
}
