import type { CallError } from '@objectos/kernel';
import { failures, rejections } from '@objectql/engine';
import { recordRejections } from './errors.ts';

const categories = { ...failures, ...rejections, ...recordRejections };

function errors(...codes: readonly (keyof typeof categories)[]): readonly CallError[] {
  return codes.map((code) => ({ code, category: categories[code].category }));
}

/** What the operations of records refuse. Admission tells them, or the referee as `toldRejection` words it. */
const ofValues = errors('FIELD_REQUIRED', 'REFERENCE_NOT_FOUND', 'RULE_VIOLATED', 'INVALID', 'VALUE_TAKEN');
const ofCaller = errors('FORBIDDEN', 'FORBIDDEN_CHANGE', 'FIELD_FORBIDDEN');
const ofRecord = errors('RECORD_NOT_FOUND', 'STALE', 'COMMAND_KEY_REUSED');

export const errorsOfList = errors('QUERY_TOO_COSTLY');
export const errorsOfOne = errors('RECORD_NOT_FOUND');
export const errorsOfCreate: readonly CallError[] = [...ofCaller, ...ofValues, ...errors('DUPLICATE_ID', 'COMMAND_KEY_REUSED')];
export const errorsOfUpdate: readonly CallError[] = [...ofCaller, ...ofValues, ...ofRecord];
export const errorsOfDelete: readonly CallError[] = [...ofRecord, ...errors('FORBIDDEN', 'RECORD_REFERENCED')];

/** What work on one record refuses that an event or action decided, whoever may write the fields. */
export const errorsOfWork: readonly CallError[] = [...ofRecord, ...ofValues, ...errors('FORBIDDEN')];
