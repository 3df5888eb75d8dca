import type { JsonSchema } from '@objectos/kernel';

const text: JsonSchema = { type: 'string' };
const optionalText: JsonSchema = { type: ['string', 'null'] };
const names: JsonSchema = { type: ['array', 'null'], items: text };
const truth: JsonSchema = { enum: [true, false, null, 'withheld'] };

const condition: JsonSchema = {
  type: 'object',
  required: ['text'],
  properties: { text: optionalText, holds: truth, values: { type: 'object' }, parts: { type: 'array', items: { type: 'object' } } },
};

const reason: JsonSchema = {
  type: 'object',
  required: ['side', 'asks', 'outcome', 'message'],
  properties: {
    side: { enum: ['person', 'delegation', 'token', 'plugin', 'operation'] },
    asks: text,
    outcome: { enum: ['grants', 'refuses', 'does not apply', 'depends', 'taken away', 'withheld'] },
    message: text, role: text, rule: optionalText, at: text, condition,
  },
};

/** JSON Schema of an `Explanation`. */
export const explanationSchema: JsonSchema = {
  type: 'object',
  required: ['principal', 'agent', 'operation', 'record', 'verdict', 'code', 'summary', 'sides', 'reasons', 'hidden', 'needed'],
  properties: {
    principal: text, agent: optionalText, operation: text, record: optionalText,
    verdict: { enum: ['allowed', 'denied', 'not_found', 'depends', 'withheld'] },
    code: optionalText, summary: text,
    sides: {
      type: 'array',
      items: { type: 'object', required: ['side', 'id', 'allows'], properties: { side: { enum: ['person', 'delegation', 'token', 'plugin'] }, id: text, allows: { type: 'boolean' }, roles: names, operations: names } },
    },
    reasons: { type: 'array', items: reason },
    hidden: { type: 'array', items: { type: 'object', required: ['field', 'because'], properties: { field: text, because: text, at: text } } },
    needed: { type: 'array', items: text },
  },
};
