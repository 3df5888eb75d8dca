import { quoteName, wantedIndexes } from '@objectql/engine/sql';
import type { IndexLayout } from '@objectql/engine/sql';
import { fieldNamesOf, systemFields } from '@objectql/metadata';
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
  /** The columns in the order in which records show their fields. */
  readonly shown: readonly Column[];
  column(name: string): Column;
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
  const shown = fieldNamesOf(object).flatMap((name) => byName.get(name) ?? []);
  return {
    object,
    table: quoteName(object.name),
    columns,
    shown,
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

/** The object's indexes, as SQLite spells them. */
export function indexesOf(object: ObjectDescriptor): readonly IndexLayout[] {
  return wantedIndexes(object).map((index) => {
    const columns = index.order.map(({ field, descending }) => `${quoteName(field)}${descending ? ' DESC' : ''}`);
    return Object.assign(index, { sql: `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteName(index.name)} ON ${quoteName(object.name)} (${columns.join(', ')})` });
  });
}
