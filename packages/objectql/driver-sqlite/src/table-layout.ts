import { quoteName } from '@objectql/engine/sql';
import { systemFields } from '@objectql/metadata';
import type { FieldDescriptor, Json, ObjectDescriptor } from '@objectql/metadata';
import type { SqliteTraits } from './connection.ts';
import { StoreFailure } from './errors.ts';
import { storageOf } from './field-storage.ts';
import type { FieldStorage, StoredValue } from './field-storage.ts';

/** One field of an object as a column of its table. */
export interface Column {
  readonly name: string;
  /** The name as SQL has it. */
  readonly sql: string;
  readonly field: FieldDescriptor;
  readonly storage: FieldStorage;
  encode(value: Json): StoredValue;
}

/**
 * The table of an object: one STRICT table, one column per field, `id` as text primary key. A rowid table, not WITHOUT
 * ROWID: lists read a fifth faster, and gets and inserts cost the same. One more column, `_place`, says where in the journal
 * the row's last change is; no field is named like it.
 */
export interface TableLayout {
  readonly object: ObjectDescriptor;
  /** The table's name as SQL has it. */
  readonly table: string;
  /** `id` first, then the other system fields, then the object's own. */
  readonly columns: readonly Column[];
  column(name: string): Column;
}

export interface IndexLayout {
  readonly name: string;
  readonly unique: boolean;
  readonly fields: readonly string[];
  /** Its columns, `id` at the end where it was added. */
  readonly order: readonly { readonly field: string; readonly descending: boolean }[];
  readonly sql: string;
}

const layouts = new WeakMap<ObjectDescriptor, TableLayout>();

export function layoutOf(object: ObjectDescriptor): TableLayout {
  const known = layouts.get(object);
  if (known !== undefined) return known;
  const layout = makeLayout(object);
  layouts.set(object, layout);
  return layout;
}

function makeLayout(object: ObjectDescriptor): TableLayout {
  const fields: [string, FieldDescriptor][] = [...Object.entries(systemFields), ...Object.entries(object.fields)];
  const columns = fields.map(([name, field]) => columnOf(name, field));
  const byName = new Map(columns.map((column) => [column.name, column]));
  return {
    object,
    table: quoteName(object.name),
    columns,
    column(name) {
      const column = byName.get(name);
      if (column === undefined) throw new StoreFailure('FIELD_NOT_STORED', [`${object.name}.${name}`]);
      return column;
    },
  };
}

function columnOf(name: string, field: FieldDescriptor): Column {
  const storage = storageOf(field);
  return { name, sql: quoteName(name), field, storage, encode: (value) => (value === null ? null : storage.encode(value)) };
}

export function createTableSql(layout: TableLayout, traits: SqliteTraits): string {
  const definitions = layout.columns.map((column) => (column.name === 'id' ? '"id" TEXT PRIMARY KEY NOT NULL' : columnSql(column, traits)));
  return `CREATE TABLE ${layout.table} (${definitions.join(', ')}, "_place" INTEGER) STRICT`;
}

/** Required fields are NOT NULL and unique ones have unique indexes as a backstop only: the referee judges both before. */
export function columnSql(column: Column, { altersNotNull }: SqliteTraits): string {
  return `${column.sql} ${column.storage.sqlType}${column.field.required === true && altersNotNull ? ' NOT NULL' : ''}`;
}

/**
 * The indexes that the descriptor asks for, and one for each lookup, unless another begins with its field. Every one that is
 * not unique ends in `id`, which is how the engine makes an order total, so that a list comes straight from its index.
 */
export function indexesOf(object: ObjectDescriptor): readonly IndexLayout[] {
  const declared = object.indexes.map((index) => indexLayout(object, index.fields, index.unique === true));
  const leading = new Set(object.indexes.map((index) => bare(index.fields[0] ?? '')));
  const single = Object.entries(object.fields).flatMap(([name, field]) => {
    if (field.unique === true) return [indexLayout(object, [name], true)];
    return (field.index === true || field.type === 'lookup') && !leading.has(name) ? [indexLayout(object, [name], false)] : [];
  });
  return [...new Map([...declared, ...single].map((index) => [index.name, index])).values()];
}

function indexLayout(object: ObjectDescriptor, fields: readonly string[], unique: boolean): IndexLayout {
  const last = fields.at(-1) ?? '';
  const total = unique || bare(last) === 'id' ? fields : [...fields, 'id'];
  const order = total.map((field) => ({ field: bare(field), descending: field.startsWith('-') }));
  const columns = order.map(({ field, descending }) => `${quoteName(field)}${descending ? ' DESC' : ''}`);
  const name = `${unique ? 'unique' : 'index'}:${object.name}:${fields.join(':')}`;
  return {
    name,
    unique,
    fields: fields.map(bare),
    order,
    sql: `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${quoteName(name)} ON ${quoteName(object.name)} (${columns.join(', ')})`,
  };
}

function bare(field: string): string {
  return field.startsWith('-') ? field.slice(1) : field;
}
