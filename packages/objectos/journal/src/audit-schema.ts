import type { JsonSchema } from '@objectos/kernel';

export const text: JsonSchema = { type: 'string' };
const whole: JsonSchema = { type: 'integer' };

/** What a page of a log answers, by what it says of an entry and of a change. */
export function logSchemaOf(more: Readonly<Record<string, JsonSchema>>, change: JsonSchema): JsonSchema {
  const entry: JsonSchema = {
    type: 'object',
    required: ['seq', 'hash'],
    properties: {
      seq: whole, at: text, principal: text, actors: { type: 'array', items: text }, onBehalfOf: { type: ['string', 'null'] }, surface: text,
      operation: text, requestId: text, version: text, hash: text, erased: { const: true }, changes: { type: 'array', items: change }, ...more,
    },
  };
  return {
    type: 'object',
    required: ['entries', 'next'],
    properties: { entries: { type: 'array', items: entry }, next: { type: ['integer', 'null'], description: 'Give it as after for what follows.' } },
  };
}

export const logSchema: JsonSchema = logSchemaOf({ events: { type: 'array', items: { type: 'object' } }, dropped: whole }, {
  type: 'object',
  required: ['op', 'object', 'record', 'before', 'after'],
  properties: { op: { enum: ['insert', 'update', 'add', 'delete'] }, object: text, record: text, before: { type: ['object', 'null'] }, after: { type: ['object', 'null'] } },
});

export const verdictSchema: JsonSchema = {
  type: 'object',
  required: ['ok', 'entries', 'findings'],
  properties: {
    ok: { type: 'boolean' }, entries: whole, erased: whole, accessBatches: whole, checkpoint: { type: ['integer', 'null'] },
    head: { type: 'object', properties: { seq: whole, epoch: text, hash: text } },
    epochs: { type: 'array', items: { type: 'object', properties: { epoch: text, from: whole } } },
    findings: {
      type: 'array',
      items: {
        type: 'object',
        required: ['kind', 'stream', 'seq', 'message'],
        properties: {
          kind: { enum: ['changed', 'removed', 'inserted', 'reordered', 'cut', 'rewritten', 'restored'] },
          stream: { enum: ['journal', 'access'] }, seq: whole, last: whole, message: text,
        },
      },
    },
  },
};
