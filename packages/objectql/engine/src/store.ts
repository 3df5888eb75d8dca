import type { Json, Key } from '@objectql/metadata';
import type { StoreMigration } from './engine-store.ts';
import type { AccessBatch } from './driver.ts';
import type { JournalEntry, JournalHead } from './journal-entry.ts';
import type { ReadPlan, ReadResult } from './read-plan.ts';
import type { Scope } from './scope.ts';
import type { Attempt, Outcome } from './unit.ts';

/** One tenant's store (or the system store): the engine over a driver. */
export interface Store {
  read(plan: ReadPlan, args: readonly Json[], scope: Scope): Promise<ReadResult>;
  /**
   * Judges and commits. Attempts that wait in the same turn are one group (up to about 200), one transaction; each is
   * judged over those accepted before it. If applying a group fails, its units run one by one.
   */
  commit(attempt: Attempt): Promise<Outcome>;
  /**
   * Takes other metadata while the store is open: all of it or nothing. Reads go on, units wait; from then on units that were decided
   * over other tables, and plans with names that are gone, fail with `METADATA_OUTDATED` and are to be made anew.
   */
  migrate(migration: StoreMigration): Promise<void>;
  journal(after: number, limit: number): Promise<readonly JournalEntry[]>;
  history(key: Key, after: number, limit: number): Promise<readonly JournalEntry[]>;
  head(): Promise<JournalHead>;
  appendAccess(batch: AccessBatch): Promise<void>;
  accessLog(after: number, limit: number): Promise<readonly AccessBatch[]>;
  /** Tells of what other processes commit to this store, as `Driver.follow` does; of nothing where there can be none. Returns the function that ends it. */
  follow(listener: (entries: readonly JournalEntry[]) => void): () => void;
  /** Waits for the groups under way, then closes the driver. Later calls fail with `STORE_CLOSED`. */
  close(): Promise<void>;
}
