import type { Json, Key, ObjectDescriptor, Row } from '@objectql/metadata';
import type { JournalEntry, JournalHead } from './journal-entry.ts';
import type { ReadPlan, ReadResult } from './read-plan.ts';
import type { Scope } from './scope.ts';
import type { Change } from './unit.ts';

/**
 * What a database must do to hold one tenant's store. Small on purpose: everything that judges (referee, planner, policy)
 * stands above it and is shared. Every driver passes `testStoreContract`.
 */
export interface Driver {
  /** For messages: `sqlite`, `memory`. */
  readonly name: string;
  /**
   * Makes the store hold these objects: creates and adds; anything that could lose data is a fault, and then nothing has changed.
   * Also while the store is open: in the lane's turn, while reads go on over what was. `agree` is awaited when everything is done
   * and nothing is committed; where it rejects, all of it is undone.
   */
  migrate(objects: readonly ObjectDescriptor[], genesis: JournalHead, agree?: (extent: MigrationExtent) => Promise<void>): Promise<void>;
  /**
   * Committed rows only, as of one moment. `args` are the plan's parameters; actor attributes come from the scope.
   * Concurrent with a lane.
   */
  read(plan: ReadPlan, args: readonly Json[], scope: Scope): Promise<ReadResult>;
  /**
   * Runs the work under the lock on the journal's head: one at a time per store, whatever process it runs in. All that
   * `apply` wrote is durable when the promise resolves, and gone when the work throws. The work may run again from the start, on
   * another lane, where the store lost a transaction before its commit; what it did before never was.
   */
  lane<T>(work: (lane: Lane) => Promise<T>): Promise<T>;
  /** Entries with `seq > after` in order, at most `limit`. */
  journal(after: number, limit: number): Promise<readonly JournalEntry[]>;
  /** Entries that changed one record, oldest first, `seq > after`, only that record's changes. */
  history(key: Key, after: number, limit: number): Promise<readonly JournalEntry[]>;
  head(): Promise<JournalHead>;
  /** Appends one sealed batch of denials and reads; chained like entries, in a sequence of its own. */
  appendAccess(batch: AccessBatch): Promise<void>;
  accessLog(after: number, limit: number): Promise<readonly AccessBatch[]>;
  /**
   * Tells of the entries that other processes commit to this store from now on: soon after, in order, none left out. Returns the
   * function that ends it. Absent where one process owns an open store.
   */
  follow?(listener: (entries: readonly JournalEntry[]) => void): () => void;
  close(): Promise<void>;
}

/**
 * What a migration means for those who still speak of the objects as they were: nothing at all; their reads hold and their
 * units do not; or a name that they may read by is gone or means something else.
 */
export type MigrationExtent = 'none' | 'additive' | 'breaking';

/** The store as seen by the one who holds the head lock. */
export interface Lane {
  readonly head: JournalHead;
  /** Rows, holders and references as they are now, own uncommitted writes included. */
  load(needs: Needs): Promise<Loaded>;
  /**
   * Writes rows and journal entries, set-wise where it can. Any row count other than expected throws.
   *
   * At most one change per record: the `before` of the group's first unit that touched it and the `after` of the last.
   * Only where a unique value moves from one record to another do all changes come one by one, in an order that keeps every
   * unique index true. References are not in order (the referee vouches for them), so a driver declares no immediate foreign keys.
   * With `last` the work asks nothing more of this lane, so a driver may commit in the same breath; the promise then speaks of that.
   * Changes of internal objects come too; entries speak of the others only. `add` is an update that leaves the revision.
   */
  apply(changes: readonly Change[], entries: readonly JournalEntry[], last?: 'last'): Promise<void>;
}

/** What the referee has to know. `values` and `equals` are in JSON form and never null; nothing is asked for twice in one call. */
export interface Needs {
  readonly keys: readonly Key[];
  readonly holders: readonly { readonly object: string; readonly fields: readonly string[]; readonly values: readonly Json[] }[];
  /** Which records of `object` have `field` equal to `equals`: ids of any `atMost` of them. */
  readonly references: readonly { readonly object: string; readonly field: string; readonly equals: Json; readonly atMost: number }[];
}

/** Answers in the order of the needs; a holder is the id of the record that has those values, or null. */
export interface Loaded {
  readonly rows: readonly (Row | null)[];
  readonly holders: readonly (string | null)[];
  readonly references: readonly (readonly string[])[];
}

/** A sealed batch of the access stream. `hash = H(previous hash, text)`. */
export interface AccessBatch {
  readonly seq: number;
  /** JSON text of the coalesced events. */
  readonly text: string;
  readonly hash: string;
}
