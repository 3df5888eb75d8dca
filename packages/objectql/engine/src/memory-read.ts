import { compareDecimals, compareText, compilePredicate, compileValue } from '@objectql/expression';
import type { Actor, Expr, ExprType, Related } from '@objectql/expression';
import type { Json, Row } from '@objectql/metadata';
import type { MemoryTable } from './memory-table.ts';
import type { ReadOrder, ReadPlan, ReadResult } from './read-plan.ts';
import { rowRenderer } from './row-renderer.ts';

type Tables = ReadonlyMap<string, MemoryTable>;
type Values = readonly Json[];

export interface ReadGiven {
  readonly args: readonly Json[];
  readonly actor: Actor;
  /** Called for each row that is looked at; what it throws ends the read. */
  readonly visit?: () => void;
}

/** What a plan means, said in the plainest way: filter all rows, sort them, cut, render. Drivers are compared with this. */
export function readTables(tables: Tables, plan: ReadPlan, { args, actor, visit }: ReadGiven): ReadResult {
  const related: Related = (object, id) => tables.get(object)?.rows.get(id) ?? null;
  const where = compilePredicate(plan.where);
  const found = [...(tables.get(plan.object.name)?.rows.values() ?? [])].filter((row) => {
    visit?.();
    return where(row, actor, args, related);
  });
  if (plan.count) return { rows: [], revision: 0, last: null, total: found.length };
  const by = plan.order.map((term) => compileValue(term.by));
  const start = plan.after === undefined ? null : args.slice(plan.after, plan.after + plan.order.length);
  const sorted = found
    .map((row) => ({ row, values: by.map((value) => value(row, actor, args, related)) }))
    .filter(({ values }) => start === null || compareValues(plan.order, values, start) > 0)
    .toSorted((a, b) => compareValues(plan.order, a.values, b.values))
    .slice(0, plan.limit);
  const last = sorted.at(-1);
  const render = rowRenderer(plan.columns);
  return {
    rows: sorted.map(({ row }) => render(row, actor, related)),
    revision: Number(last?.row['revision'] ?? 0),
    last: plan.cursor && last !== undefined ? JSON.stringify(last.values) : null,
  };
}

/** Nulls come first ascending and last descending. */
function compareValues(order: readonly ReadOrder[], left: Values, right: Values): number {
  for (const [index, { by, descending }] of order.entries()) {
    const compared = compareNullable(by, left[index] ?? null, right[index] ?? null);
    if (compared !== 0) return descending ? -compared : compared;
  }
  return 0;
}

function compareNullable({ type }: Expr, left: Json, right: Json): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  return compareTyped(type, left, right);
}

function compareTyped(type: ExprType, left: Json, right: Json): number {
  if (type === 'integer' || type === 'boolean') return Number(left) - Number(right);
  return type === 'decimal' ? compareDecimals(left as string, right as string) : compareText(left as string, right as string);
}

/** Rows as a lane or a view sees them. */
export function rowOf(tables: Tables, object: string, id: string): Row | null {
  return tables.get(object)?.rows.get(id) ?? null;
}
