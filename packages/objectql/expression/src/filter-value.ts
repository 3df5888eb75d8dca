import { nearestName } from '@objectql/metadata';
import type { Json } from '@objectql/metadata';
import { canonicalDecimal, maxDecimalDigits } from './decimal.ts';
import type { ExprType } from './expr.ts';
import { canonicalDate, canonicalDatetime } from './temporal.ts';
import { isStorableText } from './text-order.ts';
import { describeType } from './typed.ts';
import { temporalForms } from './unify.ts';

/** A constant of a filter in canonical form, or what was expected instead. */
export type FilterValue =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly expected: string; readonly hint?: string };

/** Reads a constant that is compared with a value of that type; `options` are all values that there can be. */
export function filterValue(value: Json, type: ExprType, options?: readonly string[]): FilterValue {
  const canonical = canonicalOf(value, type);
  if (canonical === undefined) return { ok: false, expected: expectedOf(type) };
  if (options === undefined || typeof canonical !== 'string' || options.includes(canonical)) return { ok: true, value: canonical };
  const nearest = nearestName(canonical, options);
  const hint = nearest === undefined ? `There are ${options.join(', ')}.` : `Did you mean "${nearest}"?`;
  return { ok: false, expected: 'one of the options', hint };
}

function canonicalOf(value: Json, type: ExprType): Json | undefined {
  switch (type) {
    case 'text':
    case 'texts':
      return typeof value === 'string' && isStorableText(value) ? value : undefined;
    case 'integer':
      return Number.isSafeInteger(value) ? value : undefined;
    case 'decimal':
      return canonicalDecimal(value);
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'date':
      return typeof value === 'string' ? canonicalDate(value) : undefined;
    case 'datetime':
      return typeof value === 'string' ? canonicalDatetime(value) : undefined;
    case 'json':
    case 'null':
      break;
  }
  return undefined;
}

function expectedOf(type: ExprType): string {
  if (type === 'decimal') return `a number of at most ${maxDecimalDigits} digits`;
  if (type === 'date' || type === 'datetime') return temporalForms[type];
  return describeType(type === 'texts' ? 'text' : type);
}
