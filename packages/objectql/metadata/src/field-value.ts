import type { Advice } from './advice.ts';
import { counted } from './counted.ts';
import { decimalText, isLess } from './decimal-text.ts';
import type { FieldDescriptor, SelectOption } from './field-descriptor.ts';
import type { Json } from './json.ts';
import { suggestion } from './nearest-name.ts';

/** A value in the JSON form of its field, or what was expected. */
export type CanonicalValue =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly expected: string; readonly hint?: Advice | undefined };

/** Reads a value that metadata gives for a field (a default) into the form in which records hold it. Never null. */
export function canonicalValue(field: FieldDescriptor, value: unknown): CanonicalValue {
  switch (field.type) {
    case 'text':
    case 'longText':
      return when(isText(value, field.max ?? (field.type === 'text' ? 255 : 100_000), 'min' in field ? field.min : 0), value, 'text within its length');
    case 'integer':
      return when(Number.isSafeInteger(value) && within(value as number, field), value, `a whole number${range(field)}`);
    case 'decimal':
    case 'money':
      return decimal(field, value);
    case 'boolean':
      return when(typeof value === 'boolean', value, 'true or false');
    case 'date':
      return when(isDate(value), value, 'a date, YYYY-MM-DD');
    case 'datetime':
      return datetime(value);
    case 'select':
      return choice(field.options, value);
    case 'multiSelect':
      return set(field.options, value);
    case 'email':
      return when(typeof value === 'string' && /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(value), value, 'an e-mail address');
    case 'url':
      return when(typeof value === 'string' && /^https?:\/\//iu.test(value) && URL.canParse(value), value, 'an http or https address');
    case 'json':
      return when(isJson(value), value, 'a JSON value');
    case 'lookup':
    case 'autonumber':
      return { ok: false, expected: `possible: a ${field.type} has no default` };
    default:
      return field satisfies never;
  }
}

function when(holds: boolean, value: unknown, expected: string): CanonicalValue {
  return holds ? { ok: true, value: value as Json } : { ok: false, expected };
}

function isText(value: unknown, max: number, min = 0): boolean {
  if (typeof value !== 'string' || !value.isWellFormed()) return false;
  const length = Array.from(value).length;
  return length >= min && length <= max;
}

function within(value: number, { min, max }: { readonly min?: number; readonly max?: number }): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

function range({ min, max }: { readonly min?: number | string; readonly max?: number | string }): string {
  const least = min === undefined ? '' : ` of at least ${min}`;
  return max === undefined ? least : `${least}${least === '' ? ' of' : ' and'} at most ${max}`;
}

function decimal(field: Extract<FieldDescriptor, { type: 'decimal' | 'money' }>, value: unknown): CanonicalValue {
  const text = typeof value === 'string' || typeof value === 'number' ? decimalText(value, field.scale) : undefined;
  const fits = text !== undefined && !(field.min !== undefined && isLess(text, field.min)) && !(field.max !== undefined && isLess(field.max, text));
  return when(fits, text, `a decimal with at most ${counted(field.scale, 'digit')} after the point${range(field)}`);
}

/** A date of the calendar, years 0001 to 9999. */
function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/u.test(value) || value.startsWith('0000')) return false;
  const time = Date.parse(`${value}T00:00:00.000Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function datetime(value: unknown): CanonicalValue {
  const match = typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/u.exec(value) : null;
  const time = match !== null && isDate(match[1]) ? Date.parse(value as string) : Number.NaN;
  return Number.isNaN(time) ? { ok: false, expected: 'an ISO 8601 time with its offset' } : { ok: true, value: new Date(time).toISOString() };
}

function choice(options: readonly SelectOption[], value: unknown): CanonicalValue {
  const known = options.map((option) => option.value);
  if (typeof value === 'string' && known.includes(value)) return { ok: true, value };
  return { ok: false, expected: 'one of its options', hint: typeof value === 'string' ? suggestion(value, known) : undefined };
}

function set(options: readonly SelectOption[] | undefined, value: unknown): CanonicalValue {
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string' && entry !== '')) return { ok: false, expected: 'a list of texts' };
  const distinct = [...new Set(value as string[])];
  if (options === undefined) return { ok: true, value: distinct };
  const known = options.map((option) => option.value);
  const stranger = distinct.find((entry) => !known.includes(entry));
  if (stranger !== undefined) return { ok: false, expected: 'a list of its options', hint: suggestion(stranger, known) };
  return { ok: true, value: known.filter((entry) => distinct.includes(entry)) };
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === 'object' && Object.values(value).every(isJson);
}
