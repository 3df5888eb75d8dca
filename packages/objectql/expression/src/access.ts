import type { Expr } from './expr.ts';

/**
 * What one set of permissions lets a caller do with one object for one verb, as expressions. Compiled once per (metadata
 * version, permission set); equal questions get the identical object, so plans are cached by identity.
 */
export interface Access {
  readonly object: string;
  readonly verb: string;
  /** The records it speaks of: a record for which this is not true does not exist for the caller. */
  readonly rows: Expr;
  /**
   * The fields it speaks of and for which of those records: `TRUE` for all of them. A field that is not a key does not
   * exist for the caller. System fields are always keys; for writes only fields that may be given are.
   */
  readonly fields: ReadonlyMap<string, Expr>;
}

/** A caller's rights under one metadata version: roles' rules, narrowed by delegation and token. Memoised; compare by identity. */
export interface Rights {
  /** Undefined: the caller may not do this with any record of the object. */
  of(object: string, verb: string): Access | undefined;
  /**
   * The records for which an explicit deny forbids the verb; `FALSE` where there is none. `of` already leaves them out; who
   * allows a verb on other grounds than `of` (a role that a flow's guard names) must leave them out too. Unknown is denied.
   */
  denied(object: string, verb: string): Expr;
  /** The caller holds this role (a delegation that leaves the role out takes it away). */
  holds(role: string): boolean;
}
