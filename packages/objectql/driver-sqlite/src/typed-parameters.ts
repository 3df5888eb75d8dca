import type { SqliteValue } from '@objectql/expression';

/** What the storage of a durable object can bind: it makes every number a REAL and refuses bigints. */
export type BindableValue = string | number | ArrayBuffer | null;

/** A statement as that storage must be given it. */
export interface BoundStatement {
  readonly sql: string;
  readonly values: readonly BindableValue[];
}

/** Most variables of one statement there. */
const MOST_VARIABLES = 100;

/** What stands in quotes, or a placeholder. Statements of this driver have no comments. */
const QUOTED_OR_PLACEHOLDER = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?(\d*)/gu;

/**
 * Binds values so that they arrive as what they are. Whole numbers are given as text, which is exact, and cast in the statement, since a
 * REAL in their place would make sums and quotients REAL. Where there are too many variables all values travel in one, a JSON array.
 * The text depends on which of the values are whole numbers alone, so it is the same for each run of one statement.
 */
export function bindTyped(sql: string, values: readonly SqliteValue[]): BoundStatement {
  if (values.length > MOST_VARIABLES) return bindTogether(sql, values);
  if (!values.some(isWhole)) return { sql, values: values.map(bindable) };
  return { sql: placed(sql, (place) => (isWhole(values[place - 1]) ? `CAST(?${place} AS INTEGER)` : `?${place}`)), values: values.map(bindable) };
}

/** SQLite reads whole numbers of JSON exactly, up to 64 bits. */
function bindTogether(sql: string, values: readonly SqliteValue[]): BoundStatement {
  const parts = values.map((value) => {
    if (value instanceof Uint8Array) throw new TypeError('a blob cannot be bound among so many values');
    return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  });
  return { sql: placed(sql, (place) => `(?1 ->> ${place - 1})`), values: [`[${parts.join(',')}]`] };
}

/** The statement with other placeholders; those without a number count from one. */
function placed(sql: string, placeholder: (place: number) => string): string {
  let next = 0;
  return sql.replace(QUOTED_OR_PLACEHOLDER, (found: string, place?: string) => {
    if (place === undefined) return found;
    next = place === '' ? next + 1 : Number(place);
    return placeholder(next);
  });
}

function isWhole(value: SqliteValue | undefined): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

function bindable(value: SqliteValue): BindableValue {
  if (isWhole(value)) return String(value);
  return value instanceof Uint8Array ? value.slice().buffer : value;
}
