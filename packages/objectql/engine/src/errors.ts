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

/** What a store throws: nobody decided it. */
export const failures = {
  STORE_CLOSED: { category: 'unavailable', message: 'The store is closed.' },
  STORE_FAILED: { category: 'internal', message: 'The store could not carry this out; nothing was changed.' },
  STORE_CRASHED: { category: 'unavailable', message: 'The store went down while it worked; ask again what became of this.' },
  QUERY_TOO_COSTLY: {
    category: 'too_large',
    message: 'This read took longer than the {} ms that a read may take, and was ended. Narrow the filter, filter or sort by an indexed field, or ask for smaller pages.',
  },
  METADATA_OUTDATED: { category: 'unavailable', message: 'The metadata changed while this was under way; nothing was changed. Try again.' },
  MIGRATION_LOSES_DATA: { category: 'internal', message: 'The stored values of {} do not fit its new type; give the field a new name or move its data first.' },
  OBJECT_NOT_STORED: { category: 'internal', message: 'The store holds no object {}.' },
  INDEX_NOT_UNIQUE: { category: 'internal', message: 'There is no unique index {}.' },
  FIELD_NOT_SUMMED: { category: 'internal', message: 'Nothing can be added to {}: it is neither integer, decimal nor money.' },
  DECISION_UNSETTLED: { category: 'internal', message: 'The decision asked for more records in each of {} rounds; name them in its keys.' },
} as const satisfies Readonly<Record<string, { category: 'unavailable' | 'internal' | 'too_large'; message: string }>>;

export type FailureCode = keyof typeof failures;

/** The failure of a store: carries what a kernel's `toFault` asks for. */
export class StoreError extends Error {
  readonly code: FailureCode;
  readonly category: (typeof failures)[FailureCode]['category'];

  constructor(code: FailureCode, what = '', cause?: unknown) {
    super(failures[code].message.replace('{}', () => what), cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
    this.code = code;
    this.category = failures[code].category;
  }
}
