import type { DecimalField, IntegerField, MoneyField } from '@objectql/metadata';
import type { FieldCheck } from './field-check.ts';
import { FieldProblem, shown } from './field-problem.ts';

/** All digits of a decimal, before and after the point: what a 64-bit integer holds whole. */
const mostDigits = 18;
/** A JSON number of more digits may have been rounded on its way into a double (15 always survive, 16 do not). */
const exactDigits = 15;

/** A whole number within +-(2^53 - 1); `-0` is 0. */
export function integerCheck(field: IntegerField): FieldCheck {
  const min = field.min ?? Number.MIN_SAFE_INTEGER;
  const max = field.max ?? Number.MAX_SAFE_INTEGER;
  return (value) => {
    if (typeof value !== 'number') return new FieldProblem('FIELD_TYPE', `must be a whole number, not ${shown(value)}.`);
    if (!Number.isSafeInteger(value)) return new FieldProblem('FIELD_INVALID', `must be a whole number within +-(2^53 - 1), not ${shown(value)}.`);
    if (value < min || value > max) return new FieldProblem('FIELD_OUT_OF_RANGE', rangeOf(field.min, field.max));
    return value + 0;
  };
}

/** An exact decimal in canonical form: all `scale` digits, no leading zeros, no negative zero. */
export function decimalCheck(field: DecimalField | MoneyField): FieldCheck {
  const { scale } = field;
  const min = bound(field.min, scale);
  const max = bound(field.max, scale);
  return (value) => {
    const text = typeof value === 'string' ? value : typeof value === 'number' ? exactText(value) : undefined;
    if (text === undefined) return new FieldProblem('FIELD_TYPE', `must be an exact decimal, not ${shown(value)}.`, 'Give it as text, such as "12.50".');
    const canonical = canonicalDecimal(text, scale);
    if (typeof canonical !== 'string') return canonical;
    if ((min !== undefined && compareDecimals(canonical, min) < 0) || (max !== undefined && compareDecimals(canonical, max) > 0)) {
      return new FieldProblem('FIELD_OUT_OF_RANGE', rangeOf(field.min, field.max));
    }
    return canonical;
  };
}

/** The shortest decimal text of a double, where that is what the sender must have written; undefined where it may not be. */
function exactText(value: number): string | undefined {
  if (Number.isSafeInteger(value)) return String(value);
  const text = String(value);
  let digits = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (isDigit(unit)) digits++;
    else if (unit !== point && unit !== minus) return undefined;
  }
  return digits > exactDigits ? undefined : text;
}

const point = 0x2e;
const minus = 0x2d;
const zero = 0x30;

function isDigit(unit: number): boolean {
  return unit >= zero && unit <= 0x39;
}

/** One pass over `-?digits(.digits)?`. */
function canonicalDecimal(text: string, scale: number): string | FieldProblem {
  const negative = text.charCodeAt(0) === minus;
  let at = negative ? 1 : 0;
  while (text.charCodeAt(at) === zero && isDigit(text.charCodeAt(at + 1))) at++;
  const whole = at;
  while (isDigit(text.charCodeAt(at))) at++;
  const wholeDigits = at - whole;
  const hasPoint = text.charCodeAt(at) === point;
  const fraction = hasPoint ? at + 1 : at;
  at = fraction;
  let nonZero = text.charCodeAt(whole) !== zero;
  let significant = fraction;
  for (; isDigit(text.charCodeAt(at)); at++) {
    if (text.charCodeAt(at) !== zero) {
      significant = at + 1;
      nonZero = true;
    }
  }
  if (wholeDigits === 0 || at !== text.length || (hasPoint && at === fraction)) return new FieldProblem('FIELD_INVALID', `must be a decimal such as "${sample(scale)}", not ${shown(text)}.`);
  if (significant - fraction > scale) return new FieldProblem('FIELD_INVALID', `may have at most ${scale} digits after the point, not ${shown(text)}.`, 'Round it first: nothing is rounded here.');
  if (wholeDigits > mostDigits - scale) return new FieldProblem('FIELD_OUT_OF_RANGE', `may have at most ${mostDigits - scale} digits before the point.`);
  const sign = negative && nonZero ? '-' : '';
  const digits = at - fraction;
  if (scale === 0) return sign + text.slice(whole, whole + wholeDigits);
  if (digits === scale && whole === (negative ? 1 : 0) && (!negative || nonZero)) return text;
  const end = digits > scale ? fraction + scale : at;
  return `${sign}${text.slice(whole, whole + wholeDigits)}.${text.slice(fraction, end).padEnd(scale, '0')}`;
}

function sample(scale: number): string {
  return scale === 0 ? '12' : `12.${'5'.padEnd(scale, '0')}`;
}

function bound(text: string | undefined, scale: number): string | undefined {
  if (text === undefined) return undefined;
  const canonical = canonicalDecimal(text, scale);
  if (typeof canonical !== 'string') throw new TypeError(`The bound ${text} ${canonical.message}`);
  return canonical;
}

/** Compares two canonical decimals of one scale. */
function compareDecimals(left: string, right: string): number {
  const leftNegative = left.startsWith('-');
  if (leftNegative !== right.startsWith('-')) return leftNegative ? -1 : 1;
  const order = left.length === right.length ? Number(left > right) - Number(left < right) : left.length - right.length;
  return leftNegative ? -order : order;
}

function rangeOf(min: number | string | undefined, max: number | string | undefined): string {
  if (min === undefined) return `must be at most ${max}.`;
  return max === undefined ? `must be at least ${min}.` : `must be between ${min} and ${max}.`;
}
