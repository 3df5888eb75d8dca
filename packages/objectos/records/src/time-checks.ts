import type { FieldCheck } from './field-check.ts';
import { FieldProblem, shown } from './field-problem.ts';

/** `YYYY-MM-DD`, a day of the calendar. */
export function dateCheck(): FieldCheck {
  return (value) => {
    if (typeof value !== 'string') return new FieldProblem('FIELD_TYPE', `must be a date (text), not ${shown(value)}.`);
    return value.length === 10 && isDay(value) ? value : new FieldProblem('FIELD_INVALID', `must be a day of the calendar such as 2026-11-22, not ${shown(value)}.`);
  };
}

/**
 * An ISO 8601 time with its offset, as UTC with milliseconds. Digits after the third are dropped: what the store keeps are
 * milliseconds.
 */
export function datetimeCheck(): FieldCheck {
  return (value) => {
    if (typeof value !== 'string') return new FieldProblem('FIELD_TYPE', `must be a time (text), not ${shown(value)}.`);
    const canonical = canonicalDatetime(value);
    if (canonical !== undefined) return canonical;
    const hint = value.length === 10 || (isDay(value) && !hasOffset(value)) ? 'Say the time of day and the offset from UTC: 2026-11-22T09:30:00Z or +01:00.' : undefined;
    return new FieldProblem('FIELD_INVALID', `must be a time such as 2026-11-22T09:30:00Z, not ${shown(value)}.`, hint);
  };
}

const daysOfMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The first ten characters are a day from the year 1 on. */
function isDay(text: string): boolean {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1 || text.charAt(4) !== '-' || text.charAt(7) !== '-') return false;
  const leapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
  return day <= (daysOfMonth[month - 1] ?? 0) + leapDay;
}

/** The number that these digits say; -1 where they are none. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let index = from; index < from + count; index++) {
    const digit = text.charCodeAt(index) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function isWithin(value: number, max: number): boolean {
  return value >= 0 && value <= max;
}

function hasOffset(text: string): boolean {
  return /(?:[Zz]|[+-]\d\d:?\d\d)$/u.test(text);
}

function canonicalDatetime(text: string): string | undefined {
  const separator = text.charAt(10);
  if (!isDay(text) || (separator !== 'T' && separator !== 't' && separator !== ' ')) return undefined;
  if (!isWithin(digits(text, 11, 2), 23) || text.charAt(13) !== ':' || !isWithin(digits(text, 14, 2), 59)) return undefined;
  const seconds = text.charAt(16) === ':';
  if (seconds && !isWithin(digits(text, 17, 2), 59)) return undefined;
  let at = seconds ? 19 : 16;
  let fraction = '';
  if (seconds && text.charAt(at) === '.') {
    const start = ++at;
    while (digits(text, at, 1) >= 0) at++;
    if (at === start) return undefined;
    fraction = text.slice(start, Math.min(at, start + 3));
  }
  const offset = offsetMinutes(text, at);
  if (offset === undefined) return undefined;
  if (offset === 0 && fraction.length === 3 && text.length === 24 && separator === 'T' && text.endsWith('Z')) return text;
  const plain = `${text.slice(0, 10)}T${text.slice(11, 16)}:${seconds ? text.slice(17, 19) : '00'}.${fraction.padEnd(3, '0')}Z`;
  return offset === 0 ? plain : shifted(plain, offset);
}

/** Minutes east of UTC that the rest of the text says; undefined where it says none. */
function offsetMinutes(text: string, at: number): number | undefined {
  const sign = text.charAt(at);
  if (sign === 'Z' || sign === 'z') return text.length === at + 1 ? 0 : undefined;
  if (sign !== '+' && sign !== '-') return undefined;
  const minutesAt = text.charAt(at + 3) === ':' ? at + 4 : at + 3;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, minutesAt, 2);
  if (!isWithin(hours, 23) || !isWithin(minutes, 59) || text.length !== minutesAt + 2) return undefined;
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function shifted(utc: string, minutesEast: number): string | undefined {
  const moved = new Date(Date.parse(utc) - minutesEast * 60_000);
  const year = moved.getUTCFullYear();
  return year >= 1 && year <= 9999 ? moved.toISOString() : undefined;
}
