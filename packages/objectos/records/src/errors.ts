import { Fault, defineFaults } from '@objectos/kernel';
import type { InputIssue } from '@objectos/kernel';
import { rejections } from '@objectql/engine';
import type { Rejection } from '@objectql/engine';

/** Why a write is not admitted. Expected outcomes: values until the committer throws them as faults. `{}` is what the message speaks of. */
export const recordRejections = {
  FORBIDDEN: { category: 'forbidden', message: 'You may not {}.' },
  FORBIDDEN_CHANGE: { category: 'forbidden', message: 'This would leave what you may write of {}.' },
  FIELD_FORBIDDEN: { category: 'forbidden', message: 'You may not write "{}" in this record.' },
  FIELD_REQUIRED: { category: 'invalid', message: '"{}" is required.' },
  STATE_FIELD: { category: 'invalid', message: '"{}" is written by the flow of its object alone.' },
  REFERENCE_NOT_FOUND: { category: 'invalid', message: 'There is no such record for "{}" to refer to.' },
  RULE_VIOLATED: { category: 'invalid', message: '{}' },
  INVALID: { category: 'invalid', message: 'The record of {} cannot be kept as it is given.' },
} as const satisfies Readonly<Record<string, { category: Rejection['category']; message: string }>>;

export type RecordRejectionCode = keyof typeof recordRejections;

/** What can be wrong with one member of an input; each becomes an issue with its path. Category `invalid`, those that end in `_UNKNOWN` `malformed`. */
export const inputIssues = {
  INPUT_NOT_OBJECT: 'The input is not an object.',
  FIELD_UNKNOWN: 'The object has no such field, or the caller may not know of it.',
  FIELD_REQUIRED: 'A field that may not be empty is missing or null.',
  FIELD_READ_ONLY: 'The caller may read the field and not give it.',
  FIELD_TYPE: 'The value has another JSON type than the field.',
  FIELD_INVALID: 'The value has the right type and not the right form.',
  FIELD_TOO_LONG: 'The value is longer than the field holds.',
  FIELD_TOO_SHORT: 'The text is shorter than the field asks.',
  FIELD_OUT_OF_RANGE: 'The number is outside what the field holds.',
  OPTION_INVALID: 'The value is none of the options of the field.',
  RECORD_INCOMPLETE: 'The object has a required field that the caller may not give.',
  PARAMETER_UNKNOWN: 'The operation takes no such parameter.',
  PARAMETER_INVALID: 'The parameter has another form than it must have.',
  CURSOR_INVALID: 'The cursor does not belong to what is asked.',
} as const satisfies Readonly<Record<string, string>>;

export type InputIssueCode = keyof typeof inputIssues;

/** What the start reports of validation rules. */
export const ruleIssues = {
  RULE_CONDITION: 'The condition of a validation rule cannot be read.',
  RULE_FIELD_UNKNOWN: 'A validation rule reports at a field that its object does not have.',
} as const satisfies Readonly<Record<string, string>>;

/** Failures that only a bug in a plugin, or a call too early, can cause. */
export const fault = defineFaults({
  RECORDS_NOT_STARTED: ['unavailable', () => 'The records plugin is not running yet; call again when the kernel has started.'],
  RIGHTS_MISSING: ['internal', (a: { operation: string }) => `"${a.operation}" was granted without rights; the authoriser must grant what answers of(object, verb).`],
  WORK_UNKNOWN: ['internal', (a: { operation: string }) => `"${a.operation}" returned work that is no RecordWork; the records plugin commits nothing else.`],
  OBJECT_NOT_LOADED: ['internal', (a: { object: string; operation: string }) => `"${a.operation}" writes records of ${a.object}, which is not loaded.`],
  AUTHORITY_EXCEEDED: ['internal', (a: { operation: string; object: string; field: string }) =>
    `"${a.operation}" writes ${a.object}.${a.field}, which its metadata does not declare; add it to what the operation writes.`],
  RULE_UNREADABLE: ['internal', (a: { object: string; rule: string }) => `The rule "${a.rule}" of ${a.object} cannot be read; see the issues that the start reported.`],
});

export function reject(code: RecordRejectionCode, what: string): Rejection {
  return { code, category: recordRejections[code].category, message: messageOf(code, what) };
}

export function messageOf(code: RecordRejectionCode, what: string): string {
  return recordRejections[code].message.replace('{}', () => what);
}

/** Worded as the store words it, so that a record that may not be seen and one that does not exist are the same. */
export function recordNotFound(object: string): Rejection {
  return engineRejection('RECORD_NOT_FOUND', object);
}

export function staleRecord(object: string): Rejection {
  return engineRejection('STALE', object);
}

function engineRejection(code: keyof typeof rejections, object: string): Rejection {
  const { category, message } = rejections[code];
  return { code, category, message: message.replace('{}', () => object) };
}

/** A rejection of several problems: the first gives it its code, all of them are told. */
export function rejectAll(issues: readonly [InputIssue, ...InputIssue[]]): Rejection {
  const [first] = issues;
  const known = (recordRejections as Readonly<Record<string, { category: Rejection['category'] }>>)[first.code];
  const message = issues.length === 1 ? first.message : `${issues.length} things are wrong; each is listed with its path.`;
  return { code: first.code, category: known?.category ?? 'invalid', message, issues };
}

/** A rejection as the fault that the caller gets. */
export function faultOf({ code, category, message, issues, hint }: Rejection): Fault {
  const [only, second] = issues ?? [];
  const path = only === undefined || second !== undefined || only.path === '' ? {} : { path: only.path };
  const told = hint ?? (second === undefined ? only?.hint : undefined);
  return new Fault(code, category, message, { ...path, ...(told === undefined ? {} : { hint: told }), ...(issues === undefined ? {} : { issues }) });
}
