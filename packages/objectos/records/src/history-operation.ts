import type { Call, InputIssue, JsonSchema, Operation, Reply, Validator } from '@objectos/kernel';
import type { Stores } from '@objectql/engine';
import type { ObjectDescriptor } from '@objectql/metadata';
import { errorsOfOne } from './call-errors.ts';
import { faultOf, recordNotFound } from './errors.ts';
import { rightsOfCall } from './granted-rights.ts';
import { isId, isText, readMembers } from './query-input.ts';
import { RecordHistory } from './record-history.ts';
import type { RecordModel } from './record-model.ts';

export interface HistoryInput {
  readonly id: string;
  readonly limit: number;
  /** Entries with a larger sequence number. */
  readonly after: number;
}

const usualEntries = 50;
const mostEntries = 200;

/**
 * `o.history`: who changed a record, when and what, through the readable view of now. The record must be readable; fields
 * that the caller may not see in the record as it is today are left out of every entry, also of those from before; entries
 * that changed nothing else do not appear. A deleted record has no history to anyone but auditors (`audit.log`).
 */
export function historyOperation({ object, model, stores }: { object: ObjectDescriptor; model: () => RecordModel; stores: () => Stores }): Operation<HistoryInput> {
  const { name, label } = object;
  return {
    name: `${name}.history`,
    title: `History of ${label.toLowerCase()}`,
    description: `Who changed one record of ${name}, when, and what changed, oldest first.`,
    effect: 'read',
    idempotent: true,
    grant: { object: name, verb: 'read' },
    target: 'record',
    input: historyInput,
    output: () => outputSchema,
    errors: errorsOfOne,
    async handler(call: Call<HistoryInput>): Promise<Reply> {
      const store = await stores().of(call.context.tenant);
      const rights = rightsOfCall(call);
      const history = await RecordHistory.open({ object, planner: model().planner, rights, store, context: call.context }, call.input.id);
      if (history === undefined) throw faultOf(recordNotFound(name));
      const { entries, next } = await history.page(call.input.after, call.input.limit);
      return { value: { entries, nextCursor: next === null ? null : String(next) } };
    },
  };
}

const isLimit = (value: unknown): string | undefined =>
  (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= mostEntries ? undefined : `a whole number from 1 to ${mostEntries}`);

const historyInput: Validator<HistoryInput> = {
  parse(value) {
    const { members, issues } = readMembers(value, { id: isId, limit: isLimit, cursor: isText });
    const { id, limit = usualEntries, cursor } = members;
    if (id === undefined && issues.every(({ path }) => path !== 'id' && path !== '')) issues.push({ path: 'id', code: 'FIELD_REQUIRED', message: '"id" is required.' });
    const after = cursor === undefined ? 0 : readCursor(cursor as string, issues);
    return issues.length > 0 ? { ok: false, issues } : { ok: true, value: { id: id as string, limit: limit as number, after } };
  },
  jsonSchema: () => ({
    type: 'object',
    properties: {
      id: { type: 'string', minLength: 1, maxLength: 64 },
      limit: { type: 'integer', minimum: 1, maximum: mostEntries, default: usualEntries },
      cursor: { type: 'string', description: 'The nextCursor of the page before.' },
    },
    required: ['id'],
    additionalProperties: false,
  }),
};

function readCursor(cursor: string, issues: InputIssue[]): number {
  const after = /^\d{1,15}$/u.test(cursor) ? Number(cursor) : Number.NaN;
  if (Number.isNaN(after)) issues.push({ path: 'cursor', code: 'CURSOR_INVALID', message: 'This cursor does not belong to a history; start again without it.' });
  return after;
}

const outputSchema: JsonSchema = {
  type: 'object',
  required: ['entries', 'nextCursor'],
  properties: {
    entries: {
      type: 'array',
      items: {
        type: 'object',
        required: ['seq', 'at', 'operation', 'principal', 'actors', 'onBehalfOf', 'surface', 'changes'],
        properties: {
          seq: { type: 'integer' }, at: { type: 'string', format: 'date-time' }, operation: { type: 'string' }, principal: { type: 'string' },
          actors: { type: 'array', items: { type: 'string' } }, onBehalfOf: { type: ['string', 'null'] }, surface: { type: 'string' },
          changes: { type: 'object', description: 'By field, its value before and after.', additionalProperties: { type: 'object', properties: { before: {}, after: {} }, required: ['before', 'after'] } },
        },
      },
    },
    nextCursor: { type: ['string', 'null'], description: 'Give it as cursor for what follows; null at the end.' },
  },
};
