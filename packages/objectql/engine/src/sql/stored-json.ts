import type { Json } from '@objectql/metadata';
import { StoreError } from '../errors.ts';

/** SQLite reads JSON up to 1,000 levels deep; a deeper value would make its row unreadable. What one store takes the others take too. */
const JSON_DEPTH = 1000;

/** The text as which a value of a JSON field is stored. */
export function storedJson(value: Json): string {
  const written = JSON.stringify(value);
  if (written.length > 2 * JSON_DEPTH && depthOf(value, 0) > JSON_DEPTH) throw new StoreError('VALUE_NOT_STORABLE', ['a JSON field', `it is nested more than ${JSON_DEPTH} levels deep`]);
  return written;
}

function depthOf(value: Json, above: number): number {
  if (typeof value !== 'object' || value === null || above > JSON_DEPTH) return above;
  let deepest = above + 1;
  for (const part of Object.values(value)) deepest = Math.max(deepest, depthOf(part, above + 1));
  return deepest;
}

/** Throws what is said of a value that its column cannot hold: it should have been refused before. */
export function refuseValue(value: Json, expected: string): never {
  throw new StoreError('VALUE_NOT_STORABLE', ['a field', `${expected} was expected, not ${JSON.stringify(value).slice(0, 40)}`]);
}
