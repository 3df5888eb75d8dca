import { textArray } from '@objectql/expression';
import type { FieldStorage } from './field-storage.ts';

/** A column of stored texts as an array literal: numbers and truth values need no quotes. */
export function arrayOf(values: readonly (string | null)[], carrier: FieldStorage['carrier']): string {
  return carrier === 'text' ? textArray(values) : `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}
