import type { Json } from '@objectql/metadata';
import type { FieldCheck } from './field-check.ts';
import { FieldProblem } from './field-problem.ts';

const mostBytes = 65_536;
/** Far under what any store's JSON functions can nest. */
const mostLevels = 64;

/** Any JSON value up to 64 KiB as text; a copy, so that nobody changes it between check and commit. */
export function jsonCheck(): FieldCheck {
  return (value) => {
    const text = textOf(value);
    if (text === undefined || !text.isWellFormed()) return new FieldProblem('FIELD_TYPE', 'must be a JSON value.');
    if (byteLength(text) > mostBytes) return new FieldProblem('FIELD_TOO_LONG', `may have at most ${mostBytes} bytes as JSON text.`);
    const copy = JSON.parse(text) as Json;
    return isDeeperThan(copy, mostLevels) ? new FieldProblem('FIELD_INVALID', `may be nested at most ${mostLevels} levels deep.`) : copy;
  };
}

function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

function byteLength(text: string): number {
  return text.length * 3 <= mostBytes ? text.length : new TextEncoder().encode(text).length;
}

/** Recurses no deeper than `levels`, however deep the value is. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const children: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return children.some((child) => isDeeperThan(child, levels - 1));
}
