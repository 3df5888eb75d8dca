import { refuseValue, storedJson } from '@objectql/engine/sql';
import type { FieldDescriptor, FieldType, Json } from '@objectql/metadata';

/** What SQLite is given for one value. Whole numbers above 2^53 are bigints. */
export type StoredValue = string | number | bigint | null;

/** How the values of a field lie in its column: the one table from field types to SQLite. */
export interface FieldStorage {
  readonly sqlType: 'TEXT' | 'INTEGER';
  /** The stored value of a JSON form; never called with null. */
  encode(value: Json): StoredValue;
  /** An SQL expression that yields the JSON form of a column inside `json_object` and its kin; null stays null. */
  json(column: string): string;
  /** An SQL expression that yields what `value` takes; null stays null. */
  select(column: string): string;
  /** The value in JSON form, of what `select` answers; never called with null. */
  value(stored: StoredValue): Json;
}

const asItIs = (column: string): string => column;
/** Safe for what `encode` let in, and for text made by SQL: neither is ever a bigint. */
const asItCame = (stored: StoredValue): Json => stored as string | number;

const text: FieldStorage = {
  sqlType: 'TEXT',
  encode: (value) => (typeof value === 'string' ? value : refuseValue(value, 'a text')),
  json: asItIs,
  select: asItIs,
  value: asItCame,
};

const integer: FieldStorage = {
  sqlType: 'INTEGER',
  encode: (value) => (typeof value === 'number' && Number.isSafeInteger(value) ? value : refuseValue(value, 'a whole number')),
  json: asItIs,
  select: asItIs,
  value: asItCame,
};

const boolean: FieldStorage = {
  sqlType: 'INTEGER',
  encode: (value) => (typeof value === 'boolean' ? Number(value) : refuseValue(value, 'true or false')),
  json: (column) => `CASE ${column} WHEN 1 THEN json('true') WHEN 0 THEN json('false') END`,
  select: asItIs,
  value: (stored) => stored === 1,
};

const json: FieldStorage = {
  sqlType: 'TEXT',
  encode: storedJson,
  json: (column) => `json(${column})`,
  select: asItIs,
  value: (stored) => JSON.parse(String(stored)) as Json,
};

const storages: Readonly<Record<Exclude<FieldType, 'decimal' | 'money'>, FieldStorage>> = {
  text,
  longText: text,
  integer,
  boolean,
  date: text,
  datetime: text,
  select: text,
  multiSelect: json,
  lookup: text,
  autonumber: text,
  email: text,
  url: text,
  json,
};

export function storageOf(field: FieldDescriptor): FieldStorage {
  return field.type === 'decimal' || field.type === 'money' ? scaledStorage(field.scale) : storages[field.type];
}

/** Decimals of one scale as whole numbers of their last digit: exact, ordered, and added up by SQLite itself. */
export function scaledStorage(scale: number): FieldStorage {
  return {
    sqlType: 'INTEGER',
    encode: (value) => scaled(value, scale),
    json: (column) => scaledText(column, scale),
    select: (column) => scaledText(column, scale),
    value: asItCame,
  };
}

/** Up to this many digits a number holds every whole number exactly. */
const EXACT_DIGITS = 15;
/** Units of more than 18 digits are no decimal; those of fewer fit 64 bits, and so does the difference of any two. */
const BEYOND = 10n ** 18n;
const DECIMAL = /^(-?)(\d+)(?:\.(\d*))?$/u;

/** `'12.50'` at scale 2 is 1250: a number where that is exact, else a bigint. */
function scaled(value: Json, scale: number): StoredValue {
  if (typeof value !== 'string' && typeof value !== 'number') return refuseValue(value, 'a decimal');
  const match = DECIMAL.exec(String(value));
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  if (!match || fraction.length > scale) return refuseValue(value, `a decimal with at most ${scale} digits after the point`);
  const digits = sign + whole + fraction.padEnd(scale, '0');
  // Adding 0 turns -0, which SQLite would bind as a REAL, into 0.
  if (digits.length <= EXACT_DIGITS) return Number(digits) + 0;
  const units = BigInt(digits);
  return units > -BEYOND && units < BEYOND ? units : refuseValue(value, 'a decimal of at most 18 digits');
}

/**
 * Digits of a scaled column with its point. The common case cuts the text; only values between -1 and 1 need zeros. Faster
 * than `printf`, which costs as much as four plain columns.
 */
function scaledText(column: string, scale: number): string {
  if (scale === 0) return `CAST(${column} AS TEXT)`;
  const one = 10n ** BigInt(scale);
  const zeros = '0'.repeat(scale - 1);
  return `CASE WHEN ${column} NOT BETWEEN -${one - 1n} AND ${one - 1n} THEN (${column} / ${one}) || '.' || substr(${column}, -${scale}) ` +
    `ELSE iif(${column} < 0, '-0.', '0.') || substr('${zeros}' || abs(${column}), -${scale}) END`;
}
