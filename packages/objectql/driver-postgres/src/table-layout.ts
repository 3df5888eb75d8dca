import { createHash } from 'node:crypto';
import { quoteName, wantedIndexes } from '@objectql/engine/sql';
import type { IndexLayout } from '@objectql/engine/sql';
import { fieldNamesOf, systemFields } from '@objectql/metadata';
import type { FieldDescriptor, Json, ObjectDescriptor } from '@objectql/metadata';
import { StoreFailure } from './errors.ts';
import { storageOf } from './field-storage.ts';
import type { FieldStorage, StoredText } from './field-storage.ts';

/** One field of an object as a column of its table. */
export interface Column {
  readonly name: string;
  /** The name as SQL has it. */
  readonly sql: string;
  readonly field: FieldDescriptor;
  readonly storage: FieldStorage;
  encode(value: Json): StoredText;
}

/**
 * The table of an object, shared by all tenants: `_tenant` first in its primary key and in every index, then one column per
 * field. Field names do not begin with an underscore.
 */
export interface TableLayout {
  readonly object: ObjectDescriptor;
  /** Schema and table, as SQL has them. */
  readonly table: string;
  /** `id` first, then the other system fields, then the object's own. */
  readonly columns: readonly Column[];
  /** The columns in the order in which records show their fields. */
  readonly shown: readonly Column[];
  column(name: string): Column;
}

/** Layouts of the objects of one schema, found by the object's identity. */
export class TableLayouts {
  readonly schema: string;
  readonly #known = new WeakMap<ObjectDescriptor, TableLayout>();

  constructor(schema: string) {
    this.schema = schema;
  }

  of(object: ObjectDescriptor): TableLayout {
    let layout = this.#known.get(object);
    if (layout === undefined) this.#known.set(object, (layout = makeLayout(object, this.schema)));
    return layout;
  }

  /** A table of the schema as SQL names it. */
  table(name: string): string {
    return `${quoteName(this.schema)}.${quoteName(name)}`;
  }
}

function makeLayout(object: ObjectDescriptor, schema: string): TableLayout {
  const fields: [string, FieldDescriptor][] = [...Object.entries(systemFields), ...Object.entries(object.fields)];
  const columns = fields.map(([name, field]) => columnOf(name, field));
  const byName = new Map(columns.map((column) => [column.name, column]));
  const shown = fieldNamesOf(object).flatMap((name) => byName.get(name) ?? []);
  return {
    object,
    table: `${quoteName(schema)}.${quoteName(object.name)}`,
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

/** Rows have room to be updated in place: an update that touches no index then writes none. */
const FILL = 90;

export function createTableSql({ table, columns }: TableLayout): string {
  const definitions = columns.map((column) => columnSql(column)).join(', ');
  return `CREATE TABLE ${table} ("_tenant" text COLLATE "C" NOT NULL, ${definitions}, PRIMARY KEY ("_tenant", "id")) WITH (fillfactor = ${FILL})`;
}

/** Required fields are NOT NULL and unique ones have unique indexes as a backstop only: the referee judges both before. */
export function columnSql(column: Column): string {
  return `${column.sql} ${column.storage.sqlType}${column.field.required === true ? ' NOT NULL' : ''}`;
}

/** The object's indexes, as PostgreSQL spells them. */
export function indexesOf(object: ObjectDescriptor, schema: string): readonly IndexLayout[] {
  return wantedIndexes(object).map((index) => {
    const name = shortName(index.name);
    const columns = index.order.map(({ field, descending }) => orderedBy(quoteName(field), { descending, nullable: field !== 'id' }));
    return Object.assign(index, { name, sql: `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteName(name)} ON ${quoteName(schema)}.${quoteName(object.name)} ("_tenant", ${columns.join(', ')})` });
  });
}

/**
 * Nulls first ascending and last descending. PostgreSQL has it the other way round and serves an order only from an index
 * that says the same of nulls, even of a column that has none; so all but `id`, which the primary key ends in, say it.
 */
export function orderedBy(sql: string, { descending, nullable }: { readonly descending: boolean; readonly nullable: boolean }): string {
  if (!nullable) return descending ? `${sql} DESC` : sql;
  return descending ? `${sql} DESC NULLS LAST` : `${sql} ASC NULLS FIRST`;
}

/** What PostgreSQL keeps of a name, in bytes. */
export const MOST_NAME_BYTES = 63;

/** A name that is kept whole: what is too long ends in a part of its hash. */
function shortName(name: string): string {
  if (Buffer.byteLength(name) <= MOST_NAME_BYTES) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${Buffer.from(name).subarray(0, MOST_NAME_BYTES - hash.length - 1).toString('utf8').replace(/\uFFFD$/u, '')}~${hash}`;
}
