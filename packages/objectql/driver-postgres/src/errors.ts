/** What this driver throws, by code. Each `{}` of a message is filled from the details, in order. */
export const failures = {
  STORE_UNREACHABLE: { category: 'unavailable', message: 'The database server cannot be reached or ended the connection; nothing was changed. Try again.' },
  STORE_OUTCOME_UNKNOWN: {
    category: 'unavailable',
    message: 'The connection was lost while this was being committed, and the database could not be asked what became of it. Repeat it under the same command key, which never does it twice.',
  },
  STORE_DATABASE_UNFIT: { category: 'unavailable', message: 'The database cannot hold stores: {}.' },
  STORE_MIGRATION_REFUSED: {
    category: 'unavailable',
    message: 'The store cannot take this metadata without losing or breaking data; nothing was changed.\n{}',
  },
  STORE_FORMAT_UNKNOWN: {
    category: 'unavailable',
    message: 'The store was written in format {}, this program reads format {}; open it with the version that wrote it.',
  },
  STORE_CLOSED: { category: 'unavailable', message: 'The store is closed.' },
  STORE_BUSY: { category: 'unavailable', message: 'The store is busy: the database gave up waiting for a lock or a statement took too long. Try again.' },
  STORE_FULL: { category: 'unavailable', message: 'The disk that holds the store is full; nothing was changed. Free some space.' },
  STORE_READ_ONLY: { category: 'unavailable', message: 'The store cannot be written: the database takes no writes, or its role lacks a privilege.' },
  STORE_CORRUPT: { category: 'internal', message: 'The database of the store is damaged; restore it from a copy.' },
  STORE_FAILED: { category: 'internal', message: 'The store could not carry this out; nothing was changed.' },
  OBJECT_NOT_STORED: { category: 'internal', message: 'The store holds no object {}; migrate it first.' },
  FIELD_NOT_STORED: { category: 'internal', message: 'The store holds no field {}; migrate it first.' },
  VALUE_NOT_STORABLE: { category: 'internal', message: 'The value of {} cannot be stored: {}.' },
  ROW_COUNT_UNEXPECTED: { category: 'internal', message: 'A {} of {} met no row at the revision that it was decided on; nothing was changed.' },
} as const satisfies Readonly<Record<string, { category: 'unavailable' | 'internal'; message: string }>>;

export type FailureCode = keyof typeof failures;

/** A failure of the store: carries the `code` and `category` that a kernel's `toFault` asks for. `cause` is for the operator. */
export class StoreFailure extends Error {
  readonly code: FailureCode;
  readonly category: 'unavailable' | 'internal';

  constructor(code: FailureCode, details: readonly string[] = [], cause?: unknown) {
    const values = details.values();
    super(
      failures[code].message.replaceAll('{}', () => values.next().value ?? ''),
      cause === undefined ? undefined : { cause },
    );
    this.name = 'StoreFailure';
    this.code = code;
    this.category = failures[code].category;
  }
}
