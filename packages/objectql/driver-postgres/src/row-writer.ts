import type { Change } from '@objectql/engine';
import type { Json, ObjectDescriptor, Row } from '@objectql/metadata';
import { arrayOf } from './array-text.ts';
import { TENANT, ofTenant } from './postgres-tables.ts';
import { statement } from './statement.ts';
import type { Ask, Statement } from './statement.ts';
import type { Column, TableLayout } from './table-layout.ts';

/** A statement, and how many rows it writes: every update and delete names the revisions that it was judged on. */
export interface WriteAsk extends Ask {
  readonly op: string;
  readonly object: ObjectDescriptor;
  readonly rows: number;
}

/**
 * A write that fails unless it meets as many rows as the expression says: it divides by zero, so that a commit may travel
 * with it. A row that is not there at its revision is a broken lock, not a conflict.
 */
export function exactly(rows: string, write: string): string {
  return `WITH written AS (${write} RETURNING 1) SELECT 1 / (count(*) = ${rows})::int FROM written`;
}

/** Sets of columns that updates of one object have statements for, before one of all columns serves them. */
const SETS_KEPT = 32;

/** Turns changes of one object into statements over sets of rows; made once for each store and object. */
export class RowWriter {
  readonly #layout: TableLayout;
  readonly #tenant: string;
  readonly #insert: Statement;
  readonly #delete: Statement;
  readonly #updates = new Map<string, Update>();

  constructor(layout: TableLayout, tenant: string) {
    this.#layout = layout;
    this.#tenant = tenant;
    const { table, columns } = layout;
    this.#insert = statement(
      `INSERT INTO ${table} ("_tenant", ${columns.map(({ sql }) => sql).join(', ')})
       SELECT ${TENANT}, ${columns.map(valueOf).join(', ')} FROM unnest(${arrays(columns, 2)}) AS v(${names(columns)})`,
    );
    this.#delete = statement(
      exactly('cardinality($2::text[])', `DELETE FROM ${table} AS t USING unnest($2::text[], $3::bigint[]) AS v("id", "revision") WHERE ${ofTenant('t')} AND t."id" = v."id" AND t."revision" = v."revision"`),
    );
  }

  insert(rows: readonly Row[]): WriteAsk {
    return this.#write('insert', this.#insert, { rows: rows.length, values: encoded(this.#layout.columns, rows) });
  }

  delete(rows: readonly Row[]): WriteAsk {
    return this.#write('delete', this.#delete, { rows: rows.length, values: [idsOf(rows), revisionsOf(rows)] });
  }

  /** Null where nothing that is stored differs. */
  update(changes: readonly { readonly before: Row; readonly after: Row }[]): WriteAsk | null {
    const columns = this.#layout.columns.filter(({ name }) => changes.some(({ before, after }) => !sameValue(before[name] ?? null, after[name] ?? null)));
    if (columns.length === 0) return null;
    const update = this.#update(columns);
    const before = changes.map((change) => change.before);
    const after = encoded(update.columns, changes.map((change) => change.after));
    return this.#write('update', update.statement, { rows: changes.length, values: [idsOf(before), revisionsOf(before), ...after] });
  }

  #update(changed: readonly Column[]): Update {
    const key = changed.map(({ name }) => name).join();
    const known = this.#updates.get(key);
    if (known !== undefined) return known;
    const all = this.#layout.columns.filter(({ name }) => name !== 'id');
    if (this.#updates.size >= SETS_KEPT && changed.length < all.length) return this.#update(all);
    const made = { columns: changed, statement: statement(updateSql(this.#layout, changed)) };
    this.#updates.set(key, made);
    return made;
  }

  #write(op: string, write: Statement, { rows, values }: { readonly rows: number; readonly values: readonly string[] }): WriteAsk {
    return { op, object: this.#layout.object, rows, statement: write, values: [this.#tenant, ...values] };
  }
}

interface Update {
  readonly columns: readonly Column[];
  readonly statement: Statement;
}

function updateSql({ table }: TableLayout, columns: readonly Column[]): string {
  const sets = columns.map((column, index) => `${column.sql} = ${valueOf(column, index)}`).join(', ');
  const write = `UPDATE ${table} AS t SET ${sets} FROM unnest($2::text[], $3::bigint[], ${arrays(columns, 4)}) AS v("id", "was", ${names(columns)})
    WHERE ${ofTenant('t')} AND t."id" = v."id" AND t."revision" = v."was"`;
  return exactly('cardinality($2::text[])', write);
}

function arrays(columns: readonly Column[], first: number): string {
  return columns.map(({ storage }, index) => `$${index + first}::${storage.carrier}[]`).join(', ');
}

function names(columns: readonly Column[]): string {
  return columns.map((_column, index) => `v${index}`).join(', ');
}

function valueOf({ storage }: Column, index: number): string {
  return storage.sqlType.startsWith('text[]') ? `v.v${index}::text[]` : `v.v${index}`;
}

function encoded(columns: readonly Column[], rows: readonly Row[]): readonly string[] {
  return columns.map((column) => arrayOf(rows.map((row) => column.encode(row[column.name] ?? null)), column.storage.carrier));
}

function idsOf(rows: readonly Row[]): string {
  return arrayOf(rows.map((row) => row['id'] as string), 'text');
}

function revisionsOf(rows: readonly Row[]): string {
  return arrayOf(rows.map((row) => JSON.stringify(row['revision'])), 'bigint');
}

function sameValue(before: Json, after: Json): boolean {
  if (before === after) return true;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return false;
  return JSON.stringify(before) === JSON.stringify(after);
}

/** Changes by their object, in order of first appearance. */
export function byObject(changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> {
  return Map.groupBy(changes, ({ key }) => key.object);
}
