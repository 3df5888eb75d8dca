import { unscaledText, unitsText } from './scaled-text.ts';
import { refuseValue, storedJson } from '@objectql/engine/sql';
import type { FieldDescriptor, FieldType, Json } from '@objectql/metadata';
import { textArray } from '@objectql/expression';

/** What PostgreSQL is given and gives for one value: always text, or null. */
export type StoredText = string | null;

/** How the values of a field lie in its column: the one table from field types to PostgreSQL. Never called with null. */
export interface FieldStorage {
  /** The column's type. Text has the collation "C", which orders by code point as SQLite and the closures do. */
  readonly sqlType: string;
  /** The type in which values travel in arrays, where that is another: arrays of arrays would be one array of all their elements. */
  readonly carrier: 'text' | 'bigint' | 'boolean';
  encode(value: Json): string;
  /** The expression that reads the column. */
  select(column: string): string;
  /** The value's JSON text, of what `select` answers. */
  json(stored: string): string;
  /** The value in JSON form, of what `select` answers. */
  value(stored: string): Json;
}

const asItIs = (column: string): string => column;

const text: FieldStorage = {
  sqlType: 'text COLLATE "C"',
  carrier: 'text',
  encode: (value) => (typeof value === 'string' && !value.includes('\0') ? value : refuseValue(value, 'a text without NUL')),
  select: asItIs,
  json: (stored) => JSON.stringify(stored),
  value: (stored) => stored,
};

const plainText: FieldStorage = { ...text, json: (stored) => `"${stored}"` };

const integer: FieldStorage = {
  sqlType: 'bigint',
  carrier: 'bigint',
  encode: (value) => (typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : refuseValue(value, 'a whole number')),
  select: asItIs,
  json: (stored) => stored,
  value: Number,
};

const boolean: FieldStorage = {
  sqlType: 'boolean',
  carrier: 'boolean',
  encode: (value) => (typeof value === 'boolean' ? String(value) : refuseValue(value, 'true or false')),
  select: asItIs,
  json: (stored) => (stored === 't' ? 'true' : 'false'),
  value: (stored) => stored === 't',
};

/** JSON keeps the text that it was written as: `jsonb` would sort its keys and refuse an escaped NUL. */
const json: FieldStorage = {
  sqlType: 'text COLLATE "C"',
  carrier: 'text',
  encode: storedJson,
  select: asItIs,
  json: (stored) => stored,
  value: (stored) => JSON.parse(stored) as Json,
};

const texts: FieldStorage = {
  sqlType: 'text[] COLLATE "C"',
  carrier: 'text',
  encode: (value) => (isTexts(value) ? textArray(value) : refuseValue(value, 'a list of texts without NUL')),
  select: (column) => `array_to_json(${column})::text`,
  json: (stored) => stored,
  value: (stored) => JSON.parse(stored) as Json,
};

const storages: Readonly<Record<Exclude<FieldType, 'decimal' | 'money'>, FieldStorage>> = {
  text,
  longText: text,
  integer,
  boolean,
  date: plainText,
  datetime: plainText,
  select: text,
  multiSelect: texts,
  lookup: text,
  autonumber: text,
  email: text,
  url: text,
  json,
};

export function storageOf(field: FieldDescriptor): FieldStorage {
  return field.type === 'decimal' || field.type === 'money' ? scaledStorage(field.scale) : storages[field.type];
}

const scaledStorages = new Map<number, FieldStorage>();

/** Decimals of one scale as whole numbers of their last digit: exact, ordered, and as SQLite stores them. */
export function scaledStorage(scale: number): FieldStorage {
  let storage = scaledStorages.get(scale);
  if (storage === undefined) {
    storage = {
      sqlType: 'bigint',
      carrier: 'bigint',
      encode: (value) => unitsText(value, scale) ?? refuseValue(value, `a decimal of at most 18 digits, ${scale} of them after the point`),
      select: asItIs,
      json: (stored) => `"${unscaledText(stored, scale)}"`,
      value: (stored) => unscaledText(stored, scale),
    };
    scaledStorages.set(scale, storage);
  }
  return storage;
}

function isTexts(value: Json): value is readonly string[] & Json {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && !each.includes('\0'));
}
