import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import type { SqliteValue } from '@objectql/expression';
import { firstOf, rowsOf } from './connection.ts';
import type { Connection, SqliteTraits, Values } from './connection.ts';
import type { ReadClock } from './read-clock.ts';
import { RecentMap } from './recent-map.ts';

/** How durable a resolved lane is: FULL survives a power cut, NORMAL survives a killed process. */
export type Synchronous = 'FULL' | 'NORMAL';

/** A row is made by one function call: names and values of all fields, and of `_masked`. */
export const nodeTraits: SqliteTraits = { fields: 490, functionArguments: 1000, altersNotNull: true };

/** Statements kept prepared per connection: preparing costs about 20 microseconds, running a small one 6. */
const STATEMENTS_KEPT = 500;

/**
 * A connection of `node:sqlite` with its prepared statements by text. Statements that fall out of the cache are finalised when
 * they are collected; all of them when the connection is closed.
 */
export class NodeConnection implements Connection {
  readonly traits = nodeTraits;
  readonly #database: DatabaseSync;
  readonly #statements = new RecentMap<string, StatementSync>(STATEMENTS_KEPT);

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  tables(): readonly string[] {
    return this.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(([name]) => String(name));
  }

  prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql, { returnArrays: true });
    this.#statements.set(sql, statement);
    return statement;
  }

  all(sql: string, ...parameters: readonly SqliteValue[]): readonly Values[] {
    return rowsOf(this.prepare(sql), parameters);
  }

  first(sql: string, ...parameters: readonly SqliteValue[]): Values | undefined {
    return firstOf(this.prepare(sql), parameters);
  }

  run(sql: string, ...parameters: readonly SqliteValue[]): number {
    return Number(this.prepare(sql).run(...parameters).changes);
  }

  execute(sql: string): void {
    this.#database.exec(sql);
  }

  /** Its reads can be timed from now on. */
  take(clock: ReadClock): void {
    clock.putInto(this.#database);
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    this.run('BEGIN IMMEDIATE');
    try {
      const result = await work();
      this.run('COMMIT');
      return result;
    } finally {
      if (this.inTransaction) this.run('ROLLBACK');
    }
  }

  get isOpen(): boolean {
    return this.#database.isOpen;
  }

  /** False for a closed connection: closing rolls back. */
  get inTransaction(): boolean {
    return this.#database.isOpen && this.#database.isTransaction;
  }

  forgetStatements(): void {
    this.#statements.clear();
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

/** Pages come from the kernel's cache by mapping; what lies beyond is read. */
const MMAP_BYTES = 1024 * 1024 * 1024;
/**
 * Pages of the write-ahead log and of one transaction; not more: when an index grows in its middle, SQLite walks the whole
 * cache at the next commit (64 MiB of it: 7 % of the CPU time of updates under load).
 */
const WRITER_CACHE_KIB = 8 * 1024;
/** What lies beyond the mapping, and pages that are still in the log. */
const READER_CACHE_KIB = 64 * 1024;
const BUSY_MS = 5000;

/** The one connection that writes. A checkpoint every 1,000 pages keeps the longest commit short (p99 8 ms against 21 at 4,000). */
export function openWriter(file: string, synchronous: Synchronous): NodeConnection {
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA wal_autocheckpoint = 1000;
    PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
    PRAGMA cache_size = -${WRITER_CACHE_KIB}; PRAGMA mmap_size = ${MMAP_BYTES};`);
  return new NodeConnection(database);
}

/** A second connection, which sees committed rows only and can write nothing. */
export function openReader(file: string): NodeConnection {
  const database = new DatabaseSync(file, { timeout: BUSY_MS, readOnly: true });
  database.exec(`PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA query_only = ON;
    PRAGMA cache_size = -${READER_CACHE_KIB}; PRAGMA mmap_size = ${MMAP_BYTES};`);
  return new NodeConnection(database);
}
