import { Turns } from '@objectql/engine';
import type { AccessBatch, Driver, JournalEntry, JournalHead, Lane, MigrationExtent, ReadPlan, ReadResult, Scope } from '@objectql/engine';
import { namedObject } from '@objectql/engine/sql';
import type { FormerNames } from '@objectql/engine/sql';
import type { Json, Key, ObjectDescriptor } from '@objectql/metadata';
import type { Connection } from './connection.ts';
import { StoreFailure } from './errors.ts';
import { appendBatch, readBatches, readEntries, readTail } from './journal-table.ts';
import { readHistory } from './journal-history.ts';
import { migrateStore } from './migration.ts';
import { PlanReader } from './plan-reader.ts';
import type { ReadClock } from './read-clock.ts';
import { toStoreFailure } from './sqlite-error.ts';
import { SqliteLane } from './sqlite-lane.ts';

/** What a store in SQLite stands on. */
export interface StoreConnections {
  /** Writes, inside lanes only. */
  readonly writer: Connection;
  /** Reads committed rows; the writer itself where there is one connection only, and then reads wait for the lane. */
  readonly reader: Connection;
  /** Put into the reader, where that takes functions: limits what a read may take. */
  readonly clock?: ReadClock;
  /** Lets go of what keeps others from opening the store. */
  readonly release: () => void;
}

/** Rows written before the planner's statistics are looked at again; doubles each time, as tables grow. */
const FIRST_ANALYSIS = 5000;

const NOT_MIGRATED: JournalHead = { seq: 0, epoch: '', hash: '' };

/** A store in SQLite, wherever that runs. All work is synchronous underneath: a promise of `read` resolves in the same turn of the event loop. */
export class ConnectionDriver implements Driver {
  readonly name = 'sqlite';
  readonly #writer: Connection;
  readonly #reader: Connection;
  readonly #clock: ReadClock | undefined;
  readonly #release: () => void;
  #objects: ReadonlyMap<string, ObjectDescriptor> = new Map();
  #former: FormerNames = new Map();
  #plans: PlanReader;
  #head = NOT_MIGRATED;
  #closed = false;
  readonly #lanes = new Turns();
  #laneIsOpen = false;
  #written = 0;
  #analyseAt = FIRST_ANALYSIS;

  protected constructor({ writer, reader, clock, release }: StoreConnections) {
    this.#writer = writer;
    this.#reader = reader;
    this.#clock = clock;
    this.#release = release;
    this.#plans = new PlanReader(reader, this.#objects, clock);
  }

  async migrate(objects: readonly ObjectDescriptor[], genesis: JournalHead, agree?: (extent: MigrationExtent) => Promise<void>): Promise<void> {
    await this.#exclusive(async () => {
      const { epoch, hash, former } = await migrateStore({ writer: this.#writer, alone: this.#isAlone, transact: (work) => this.#transact(work) }, { objects, genesis, agree });
      this.#objects = new Map(objects.map((object) => [object.name, object]));
      this.#former = former;
      this.#reader.forgetStatements();
      this.#plans = new PlanReader(this.#reader, this.#objects, this.#clock);
      this.#head = { seq: 0, epoch, hash, ...readTail(this.#writer) };
    });
  }

  /** Not an async function: a promise that one returns is adopted three turns later. */
  read(plan: ReadPlan, args: readonly Json[], scope: Scope): Promise<ReadResult> {
    return this.#committed(() => this.#plans.read(plan, args, scope));
  }

  async lane<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    return this.#exclusive(async () => {
      const lane = new SqliteLane(this.#writer, this.#objects, this.#head);
      const result = await this.#transact(() => work(lane));
      this.#head = lane.head;
      this.#analyse(lane.changed);
      return result;
    });
  }

  async journal(after: number, limit: number): Promise<readonly JournalEntry[]> {
    return this.#committed(() => readEntries(this.#reader, after, limit));
  }

  async history(key: Key, after: number, limit: number): Promise<readonly JournalEntry[]> {
    return this.#committed(() => readHistory(this.#reader, key, { named: namedObject(key.object, this.#objects, this.#former), after, limit }));
  }

  async head(): Promise<JournalHead> {
    return this.#committed(() => this.#head);
  }

  async appendAccess(batch: AccessBatch): Promise<void> {
    const append = async (): Promise<void> => appendBatch(this.#writer, batch);
    await this.#exclusive(() => (this.#isAlone ? this.#transact(append) : append()));
  }

  async accessLog(after: number, limit: number): Promise<readonly AccessBatch[]> {
    return this.#committed(() => readBatches(this.#reader, after, limit));
  }

  /** Waits for the lanes that were asked for, then closes the connections and lets go of the store. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#lanes.over;
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
    this.#release();
  }

  /** Runs the work when every lane asked for before is over. */
  async #exclusive<T>(work: () => T | Promise<T>): Promise<T> {
    this.#assertOpen();
    try {
      return await this.#lanes.take(work);
    } catch (error) {
      throw toStoreFailure(error);
    }
  }

  /** There is one connection only, so reads would see what is not committed; and other stores may stand behind it, so nothing is written outside a transaction. */
  get #isAlone(): boolean {
    return this.#reader === this.#writer;
  }

  #transact<T>(work: () => Promise<T>): Promise<T> {
    return this.#isAlone ? this.#transactAlone(work) : this.#writer.transaction(work);
  }

  async #transactAlone<T>(work: () => Promise<T>): Promise<T> {
    this.#laneIsOpen = true;
    try {
      return await this.#writer.transaction(work);
    } finally {
      this.#laneIsOpen = false;
    }
  }

  /** Reads committed rows. Where there is one connection only, a read waits while a lane is open. */
  async #committed<T>(read: () => T): Promise<T> {
    this.#assertOpen();
    if (this.#isAlone) while (this.#laneIsOpen) await this.#lanes.over;
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
