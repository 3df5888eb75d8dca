import type { ReadPlan } from '@objectql/engine';
import { QueryScope, cursorPlaces, orderTerm, segmentsAfter } from '@objectql/engine/sql';
import type { OrderTerm } from '@objectql/engine/sql';
import { isTrue, postgresBinder } from '@objectql/expression';
import type { Actor } from '@objectql/expression';
import type { Json } from '@objectql/metadata';
import { scaledStorage } from './field-storage.ts';
import { ofTenant, postgresTables } from './postgres-tables.ts';
import type { PostgresScope, StoredObjects } from './postgres-tables.ts';
import { rowText } from './row-text.ts';
import type { RowText } from './row-text.ts';
import { SelectList } from './select-list.ts';
import { statement } from './statement.ts';
import type { Statement } from './statement.ts';
import { orderedBy } from './table-layout.ts';

type Binder = (args: readonly Json[], actor: Actor) => string | null;

/** A plan as one statement, and how its answer is read. The tenant is the first value, the binders' values follow. */
export interface CompiledRead {
  readonly statement: Statement;
  readonly binders: readonly Binder[];
  readonly row: RowText;
  /** Where in a row its revision is. */
  readonly revision: number;
  /** JSON text of the row's order values; null where no cursor is asked for. */
  readonly place: RowText | null;
}

/** `nulls` says which values of the cursor to start after are null: a comparison with null is another condition, not another value. */
export function compileRead(plan: ReadPlan, stored: StoredObjects, nulls: readonly boolean[]): CompiledRead {
  const scope = new QueryScope(plan.object, postgresTables(stored));
  const list = new SelectList();
  const row = rowText(plan.columns, scope, list);
  const revision = list.add(scope.column('revision'));
  const terms = plan.order.map((order) => orderTerm(order, scope.dialect));
  const place = plan.cursor ? placeText(terms, list) : null;
  const starts = plan.after === undefined ? [] : segmentsAfter(terms, cursorPlaces(terms, scope.dialect, { first: plan.after, nulls }));
  const rows = isTrue(plan.where) ? [] : [scope.condition(plan.where)];
  const text = starts.length > 1 ? pageText({ scope, list, rows, terms, starts, limit: plan.limit })
    : `${selectText({ scope, list, rows: [...rows, ...starts] })} ORDER BY ${terms.map((term) => ordered(term, scope)).join(', ')} LIMIT ${plan.limit}`;
  return { statement: statement(text), binders: scope.dialect.bindings.map(postgresBinder), row, revision, place };
}

export function compileCount(plan: ReadPlan, stored: StoredObjects): Pick<CompiledRead, 'statement' | 'binders'> {
  const scope = new QueryScope(plan.object, postgresTables(stored));
  const rows = isTrue(plan.where) ? [] : [scope.condition(plan.where)];
  return { statement: statement(`SELECT count(*) FROM ${scope.from()} WHERE ${conditions(scope, rows)}`), binders: scope.dialect.bindings.map(postgresBinder) };
}

interface Parts {
  readonly scope: PostgresScope;
  readonly list: SelectList;
  readonly rows: readonly string[];
}

function selectText({ scope, list, rows }: Parts, expressions: readonly string[] = list.expressions): string {
  return `SELECT ${expressions.join(', ')} FROM ${[scope.from(), ...list.joins].join(' ')} WHERE ${conditions(scope, rows)}`;
}

function conditions(scope: PostgresScope, rows: readonly string[]): string {
  return [ofTenant(scope.alias), ...rows.map((row) => `(${row})`)].join(' AND ');
}

/**
 * What follows a place, as of one moment: each segment of the order is one range of an index, cut at the limit, and their
 * number keeps them in order.
 */
function pageText({ scope, list, rows, terms, starts, limit }: Parts & { readonly terms: readonly OrderTerm[]; readonly starts: readonly string[]; readonly limit: number }): string {
  const outer = terms.map((term) => ordered(term, scope, `c${list.add(term.sql)}`)).join(', ');
  const named = list.expressions.map((sql, index) => `${sql} AS c${index}`);
  const order = terms.map((term) => ordered(term, scope)).join(', ');
  const segments = starts.map((start, index) => `(${selectText({ scope, list, rows: [...rows, start] }, [...named, `${index} AS segment`])} ORDER BY ${order} LIMIT ${limit})`);
  return `SELECT * FROM (${segments.join(' UNION ALL ')}) AS page ORDER BY segment, ${outer} LIMIT ${limit}`;
}

/** The term as it is spelled here, or under another name. A bare constant, which a field is that is never seen, would be refused. */
function ordered(term: OrderTerm, scope: PostgresScope, sql = term.sql): string {
  return orderedBy(sql === 'NULL' ? 'NULL::text' : sql, { descending: term.descending, nullable: term.sql !== scope.column('id') });
}

/** The order's values in their JSON form. */
function placeText(terms: readonly OrderTerm[], list: SelectList): RowText {
  const values = terms.map(({ sql, form }) => ({ at: list.add(sql), json: jsonOf(form) }));
  return (cells) => {
    const texts = values.map(({ at, json }) => {
      const stored = cells[at] ?? null;
      return stored === null ? 'null' : json(stored);
    });
    return `[${texts.join(',')}]`;
  };
}

function jsonOf({ type, scale }: OrderTerm['form']): (stored: string) => string {
  if (type === 'integer') return (stored) => stored;
  if (type === 'decimal') {
    const storage = scaledStorage(scale ?? 0);
    return (stored) => storage.json(stored);
  }
  return type === 'boolean' ? (stored) => (stored === 't' ? 'true' : 'false') : (stored) => JSON.stringify(stored);
}
