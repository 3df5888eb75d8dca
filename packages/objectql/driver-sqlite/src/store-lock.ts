import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { StoreFailure } from './errors.ts';
import { toStoreFailure } from './sqlite-error.ts';

/**
 * One process owns an open store. The lock is an exclusive transaction on an empty database beside it (`<file>.lock`), held
 * as long as the store is open: the operating system lets go of it with the process, however that ends, so there is no
 * stale lock to break. `<file>.holder` says who it is, for messages only; the lock file itself is never read, because
 * closing any handle on it would drop a POSIX lock of the same process.
 */
export interface StoreLock {
  release(): void;
}

/** Takes the lock, or fails with `STORE_LOCKED` naming who holds it. Never waits. */
export function lockStore(file: string): StoreLock {
  const database = new DatabaseSync(`${file}.lock`, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    const failure = toStoreFailure(error);
    if (failure instanceof StoreFailure && failure.code === 'STORE_BUSY') throw new StoreFailure('STORE_LOCKED', [file, holderOf(file)], error);
    throw failure;
  }
  writeFileSync(`${file}.holder`, `process ${process.pid} on ${hostname()} since ${new Date().toISOString()}\n`);
  return {
    release() {
      rmSync(`${file}.holder`, { force: true });
      database.close();
    },
  };
}

function holderOf(file: string): string {
  try {
    return readFileSync(`${file}.holder`, 'utf8').trim() || 'another process';
  } catch {
    return 'another process';
  }
}
