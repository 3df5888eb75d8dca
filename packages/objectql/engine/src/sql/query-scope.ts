import { sqlOf } from '@objectql/expression';
import type { BindingDialect, Expr, FieldExpr } from '@objectql/expression';
import type { ObjectDescriptor } from '@objectql/metadata';

/** An object's table as statements name it. */
export interface SqlTable {
  readonly table: string;
  column(name: string): { readonly sql: string };
}

/** What a statement must know of one database: its tables, its spelling, and how a row is found by its id. */
export interface SqlTables<Table extends SqlTable> {
  layoutOf(object: ObjectDescriptor): Table;
  /** The object of that name, as the store holds it; throws where there is none. */
  object(name: string): ObjectDescriptor;
  dialect(options: { column(field: FieldExpr): string }): BindingDialect;
  /** The condition that the row under the alias is the one with this id. */
  hasId(alias: string, id: string): string;
}

/**
 * One FROM clause of a statement: a table under an alias, and a LEFT JOIN on the primary key for each lookup that an
 * expression goes through. All scopes of a statement share its placeholders and its aliases.
 */
export class QueryScope<Table extends SqlTable> {
  readonly alias: string;
  readonly layout: Table;
  readonly dialect: BindingDialect;
  readonly #tables: SqlTables<Table>;
  readonly #aliases: { next: number };
  readonly #joins = new Map<string, { readonly alias: string; readonly layout: Table; readonly sql: string }>();

  constructor(object: ObjectDescriptor, tables: SqlTables<Table>, outer?: QueryScope<Table>) {
    this.#tables = tables;
    this.#aliases = outer === undefined ? { next: 0 } : outer.#aliases;
    this.alias = this.#alias();
    this.layout = tables.layoutOf(object);
    const column = (field: FieldExpr): string => this.#field(field);
    this.dialect = outer === undefined ? tables.dialect({ column }) : { ...outer.dialect, column };
  }

  /** The table's own alias and those of the joins; ask for them when every expression has been written. */
  aliases(): readonly string[] {
    return [this.alias, ...[...this.#joins.values()].map(({ alias }) => alias)];
  }

  /** A scope inside this one, over the record that a lookup leads to. */
  inner(object: ObjectDescriptor): QueryScope<Table> {
    return new QueryScope(object, this.#tables, this);
  }

  /** A column of the scope's own table. */
  column(name: string): string {
    return `${this.alias}.${this.layout.column(name).sql}`;
  }

  /** The condition that the scope's own row is the one with this id. */
  hasId(id: string): string {
    return this.#tables.hasId(this.alias, id);
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

  #join(lookup: string, object: string): { readonly alias: string; readonly layout: Table } {
    let join = this.#joins.get(lookup);
    if (join === undefined) {
      const alias = this.#alias();
      const layout = this.#tables.layoutOf(this.#tables.object(object));
      join = { alias, layout, sql: `LEFT JOIN ${layout.table} AS ${alias} ON ${this.#tables.hasId(alias, this.column(lookup))}` };
      this.#joins.set(lookup, join);
    }
    return join;
  }

  #alias(): string {
    return `t${this.#aliases.next++}`;
  }
}
