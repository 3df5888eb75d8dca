import { fieldExpr } from '@objectql/expression';
import type { Expr } from '@objectql/expression';
import { namesOf } from './names.ts';
import type { Names } from './query.ts';
import { queryIssue, unknownField } from './query-issue.ts';
import type { QueryIssue } from './query-issue.ts';
import type { ReadOrder } from './read-plan.ts';
import type { ReadableView } from './readable-view.ts';

export interface PlannedOrder {
  /** What a cursor says it is a place in. */
  readonly text: string;
  readonly terms: readonly ReadOrder[];
  readonly issues: readonly QueryIssue[];
}

/** A total order: what was asked for, each field once, up to `id`, which no two records share. */
export function orderOf(view: ReadableView, sort: Names | undefined): PlannedOrder {
  const terms = new Map<string, ReadOrder>();
  const issues: QueryIssue[] = [];
  for (const name of namesOf(sort)) {
    const descending = name.startsWith('-');
    const path = descending ? name.slice(1) : name;
    const by = sortable(view, path, issues);
    if (by !== null && !terms.has(path) && !terms.has('id')) terms.set(path, { by, descending });
  }
  if (!terms.has('id')) terms.set('id', { by: fieldExpr(view.object, 'id'), descending: false });
  const texts = terms.entries().map(([path, { descending }]) => (descending ? `-${path}` : path));
  return { text: `${view.object.name}:${[...texts].join(',')}`, terms: [...terms.values()], issues };
}

function sortable(view: ReadableView, path: string, issues: QueryIssue[]): Expr | null {
  const visible = view.visible(path);
  if (visible === undefined) issues.push(unknownField('sort', path, view.paths()));
  else if (visible.expr === null) issues.push(queryIssue('FIELD_NOT_FILTERABLE', 'sort', path));
  else if (visible.expr.type === 'json' || visible.expr.type === 'texts') issues.push(queryIssue('FIELD_NOT_SORTABLE', 'sort', path));
  else return visible.expr;
  return null;
}
