import type { QueryScope, SqlTables } from '@objectql/engine/sql';
import { postgresDialect } from '@objectql/expression';
import type { ObjectDescriptor } from '@objectql/metadata';
import { StoreFailure } from './errors.ts';
import type { TableLayout, TableLayouts } from './table-layout.ts';

export type PostgresScope = QueryScope<TableLayout>;

/** The placeholder of the tenant, in every statement over rows. */
export const TENANT = '$1::text';

/** The objects of a store and where they lie. */
export interface StoredObjects {
  readonly layouts: TableLayouts;
  readonly objects: ReadonlyMap<string, ObjectDescriptor>;
}

/** Statements over these objects, as PostgreSQL spells them: whatever table they read, they read the tenant's rows of it. */
export function postgresTables({ layouts, objects }: StoredObjects): SqlTables<TableLayout> {
  return {
    layoutOf: (object) => layouts.of(object),
    object: (name) => storedObject(objects, name),
    dialect: (options) => postgresDialect(options, 1),
    hasId: (alias, id) => `${ofTenant(alias)} AND ${alias}."id" = ${id}`,
  };
}

/** The condition that the row under the alias is the tenant's: the first wall, of which row-level security is the second. */
export function ofTenant(alias: string): string {
  return `${alias}."_tenant" = ${TENANT}`;
}

export function storedObject(objects: ReadonlyMap<string, ObjectDescriptor>, name: string): ObjectDescriptor {
  const object = objects.get(name);
  if (object === undefined) throw new StoreFailure('OBJECT_NOT_STORED', [name]);
  return object;
}
