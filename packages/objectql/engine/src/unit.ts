import type { Json, Key, Row } from '@objectql/metadata';
import type { Expr } from '@objectql/expression';
import type { JournalChange } from './journal-entry.ts';
import type { WriteScope } from './scope.ts';

/**
 * A unit of work: everything that one call changes, as data. It commits whole or leaves no trace.
 *
 * The referee adds to every unit what the descriptors say (key absent on insert, references exist, unique values free,
 * nobody refers to what is deleted, autonumbers); `checks` are what the decision itself rested on beyond that.
 */
export interface Unit {
  readonly writes: readonly Write[];
  readonly checks: readonly Check[];
}

/** A closed union; a new kind of write is a decision record, not a case. */
export type Write =
  /**
   * A complete row but for autonumbers and system fields, which the referee sets. `fresh`: the id is a UUID made for this write,
   * so no record is looked for that has it already; should there be one after all, the driver's own key finds it.
   */
  | { readonly op: 'insert'; readonly key: Key; readonly row: Row; readonly fresh?: boolean }
  /** Sets these fields; `revision` where the decision rested on one. */
  | { readonly op: 'update'; readonly key: Key; readonly set: Row; readonly revision?: number }
  /** Adds exact numbers (integer or decimal strings) without advancing the revision that people edit against: roll-ups, counters. */
  | { readonly op: 'add'; readonly key: Key; readonly add: Readonly<Record<string, string>> }
  | { readonly op: 'delete'; readonly key: Key; readonly revision?: number };

/** What must be true when the unit commits, judged in the unit's turn over the units accepted before it. */
export type Check =
  | { readonly kind: 'revision'; readonly key: Key; readonly revision: number }
  | { readonly kind: 'exists' | 'absent'; readonly key: Key }
  /** The predicate is true of the row as it is `before` or `after` this unit's writes. */
  | { readonly kind: 'holds'; readonly key: Key; readonly predicate: Expr; readonly args: readonly Json[]; readonly when: 'before' | 'after'; readonly message: string }
  /** No row of `object` has `field` equal to `equals` (null equals nothing). */
  | { readonly kind: 'none'; readonly object: string; readonly field: string; readonly equals: Json };

/** The caller's name for one command, unique per (tenant, principal, key). `digest` covers operation and payload: the same key with another digest is refused. */
export interface Command {
  readonly key: string;
  readonly digest: string;
}

/**
 * A row as a unit left it, for answering and for publishers. `after` is null for a delete. For an update `before` and
 * `after` are complete rows; the journal stores only what differs.
 */
export interface Change {
  readonly op: 'insert' | 'update' | 'add' | 'delete';
  readonly key: Key;
  readonly before: Row | null;
  readonly after: Row | null;
}

/**
 * A decision on its way to the store. `decide` must be pure and synchronous: it reads rows through the view only, may be
 * run any number of times, each time over the rows as the units before it in the group left them, and has no effect but
 * its result. `keys` names the rows that it will surely read, so that one load brings them; a row it asks for beyond them
 * is loaded and `decide` is run again (so `decide` must not catch what the view throws). Rows that the writes themselves
 * touch or refer to need no mention: an attempt that reads nothing gives no keys and is judged with a single load.
 */
export interface Attempt {
  readonly scope: WriteScope;
  readonly keys: readonly Key[];
  /** The caller's key for this command. Known before anything is decided: a second attempt with the same key is answered, neither decided nor applied. */
  readonly command?: Command;
  decide(view: RowView): Decision;
  /** Judge and answer as if committed, but leave no trace. */
  readonly dryRun?: boolean;
}

export type Decision = { readonly unit: Unit; readonly reply: Json | null } | { readonly rejection: Rejection };

/** Rows as a unit sees them in its turn. */
export interface RowView {
  /** The complete row, or null where there is none. */
  get(key: Key): Row | null;
  /** The id of the record that holds these values in a unique index, or null. `values` follow `fields`; null among them never matches. */
  holder(object: string, fields: readonly string[], values: readonly Json[]): string | null;
  /** How many records of `object` have `field` equal to `id`, counted up to 1. */
  referenced(object: string, field: string, id: string): boolean;
}

/** Why a unit was not accepted: an expected outcome, not an exception. */
export interface Rejection {
  readonly code: string;
  readonly category: 'invalid' | 'stale' | 'forbidden' | 'not_found' | 'conflict' | 'locked' | 'limited';
  readonly message: string;
  /** Every problem at once where there are several. */
  readonly issues?: readonly { readonly path: string; readonly code: string; readonly message: string; readonly hint?: string }[];
  readonly hint?: string;
}

/** What became of an attempt. */
export type Outcome = AcceptedOutcome | { readonly accepted: false; readonly rejection: Rejection };

/** `replayed`: the command key was known; `reply` and `seq` are those of the first time and `changes` is empty. */
export interface AcceptedOutcome {
  readonly accepted: true;
  readonly seq: number;
  readonly changes: readonly Change[];
  /** What the journal says of each of the changes: its texts can be sent as they are. Empty where it says nothing. */
  readonly journalled: readonly JournalChange[];
  readonly reply: Json | null;
  readonly replayed: boolean;
}
