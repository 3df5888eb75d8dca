import type { Json } from '@objectql/metadata';

const decimal = /^(-?)0*(\d*)(?:\.(\d*))?$/u;
const mostDigits = 18;

/** `'12.50'` at scale 2 is `'1250'`; undefined where it is no decimal of that scale and at most 18 digits. */
export function unitsText(value: Json, scale: number): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const match = decimal.exec(String(value));
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  if (!match || fraction.length > scale) return undefined;
  const digits = whole + fraction.padEnd(scale, '0');
  return digits.replace(/^0+/u, '').length > mostDigits ? undefined : `${sign}${digits === '' ? '0' : digits}`;
}

/** `'1250'` at scale 2 is `'12.50'`. */
export function unscaledText(units: string, scale: number): string {
  if (scale === 0) return units;
  const negative = units.startsWith('-');
  const digits = (negative ? units.slice(1) : units).padStart(scale + 1, '0');
  const point = digits.length - scale;
  return `${negative ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}
