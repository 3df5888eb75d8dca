import { TabledFailure, failures as common } from '@objectql/engine';
import type { FailureTable } from '@objectql/engine';

/** What this driver throws beside what every store may, by code. */
const own = {
  STORE_LOCKED: {
    category: 'unavailable',
    message: 'The store {} is held by {}. One process owns an open store: stop that one, or talk to it instead of opening its store.',
  },
  STORE_BUSY: { category: 'unavailable', message: 'The store is busy: something else holds its database lock. Try again.' },
  STORE_READ_ONLY: { category: 'unavailable', message: 'The store cannot be opened or written: check that its file and folder are writable.' },
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
