import { existsSync, realpathSync } from 'node:fs';
import { ConnectionDriver } from './connection-driver.ts';
import { openReader, openWriter } from './node-connection.ts';
import type { NodeConnection, Synchronous } from './node-connection.ts';
import { ReadClock } from './read-clock.ts';
import { toStoreFailure } from './sqlite-error.ts';
import { lockStore } from './store-lock.ts';
import type { StoreLock } from './store-lock.ts';

export interface SqliteOptions {
  /** The database file; made if it is not there. `:memory:` for tests: gone when it is closed, and reads wait for the lane. */
  readonly file: string;
  /** `FULL` unless said: a resolved lane survives a power cut. `NORMAL`: it survives the end of the process only. */
  readonly synchronous?: Synchronous;
  /** Milliseconds that one read may take, 5,000 unless said; then it is `QUERY_TOO_COSTLY`. Nothing else of the process goes on meanwhile. */
  readonly readTimeout?: number;
}

/** A store in one SQLite file (write-ahead log). One connection writes, inside lanes only; another reads, so what it sees is committed. */
export class SqliteDriver extends ConnectionDriver {
  /** Opens or makes the file and takes its lock. Fails with `STORE_LOCKED` while another process (or driver) has it open. */
  static async open({ file, synchronous = 'FULL', readTimeout = 5000 }: SqliteOptions): Promise<SqliteDriver> {
    if (file === ':memory:') {
      const memory = openWriter(file, synchronous);
      return new SqliteDriver({ writer: memory, reader: memory, clock: timed(memory, readTimeout), release: () => undefined });
    }
    const path = existsSync(file) ? realpathSync(file) : file;
    try {
      const lock = lockStore(path);
      return openLocked(() => {
        const writer = openWriter(path, synchronous);
        const reader = openReader(path);
        return new SqliteDriver({ writer, reader, clock: timed(reader, readTimeout), release: () => lock.release() });
      }, lock);
    } catch (error) {
      throw toStoreFailure(error);
    }
  }
}

function timed(reader: NodeConnection, limit: number): ReadClock {
  const clock = new ReadClock(limit);
  reader.take(clock);
  return clock;
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
