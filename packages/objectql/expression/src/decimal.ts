/**
 * Exact decimals as text. Canonical: an optional minus, digits without leading zeros, optionally a point and digits; at
 * most 18 digits in all, so that the units of any of them at its own scale fit a 64-bit integer.
 */

/** Digits that a decimal may have, before and after the point together. */
export const maxDecimalDigits = 18;

/** What to make of a value with more digits than a scale has: the units below, the units above, or units that equal no value. */
export type Rounding = 'floor' | 'ceil' | 'exact';

/** Larger than the units of any stored value: an ordering against it is right, an equality never true. */
const beyondAll = 9_223_372_036_854_775_807n;
const numberText = /^(-?)(\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const powers = Array.from({ length: 19 }, (_, power) => 10 ** power);

/** The canonical text of a JSON number or of decimal text (an exponent is written out); undefined for anything else or more digits. */
export function canonicalDecimal(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const parts = numberText.exec(String(value));
  if (parts === null || (!parts[2] && !parts[3])) return undefined;
  return writeOut(parts[1] === '-', `${parts[2]}`, parts[3] ?? '', Number(parts[4] ?? 0));
}

function writeOut(negative: boolean, whole: string, fraction: string, exponent: number): string | undefined {
  const digits = whole + fraction;
  if (digits.length > 400) return undefined;
  const point = whole.length + exponent;
  const padded = point > 0 ? digits.padEnd(point, '0') : '0'.repeat(1 - point) + digits;
  const cut = Math.max(point, 1);
  const before = padded.slice(0, cut).replace(/^0+(?=\d)/, '');
  const after = padded.slice(cut);
  const significant = after.replace(/0+$/, '');
  if ((before === '0' ? 0 : before.length) + significant.length > maxDecimalDigits) return undefined;
  const kept = after.length > maxDecimalDigits - before.length ? significant : after;
  const sign = negative && !/^0*$/.test(before + kept) ? '-' : '';
  return kept === '' ? `${sign}${before}` : `${sign}${before}.${kept}`;
}

/** Digits after the point of a canonical decimal. */
export function scaleOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

/** The value times 10^scale; a number while it is exact. `scale` is at least the text's own. */
export function unitsAt(text: string, scale: number): number | bigint {
  let units = 0;
  let lift = scale;
  let afterPoint = false;
  const negative = text.charCodeAt(0) === 45;
  for (let index = negative ? 1 : 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 46) {
      afterPoint = true;
      continue;
    }
    units = units * 10 + code - 48;
    if (afterPoint) lift--;
  }
  units *= powers[lift] ?? Infinity;
  if (units > Number.MAX_SAFE_INTEGER) return bigUnitsAt(text, scale);
  return negative ? -units : units;
}

function bigUnitsAt(text: string, scale: number): bigint {
  return BigInt(text.replace('.', '')) * 10n ** BigInt(scale - scaleOf(text));
}

/** The exact order of two canonical decimals. */
export function compareDecimals(left: string, right: string): number {
  const scale = Math.max(scaleOf(left), scaleOf(right));
  return compareUnits(unitsAt(left, scale), unitsAt(right, scale));
}

export function compareUnits(left: number | bigint, right: number | bigint): number {
  if (left < right) return -1;
  return left > right ? 1 : 0;
}

/**
 * The 64-bit integer that stands for a decimal beside values of that scale. With the rounding of its operator the
 * comparison of integers has the truth of the comparison of decimals.
 */
export function roundedUnits(text: string, scale: number, rounding: Rounding): bigint {
  const excess = scaleOf(text) - scale;
  if (excess <= 0) return clamped(bigUnitsAt(text, scale));
  const units = BigInt(text.replace('.', ''));
  const step = 10n ** BigInt(excess);
  const rest = ((units % step) + step) % step;
  if (rest === 0n) return clamped(units / step);
  if (rounding === 'exact') return beyondAll;
  const floor = (units - rest) / step;
  return rounding === 'floor' ? floor : floor + 1n;
}

function clamped(units: bigint): bigint {
  if (units > beyondAll) return beyondAll;
  return units < -beyondAll ? -beyondAll : units;
}
