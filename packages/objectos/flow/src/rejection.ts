import type { Draft, RecordWork } from '@objectos/records';
import type { ObjectDescriptor } from '@objectql/metadata';
import { flowRejections } from './errors.ts';

/** Rows as a decision sees them in its turn. */
export type RowView = Parameters<RecordWork['decide']>[0];

/** Why a decision is not to be committed: answered, not thrown. */
export type Rejection = Exclude<ReturnType<RecordWork['decide']>, Draft>;

export function reject(code: keyof typeof flowRejections, message: string, more: Pick<Rejection, 'issues' | 'hint'> = {}): Rejection {
  return { code, category: flowRejections[code], message, ...more };
}

/** As the records package answers an update or delete that the caller may not make of this record. */
export function forbidden(verb: string, { name, plural }: Pick<ObjectDescriptor, 'name' | 'plural'>): Rejection {
  return { code: 'FORBIDDEN', category: 'forbidden', message: `You may not ${verb} this record of ${name}.`, hint: `It takes the permission "${verb}:${plural}".` };
}

/** Worded as the store words it, so that a record that may not be seen and one that does not exist read alike. */
export function recordNotFound(object: string): Rejection {
  return { code: 'RECORD_NOT_FOUND', category: 'not_found', message: `There is no such record of ${object}.` };
}

export function staleRecord(object: string): Rejection {
  return { code: 'STALE', category: 'stale', message: `The record of ${object} has changed since it was read; read it again.` };
}
