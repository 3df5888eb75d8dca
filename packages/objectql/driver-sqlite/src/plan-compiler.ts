import { isTrue, sqliteBinder } from '@objectql/expression';
import type { Actor, SqliteValue } from '@objectql/expression';
import type { ReadPlan } from '@objectql/engine';
import { QueryScope, cursorPlaces, orderTerm, segmentsAfter } from '@objectql/engine/sql';
import type { OrderTerm } from '@objectql/engine/sql';
import type { Json, ObjectDescriptor } from '@objectql/metadata';
import { isBounded } from './bounded-plan.ts';
import type { SqliteTraits } from './connection.ts';
import { scaledStorage } from './field-storage.ts';
import { rowJson } from './json-projection.ts';
import { inTime } from './read-clock.ts';
import { sqliteTables } from './sqlite-tables.ts';
import type { SqliteScope } from './sqlite-tables.ts';

/** A plan as SQL. All its statements share their placeholders, so values are found once. */
export interface CompiledRead {
  /** How the values of the placeholders are found, in order. */
  readonly binders: readonly ((args: readonly Json[], actor: Actor) => SqliteValue)[];
  /**
   * To be run one after the other until the limit is reached; all but the first have one placeholder more, for what is left
   * of it. Each row: JSON text, `mark`.
   */
  readonly segments: readonly string[];
  /** What the mark is: the row's revision, or for plans with a cursor the rowid for `tail`. */
  readonly mark: 'revision' | 'rowid';
  /** Whether its rows look at the clock. */
  readonly timed: boolean;
  /** Revision and cursor of the row with a rowid (one placeholder more): asked once per page, where a column would be made for each row. */
  readonly tail: string;
}

type Objects = ReadonlyMap<string, ObjectDescriptor>;

/** The store that a plan is compiled for. */
export interface CompiledFor {
  readonly objects: Objects;
  readonly traits: SqliteTraits;
  /** Whether its connection has a `ReadClock`. */
  readonly timed: boolean;
}

/** `nulls` says which values of the cursor to start after are null: a comparison with null is another condition, not another value. */
export function compileRead(plan: ReadPlan, nulls: readonly boolean[], store: CompiledFor): CompiledRead {
  const timed = store.timed && !isBounded(plan);
  const scope = new QueryScope(plan.object, sqliteTables(store.objects));
  const terms = plan.order.map((order) => orderTerm(order, scope.dialect));
  const row = rowJson(plan.columns, scope, store.traits);
  const rows = conditionsOf(plan, scope, timed);
  const starts = plan.after === undefined ? [null] : segmentsAfter(terms, cursorPlaces(terms, scope.dialect, { first: plan.after, nulls }));
  const { bindings } = scope.dialect;
  const last = `?${bindings.length + 1}`;
  const mark = plan.cursor ? `${scope.alias}._rowid_` : scope.column('revision');
  const from = scope.from();
  return {
    binders: bindings.map(sqliteBinder),
    // `LIMIT ?` alone would have SQLite look at the value and prepare the statement anew for each execution.
    segments: starts.map((start, index) => {
      const limit = index === 0 ? plan.limit : `${last} + 0`;
      return `SELECT ${row}, ${mark} FROM ${from}${whereAll(start === null ? rows : [...rows, start])} ORDER BY ${orderBy(terms)} LIMIT ${limit}`;
    }),
    mark: plan.cursor ? 'rowid' : 'revision',
    timed,
    tail: `SELECT ${scope.column('revision')}, json_array(${terms.map(termJson).join(', ')}) FROM ${from} WHERE ${scope.alias}._rowid_ = ${last}`,
  };
}

/** The number of rows that match, and no placeholder beside the plan's own. */
export function compileCount(plan: ReadPlan, store: Omit<CompiledFor, 'traits'>): Pick<CompiledRead, 'binders' | 'timed'> & { readonly sql: string } {
  const timed = store.timed && !isBounded(plan);
  const scope = new QueryScope(plan.object, sqliteTables(store.objects));
  const rows = conditionsOf(plan, scope, timed);
  return { sql: `SELECT count(*) FROM ${scope.from()}${whereAll(rows)}`, binders: scope.dialect.bindings.map(sqliteBinder), timed };
}

/** The order of every expression is written by now. Rows that are joined look at the clock too: SQLite may begin with them. */
function conditionsOf({ where }: ReadPlan, scope: SqliteScope, timed: boolean): readonly string[] {
  const rows = isTrue(where) ? [] : [scope.condition(where)];
  return timed ? [...scope.aliases().map(inTime), ...rows] : rows;
}

function whereAll(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.map((condition) => `(${condition})`).join(' AND ')}`;
}

/** Nulls first ascending and last descending is what SQLite does when nothing is said. */
function orderBy(terms: readonly OrderTerm[]): string {
  return terms.map(({ sql, descending }) => (descending ? `${sql} DESC` : sql)).join(', ');
}

/** An order's value in its JSON form, inside `json_array`. */
function termJson({ sql, form }: OrderTerm): string {
  if (form.type === 'decimal') return scaledStorage(form.scale ?? 0).json(`(${sql})`);
  return form.type === 'boolean' ? `CASE ${sql} WHEN 1 THEN json('true') WHEN 0 THEN json('false') END` : sql;
}
