import { TabledFailure, failures as common } from '@objectql/engine';
import type { FailureTable } from '@objectql/engine';

/** What this driver throws beside what every store may, by code. */
const own = {
  STORE_UNREACHABLE: { category: 'unavailable', message: 'The database server cannot be reached or ended the connection; nothing was changed. Try again.' },
  STORE_OUTCOME_UNKNOWN: {
    category: 'unavailable',
    message: 'The connection was lost while this was being committed, and the database could not be asked what became of it. Repeat it under the same command key, which never does it twice.',
  },
  STORE_DATABASE_UNFIT: { category: 'unavailable', message: 'The database cannot hold stores: {}.' },
  STORE_BUSY: { category: 'unavailable', message: 'The store is busy: the database gave up waiting for a lock or a statement took too long. Try again.' },
  STORE_READ_ONLY: { category: 'unavailable', message: 'The store cannot be written: the database takes no writes, or its role lacks a privilege.' },
} as const satisfies FailureTable;

export const failures = { ...common, ...own } as const;

export type FailureCode = keyof typeof failures;

/** A failure of the store. `cause` is for the operator. */
export class StoreFailure extends TabledFailure<FailureCode> {
  constructor(code: FailureCode, details: readonly string[] = [], cause?: unknown) {
    super(failures, code, { details, cause });
    this.name = 'StoreFailure';
  }
}
