import { Fault } from '@objectos/kernel';

/** An error from a table of codes. */
export interface CodedError extends Error {
  readonly code: string;
  readonly category: string;
}

/**
 * What whoever sits at the machine is told in place of a stack. Callers are not told what an internal failure knows of files; the
 * operator is. Null where only a stack helps: a failure that nobody has foreseen.
 */
export function foreseen(error: unknown): CodedError | null {
  if (!(error instanceof Error) || !('code' in error) || !('category' in error) || typeof error.code !== 'string' || typeof error.category !== 'string') return null;
  if (error.category !== 'internal') return error as CodedError;
  // The kernel's has the general sentence, and keeps what was thrown.
  if (error instanceof Fault) return foreseen(error.cause);
  return error.code === 'STORE_CORRUPT' ? (error as CodedError) : null;
}

/** Which file a failure of a store is about. */
export function fileAdvice(file: string): string {
  return `The file is ${file}; another folder of stores is chosen with --data.`;
}
