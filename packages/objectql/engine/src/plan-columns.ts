import { namesOf, unknownNames } from './names.ts';
import type { Shape } from './query.ts';
import { queryIssue } from './query-issue.ts';
import type { QueryIssue } from './query-issue.ts';
import type { ReadColumn } from './read-plan.ts';
import type { ReadableView } from './readable-view.ts';

export interface PlannedColumns {
  readonly columns: readonly ReadColumn[];
  readonly issues: readonly QueryIssue[];
}

/** The columns of a shape: `id` first, then as asked, then what is expanded without being asked for. */
export function columnsOf(view: ReadableView, { fields, expand }: Shape): PlannedColumns {
  const asked = fields === undefined ? view.names : namesOf(fields);
  const expanded = namesOf(expand);
  const names = new Set(['id', ...asked, ...expanded]);
  return {
    columns: [...names].flatMap((name) => view.column(name, expanded.includes(name)) ?? []),
    issues: [
      ...unknownNames(view, 'fields', asked),
      ...unknownNames(view, 'expand', expanded),
      ...expanded.filter((name) => view.has(name) && view.lookup(name) === undefined).map((name) => queryIssue('FIELD_NOT_EXPANDABLE', 'expand', name)),
    ],
  };
}
