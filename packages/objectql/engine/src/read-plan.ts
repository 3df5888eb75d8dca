import type { FieldDescriptor, ObjectDescriptor } from '@objectql/metadata';
import type { Expr } from '@objectql/expression';

/**
 * A query planned over a caller's readable view: names are resolved, predicate and masks are in it, nothing is left to
 * decide but arguments. Immutable and long-lived: drivers compile it once and keep what they compiled by its identity.
 */
export interface ReadPlan {
  readonly object: ObjectDescriptor;
  readonly columns: readonly ReadColumn[];
  /** Row predicate and filter. */
  readonly where: Expr;
  /** Ends in `id`, so the order is total. Nulls come first ascending and last descending. */
  readonly order: readonly ReadOrder[];
  /**
   * Start after the row with these values of `order`, given as the last arguments (one per order term, in order): index of
   * the first of them. Absent: from the start.
   */
  readonly after?: number;
  /** At most this many rows. */
  readonly limit: number;
  /** Answer the order values of the last row as well, for a cursor; they are masked like everything else. */
  readonly cursor: boolean;
  /** Ask for the number of matching rows instead (columns, order, after and limit are ignored). */
  readonly count: boolean;
  /** The set of descriptors that it was made over, by identity: a store whose names have changed since sends it back. */
  readonly schema?: object;
}

export interface ReadColumn {
  readonly name: string;
  readonly field: FieldDescriptor;
  /** `TRUE`, or for which rows the value may be seen; elsewhere it reads null and the name is listed under `_masked`. */
  readonly mask: Expr;
  /** A lookup whose target is not readable in every row: the target's row predicate; where it is not true the value reads null (and is not listed). */
  readonly target?: { readonly object: ObjectDescriptor; readonly rows: Expr };
  /** The lookup is answered as the target's record (or null) instead of its id. */
  readonly expand?: { readonly object: ObjectDescriptor; readonly rows: Expr; readonly columns: readonly ReadColumn[] };
}

export interface ReadOrder {
  /** The field as the caller sees it: masked fields are a `choose`. */
  readonly by: Expr;
  readonly descending: boolean;
}

/**
 * Answer of a read: each row as JSON text in the plan's column order, ready to be sent. `_masked` (an array of field
 * names) follows the columns in rows where a mask hid something, and is absent elsewhere.
 */
export interface ReadResult {
  readonly rows: readonly string[];
  /** The revision of the last row: what an ETag of a single record rests on. 0 without rows. */
  readonly revision: number;
  /** JSON text of the last row's order values, where the plan asks for a cursor; null without rows. */
  readonly last: string | null;
  /** With `count`. */
  readonly total?: number;
}
