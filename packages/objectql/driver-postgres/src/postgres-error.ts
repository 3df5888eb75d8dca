import { TabledFailure } from '@objectql/engine';
import { StoreFailure } from './errors.ts';
import type { FailureCode } from './errors.ts';

/** Conditions of PostgreSQL (its appendix A) that say more than "it failed". */
const conditions: Readonly<Record<string, FailureCode>> = {
  '25006': 'STORE_READ_ONLY',
  '42501': 'STORE_READ_ONLY',
  '53100': 'STORE_FULL',
  '53200': 'STORE_BUSY',
  '53300': 'STORE_UNREACHABLE',
  '55P03': 'STORE_BUSY',
  '57014': 'STORE_BUSY',
  '40001': 'STORE_BUSY',
  '40P01': 'STORE_BUSY',
  XX001: 'STORE_CORRUPT',
  XX002: 'STORE_CORRUPT',
};

/** Sessions that the server ended, or will not begin: by an operator, by its shutdown, by a time limit. */
const endings: ReadonlySet<string> = new Set(['57P01', '57P02', '57P03', '57P05', '25P03', '25P04']);

/** What a socket says when there is nobody at its other end. */
const socketErrors = /^E(?:CONN|PIPE|HOST|NET|TIMEDOUT|NOTFOUND|AI_)/u;

/** The server's code for what went wrong, or the socket's; empty where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The connection has ended, or never began. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TabledFailure) return false;
  const code = codeOf(error);
  return code.startsWith('08') || endings.has(code) || socketErrors.test(code) || /[Cc]onnection (?:terminated|has ended|error)|not queryable|has not answered|timeout exceeded when trying to connect/u.test(error.message);
}

/** The transaction was given up to let another go on: the same may well succeed now. */
export function isSacrificed(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

/** A condition that the server reported, in contrast to what the program did. */
export function isReported(error: unknown): boolean {
  return /^[0-9A-Z]{5}$/u.test(codeOf(error)) && !(error instanceof TabledFailure);
}

/** The server ended the statement: its time was over. Also of the failure that this became. */
export function wasCancelled(error: unknown): boolean {
  return codeOf(error instanceof TabledFailure ? error.cause : error) === '57014';
}

/** Whatever `pg` threw as a failure of the store; what already is one, or was thrown by someone else, stays itself. */
export function toStoreFailure(error: unknown): unknown {
  if (error instanceof TabledFailure) return error;
  if (isLost(error)) return new StoreFailure('STORE_UNREACHABLE', [], error);
  return isReported(error) ? new StoreFailure(conditions[codeOf(error)] ?? 'STORE_FAILED', [], error) : error;
}
