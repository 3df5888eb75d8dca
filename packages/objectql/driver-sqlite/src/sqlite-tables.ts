import type { QueryScope, SqlTables } from '@objectql/engine/sql';
import { sqliteDialect } from '@objectql/expression';
import type { ObjectDescriptor } from '@objectql/metadata';
import { storedObject } from './row-loader.ts';
import { layoutOf } from './table-layout.ts';
import type { TableLayout } from './table-layout.ts';

export type SqliteScope = QueryScope<TableLayout>;

/** Statements over these objects, as SQLite spells them. */
export function sqliteTables(objects: ReadonlyMap<string, ObjectDescriptor>): SqlTables<TableLayout> {
  return {
    layoutOf,
    object: (name) => storedObject(objects, name),
    dialect: sqliteDialect,
    hasId: (alias, id) => `${alias}."id" = ${id}`,
  };
}
