import { existsSync, realpathSync } from 'node:fs';
import type { AccessBatch, Driver, JournalEntry, JournalHead, Lane, ReadPlan, ReadResult, Scope } from '@objectql/engine';
import type { Json, Key, ObjectDescriptor } from '@objectql/metadata';
import { openReader, openWriter } from './connection.ts';
import type { Connection, Synchronous } from './connection.ts';
import { StoreFailure } from './errors.ts';
import { appendBatch, readBatches, readEntries, readTail } from './journal-table.ts';
import { readHistory } from './journal-history.ts';
import { migrateStore } from './migration.ts';
import { PlanReader } from './plan-reader.ts';
import { toStoreFailure } from './sqlite-error.ts';
import { SqliteLane } from './sqlite-lane.ts';
import { lockStore } from './store-lock.ts';
import type { StoreLock } from './store-lock.ts';

export interface SqliteOptions {
  /** The database file; made if it is not there. `:memory:` for tests: gone when it is closed, and reads wait for the lane. */
  readonly file: string;
  /** `FULL` unless said: a resolved lane survives a power cut. `NORMAL`: it survives the end of the process only. */
  readonly synchronous?: Synchronous;
}

/** Rows written before the planner's statistics are looked at again; doubles each time, as tables grow. */
const FIRST_ANALYSIS = 5000;

const NOT_MIGRATED: JournalHead = { seq: 0, epoch: '', hash: '' };

/**
 * A store in one SQLite file (write-ahead log). All work is synchronous underneath: a promise of `read` resolves in the
 * same turn of the event loop. One connection writes, inside lanes only; another reads, so what it sees is committed.
 */
export class SqliteDriver implements Driver {
  readonly name = 'sqlite';
  readonly #writer: Connection;
  /** The writer itself for a store in memory. */
  readonly #reader: Connection;
  readonly #lock: StoreLock | null;
  #objects: ReadonlyMap<string, ObjectDescriptor> = new Map();
  #plans: PlanReader;
  #head = NOT_MIGRATED;
  #closed = false;
  /** Settles when the last lane asked for so far is over. */
  #lanes: Promise<unknown> = Promise.resolve();
  #laneIsOpen = false;
  #written = 0;
  #analyseAt = FIRST_ANALYSIS;

  private constructor(writer: Connection, reader: Connection, lock: StoreLock | null) {
    this.#writer = writer;
    this.#reader = reader;
    this.#lock = lock;
    this.#plans = new PlanReader(reader, this.#objects);
  }

  /** Opens or makes the file and takes its lock. Fails with `STORE_LOCKED` while another process (or driver) has it open. */
  static async open({ file, synchronous = 'FULL' }: SqliteOptions): Promise<SqliteDriver> {
    if (file === ':memory:') {
      const memory = openWriter(file, synchronous);
      return new SqliteDriver(memory, memory, null);
    }
    const path = existsSync(file) ? realpathSync(file) : file;
    try {
      const lock = lockStore(path);
      return openLocked(() => new SqliteDriver(openWriter(path, synchronous), openReader(path), lock), lock);
    } catch (error) {
      throw toStoreFailure(error);
    }
  }

  async migrate(objects: readonly ObjectDescriptor[], genesis: JournalHead): Promise<void> {
    await this.#exclusive(() => {
      const { epoch, hash } = migrateStore(this.#writer, objects, genesis);
      this.#objects = new Map(objects.map((object) => [object.name, object]));
      this.#reader.forgetStatements();
      this.#plans = new PlanReader(this.#reader, this.#objects);
      this.#head = { seq: 0, epoch, hash, ...readTail(this.#writer) };
    });
  }

  async read(plan: ReadPlan, args: readonly Json[], scope: Scope): Promise<ReadResult> {
    return this.#committed(() => this.#plans.read(plan, args, scope));
  }

  async lane<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    return this.#exclusive(async () => {
      this.#writer.run('BEGIN IMMEDIATE');
      this.#laneIsOpen = true;
      try {
        const lane = new SqliteLane(this.#writer, this.#objects, this.#head);
        const result = await work(lane);
        this.#writer.run('COMMIT');
        this.#head = lane.head;
        this.#laneIsOpen = false;
        this.#analyse(lane.changed);
        return result;
      } finally {
        if (this.#writer.inTransaction) this.#writer.run('ROLLBACK');
        this.#laneIsOpen = false;
      }
    });
  }

  async journal(after: number, limit: number): Promise<readonly JournalEntry[]> {
    return this.#committed(() => readEntries(this.#reader, after, limit));
  }

  async history(key: Key, after: number, limit: number): Promise<readonly JournalEntry[]> {
    return this.#committed(() => readHistory(this.#reader, key, { object: this.#objects.get(key.object), after, limit }));
  }

  async head(): Promise<JournalHead> {
    return this.#committed(() => this.#head);
  }

  async appendAccess(batch: AccessBatch): Promise<void> {
    await this.#exclusive(() => {
      appendBatch(this.#writer, batch);
    });
  }

  async accessLog(after: number, limit: number): Promise<readonly AccessBatch[]> {
    return this.#committed(() => readBatches(this.#reader, after, limit));
  }

  /** Waits for the lanes that were asked for, then flushes the write-ahead log into the file and lets go of the lock. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#lanes;
    if (!this.#writer.isOpen) return;
    try {
      this.#writer.execute('PRAGMA optimize = 0x10002');
    } finally {
      this.abort();
    }
  }

  /** Closes at once: a lane under way fails and leaves nothing behind, as if the process had ended here. */
  abort(): void {
    this.#closed = true;
    if (!this.#writer.isOpen) return;
    if (this.#reader !== this.#writer) this.#reader.close();
    this.#writer.close();
    this.#lock?.release();
  }

  /** Runs the work when every lane asked for before is over. */
  async #exclusive<T>(work: () => T | Promise<T>): Promise<T> {
    this.#assertOpen();
    const before = this.#lanes;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#lanes = promise;
    await before;
    try {
      return await work();
    } catch (error) {
      throw toStoreFailure(error);
    } finally {
      resolve(undefined);
    }
  }

  /** Reads committed rows. In memory there is one connection only, so a read waits while a lane is open. */
  async #committed<T>(read: () => T): Promise<T> {
    this.#assertOpen();
    if (this.#reader === this.#writer) while (this.#laneIsOpen) await this.#lanes;
    try {
      return read();
    } catch (error) {
      throw toStoreFailure(error);
    }
  }

  /** Without statistics, or with those of a nearly empty table, SQLite guesses which index serves a query best. */
  #analyse(written: number): void {
    this.#written += written;
    if (this.#written < this.#analyseAt) return;
    this.#written = 0;
    this.#analyseAt *= 2;
    this.#writer.execute('PRAGMA optimize = 0x10002');
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreFailure('STORE_CLOSED');
  }
}

/** What fails to open must not keep the lock. */
function openLocked(open: () => SqliteDriver, lock: StoreLock): SqliteDriver {
  try {
    return open();
  } catch (error) {
    lock.release();
    throw error;
  }
}
