import { sqlOf, sqliteDialect } from '@objectql/expression';
import type { Expr, FieldExpr, SqliteDialect } from '@objectql/expression';
import type { ObjectDescriptor } from '@objectql/metadata';
import { storedObject } from './row-loader.ts';
import { layoutOf } from './table-layout.ts';
import type { TableLayout } from './table-layout.ts';

/**
 * One FROM clause of a statement: a table under an alias, and a LEFT JOIN on the primary key for each lookup that an
 * expression goes through. All scopes of a statement share its placeholders and its aliases.
 */
export class QueryScope {
  readonly alias: string;
  readonly layout: TableLayout;
  readonly dialect: SqliteDialect;
  readonly #objects: ReadonlyMap<string, ObjectDescriptor>;
  readonly #aliases: { next: number };
  readonly #joins = new Map<string, { readonly alias: string; readonly layout: TableLayout; readonly sql: string }>();

  constructor(object: ObjectDescriptor, objects: ReadonlyMap<string, ObjectDescriptor>, outer?: QueryScope) {
    this.#objects = objects;
    this.#aliases = outer === undefined ? { next: 0 } : outer.#aliases;
    this.alias = this.#alias();
    this.layout = layoutOf(object);
    const column = (field: FieldExpr): string => this.#field(field);
    this.dialect = outer === undefined ? sqliteDialect({ column }) : { ...outer.dialect, column };
  }

  /** A scope inside this one, for a subquery over the record that a lookup leads to. */
  inner(object: ObjectDescriptor): QueryScope {
    return new QueryScope(object, this.#objects, this);
  }

  /** A column of the scope's own table. */
  column(name: string): string {
    return `${this.alias}.${this.layout.column(name).sql}`;
  }

  condition(expr: Expr): string {
    return sqlOf(expr, this.dialect);
  }

  /** The FROM clause; ask for it when every expression has been written. */
  from(): string {
    return [`${this.layout.table} AS ${this.alias}`, ...[...this.#joins.values()].map(({ sql }) => sql)].join(' ');
  }

  #field(field: FieldExpr): string {
    if (field.via === undefined) return this.column(field.name);
    const { alias, layout } = this.#join(field.via.field, field.via.object);
    return `${alias}.${layout.column(field.name).sql}`;
  }

  #join(lookup: string, object: string): { readonly alias: string; readonly layout: TableLayout } {
    let join = this.#joins.get(lookup);
    if (join === undefined) {
      const alias = this.#alias();
      const layout = layoutOf(storedObject(this.#objects, object));
      join = { alias, layout, sql: `LEFT JOIN ${layout.table} AS ${alias} ON ${alias}."id" = ${this.column(lookup)}` };
      this.#joins.set(lookup, join);
    }
    return join;
  }

  #alias(): string {
    return `t${this.#aliases.next++}`;
  }
}
