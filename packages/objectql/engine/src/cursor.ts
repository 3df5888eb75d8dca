import type { Expr, FieldExpr } from '@objectql/expression';
import type { Json } from '@objectql/metadata';
import type { ReadOrder } from './read-plan.ts';

/**
 * A place in an ordered list: base64url of the order and the values of the last row, as the caller saw them. Not signed: a
 * forged one is just another place in a list that the caller may read anyway; one of another order or with values of other
 * types is refused.
 */
export function encodeCursor(order: string, values: string): string {
  const bytes = new TextEncoder().encode(`{"order":${JSON.stringify(order)},"values":${values}}`);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The values of a cursor of this order; undefined where it is not one. */
export function decodeCursor(text: string, order: string, terms: readonly ReadOrder[]): readonly Json[] | undefined {
  const cursor = parseCursor(text);
  if (cursor?.order !== order || !Array.isArray(cursor.values) || cursor.values.length !== terms.length) return undefined;
  const values: readonly unknown[] = cursor.values;
  const fits = terms.every(({ by }, index) => isValueOf(by, values[index]));
  return fits ? (values as readonly Json[]) : undefined;
}

function parseCursor(text: string): { readonly order?: unknown; readonly values?: unknown } | undefined {
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // not base64, not UTF-8 or not JSON: all the same to the caller
  }
}

const decimal = /^-?\d{1,18}(?:\.\d{1,18})?$/u;
const date = /^\d{4}-\d\d-\d\d$/u;
const datetime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u;

function isValueOf(by: Expr, value: unknown): boolean {
  if (value === null) return true;
  if (by.type === 'integer') return Number.isSafeInteger(value);
  if (by.type === 'boolean') return typeof value === 'boolean';
  if (typeof value !== 'string') return false;
  if (by.type === 'date') return date.test(value);
  if (by.type === 'datetime') return datetime.test(value);
  if (by.type === 'decimal') return decimal.test(value) && digitsAfterPoint(value) === (fieldIn(by)?.scale ?? 0);
  return value.isWellFormed() && !value.includes('\0');
}

function digitsAfterPoint(value: string): number {
  const point = value.indexOf('.');
  return point < 0 ? 0 : value.length - point - 1;
}

/** The field that an order term shows, under its masks. */
export function fieldIn(by: Expr): FieldExpr | undefined {
  if (by.kind === 'choose') return fieldIn(by.then);
  return by.kind === 'field' ? by : undefined;
}
