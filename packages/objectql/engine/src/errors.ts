import { TabledFailure } from './tabled-failure.ts';
import type { FailureTable } from './tabled-failure.ts';
import type { Rejection } from './unit.ts';

/** Why a unit is not accepted. Expected outcomes: they are answered, not thrown. `{}` is what the message speaks of. */
export const rejections = {
  DUPLICATE_ID: { category: 'conflict', message: 'A record of {} with this id exists already.' },
  RECORD_NOT_FOUND: { category: 'not_found', message: 'There is no such record of {}.' },
  STALE: { category: 'stale', message: 'The record of {} has changed since it was read; read it again.' },
  RECORD_REFERENCED: { category: 'conflict', message: 'Records of {} still refer to this one.' },
  REFERENCE_MISSING: { category: 'invalid', message: 'The record that {} refers to does not exist.' },
  VALUE_TAKEN: { category: 'conflict', message: 'Another record already has this value of {}.' },
  VALUE_OUT_OF_RANGE: { category: 'invalid', message: 'The sum in {} is larger than the field can hold.' },
  CONDITION_FAILED: { category: 'conflict', message: '{}' },
  COMMAND_KEY_REUSED: { category: 'conflict', message: 'This key was used before for a different command; use a new key.' },
} as const satisfies Readonly<Record<string, { category: Rejection['category']; message: string }>>;

export type RejectionCode = keyof typeof rejections;

/** What is wrong with a query. Each becomes an issue with its path. */
export const queryProblems = {
  OBJECT_UNKNOWN: 'There is no object {}.',
  FIELD_UNKNOWN: 'There is no field {}.',
  FIELD_NOT_SORTABLE: '{} has no order.',
  FIELD_NOT_FILTERABLE: '{} cannot be filtered or sorted by: who may see it depends on records two lookups away.',
  FIELD_NOT_EXPANDABLE: '{} is not a lookup and cannot be expanded.',
  LIMIT_INVALID: 'Limit must be a whole number from 1 to {}.',
  CURSOR_INVALID: 'This cursor does not belong to this query; start again without it.',
} as const satisfies Readonly<Record<string, string>>;

export type QueryProblemCode = keyof typeof queryProblems;

/** What a store throws: nobody decided it. Drivers add what their databases alone can meet. Each `{}` of a message is filled from the details, in order. */
export const failures = {
  STORE_CLOSED: { category: 'unavailable', message: 'The store is closed.' },
  STORE_FAILED: { category: 'internal', message: 'The store could not carry this out; nothing was changed.' },
  STORE_CRASHED: { category: 'unavailable', message: 'The store went down while it worked; ask again what became of this.' },
  STORE_FULL: { category: 'unavailable', message: 'The disk that holds the store is full; nothing was changed. Free some space.' },
  STORE_CORRUPT: { category: 'internal', message: 'The database of the store is damaged; restore it from a copy.' },
  STORE_MIGRATION_REFUSED: {
    category: 'unavailable',
    message: 'The store cannot take this metadata without losing or breaking data; nothing was changed.\n{}',
  },
  STORE_FORMAT_UNKNOWN: {
    category: 'unavailable',
    message: 'The store was written in format {}, this program reads format {}; open it with the version that wrote it.',
  },
  QUERY_TOO_COSTLY: {
    category: 'too_large',
    message: 'This read took longer than the {} ms that a read may take, and was ended. Narrow the filter, filter or sort by an indexed field, or ask for smaller pages.',
  },
  METADATA_OUTDATED: { category: 'unavailable', message: 'The metadata changed while this was under way; nothing was changed. Try again.' },
  MIGRATION_LOSES_DATA: { category: 'internal', message: 'The stored values of {} do not fit its new type; give the field a new name or move its data first.' },
  OBJECT_NOT_STORED: { category: 'internal', message: 'The store holds no object {}; migrate it first.' },
  FIELD_NOT_STORED: { category: 'internal', message: 'The store holds no field {}; migrate it first.' },
  VALUE_NOT_STORABLE: { category: 'internal', message: 'The value of {} cannot be stored: {}.' },
  ROW_COUNT_UNEXPECTED: { category: 'internal', message: 'A {} of {} met no row at the revision that it was decided on; nothing was changed.' },
  INDEX_NOT_UNIQUE: { category: 'internal', message: 'There is no unique index {}.' },
  FIELD_NOT_SUMMED: { category: 'internal', message: 'Nothing can be added to {}: it is neither integer, decimal nor money.' },
  DECISION_UNSETTLED: { category: 'internal', message: 'The decision asked for more records in each of {} rounds; name them in its keys.' },
} as const satisfies FailureTable;

export type FailureCode = keyof typeof failures;

/** The failure of a store: carries what a kernel's `toFault` asks for. */
export class StoreError extends TabledFailure<FailureCode> {
  constructor(code: FailureCode, details: string | readonly string[] = [], cause?: unknown) {
    super(failures, code, { details: typeof details === 'string' ? [details] : details, cause });
    this.name = 'StoreError';
  }
}
