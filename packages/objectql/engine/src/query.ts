import type { Json } from '@objectql/metadata';
import type { QueryIssue } from './query-issue.ts';
import type { ReadPlan, ReadResult } from './read-plan.ts';

/** Names as an array or as comma text. */
export type Names = readonly string[] | string;

/** What to show of each record. `id` is always shown; without `fields`, all that is readable. */
export interface Shape {
  readonly fields?: Names;
  /** Lookups to answer as the target's record, one level deep. */
  readonly expand?: Names;
}

export interface GetQuery extends Shape {
  readonly id: string;
}

export interface ListQuery extends Shape {
  readonly filter?: Json;
  /** `-amount,name`; a lookup's field as `customer.name`. Without one by `id`, which is the order of creation. */
  readonly sort?: Names;
  readonly limit?: number;
  readonly cursor?: string;
  /** Plan a count of all that match, too. */
  readonly count?: boolean;
}

export interface Refused {
  readonly ok: false;
  /** Every problem at once. */
  readonly issues: readonly QueryIssue[];
}

export type PlannedGet = Refused | { readonly ok: true; readonly plan: ReadPlan; readonly args: readonly Json[] };

export type PlannedList = Refused | PlannedPage;

export interface PlannedPage {
  readonly ok: true;
  readonly plan: ReadPlan;
  readonly args: readonly Json[];
  /** With `count`: how many match in all, wherever the page starts; to be read with the same arguments. */
  readonly countPlan?: ReadPlan;
  /** The cursor of the next page; null where this was not a full one. */
  cursorOf(result: ReadResult): string | null;
}

/** Rows of a list without `limit`, and the most that one may ask for. */
export const pageLimits = { usual: 50, most: 500 } as const;
