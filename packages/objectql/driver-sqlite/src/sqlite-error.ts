import { StoreFailure } from './errors.ts';
import type { FailureCode } from './errors.ts';

/** Primary results of SQLite (https://sqlite.org/rescode.html) that say more than "it failed". */
const results: readonly (readonly [code: number, name: string, failure: FailureCode])[] = [
  [3, 'PERM', 'STORE_READ_ONLY'],
  [5, 'BUSY', 'STORE_BUSY'],
  [6, 'LOCKED', 'STORE_BUSY'],
  [8, 'READONLY', 'STORE_READ_ONLY'],
  [11, 'CORRUPT', 'STORE_CORRUPT'],
  [13, 'FULL', 'STORE_FULL'],
  [14, 'CANTOPEN', 'STORE_READ_ONLY'],
  [26, 'NOTADB', 'STORE_CORRUPT'],
];
const byCode: ReadonlyMap<number, FailureCode> = new Map(results.map(([code, , failure]) => [code, failure]));
const byName: ReadonlyMap<string, FailureCode> = new Map(results.map(([, name, failure]) => [name, failure]));

/** Whatever `node:sqlite` threw as a failure of the store; what already is one, or was thrown by someone else, stays itself. */
export function toStoreFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ERR_INVALID_STATE') return new StoreFailure('STORE_CLOSED', [], error);
  if (error.code !== 'ERR_SQLITE_ERROR') return error;
  const result = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 1;
  return new StoreFailure(byCode.get(result & 0xff) ?? 'STORE_FAILED', [], error);
}

/** What the storage of a durable object threw as a failure of the store: its errors have no code, and say at the end of the message which result it was. */
export function durableObjectFailure(error: unknown): StoreFailure {
  const name = error instanceof Error ? /: SQLITE_([A-Z]+)(?: \(extended: \w+\))?$/u.exec(error.message)?.[1] : undefined;
  return new StoreFailure(byName.get(name ?? '') ?? 'STORE_FAILED', [], error);
}
