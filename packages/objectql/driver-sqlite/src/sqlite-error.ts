import { StoreFailure } from './errors.ts';
import type { FailureCode } from './errors.ts';

/** Primary result codes of SQLite (https://sqlite.org/rescode.html) that say more than "it failed". */
const resultCodes: ReadonlyMap<number, FailureCode> = new Map([
  [3, 'STORE_READ_ONLY'],
  [5, 'STORE_BUSY'],
  [6, 'STORE_BUSY'],
  [8, 'STORE_READ_ONLY'],
  [11, 'STORE_CORRUPT'],
  [13, 'STORE_FULL'],
  [14, 'STORE_READ_ONLY'],
  [26, 'STORE_CORRUPT'],
]);

/** Whatever `node:sqlite` threw as a failure of the store; what already is one, or was thrown by someone else, stays itself. */
export function toStoreFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ERR_INVALID_STATE') return new StoreFailure('STORE_CLOSED', [], error);
  if (error.code !== 'ERR_SQLITE_ERROR') return error;
  const result = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : 1;
  return new StoreFailure(resultCodes.get(result & 0xff) ?? 'STORE_FAILED', [], error);
}
