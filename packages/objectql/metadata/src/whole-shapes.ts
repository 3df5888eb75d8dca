import * as z from 'zod';
import { anyFieldShape } from './field-shapes.ts';
import type { Json, JsonObject } from './json.ts';
import { actionShape } from './parse-action.ts';
import { flowShape, stateShape, transitionShape } from './parse-flow.ts';
import { objectShape } from './parse-object.ts';
import { roleShape, ruleShape } from './parse-role.ts';
import type { Kind } from './parse-text.ts';

const fields = z.record(z.string(), anyFieldShape);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** One key: a word of conditions, or a field path with its test. */
const condition: z.ZodType = z.object({
  role: z.union([z.string(), z.array(z.string()).min(1)]).optional().describe('A role that the caller holds, or a list of which he holds one; "!name" for one that he does not.'),
  get any() {
    return z.array(condition).min(1).optional().describe('One of these must hold.');
  },
  get all() {
    return z.array(condition).min(1).optional().describe('All of these must hold.');
  },
  get not() {
    return z.union([condition, z.array(condition)]).optional().describe('This must not hold.');
  },
  when: z.string().min(1).optional().describe('CEL over record and actor: record.amount < 5000 && actor.id != record.owner.'),
}).catchall(z.union([scalar, z.array(scalar)]).describe('A field and its test: "< 5000", "1000..5000", "!= x", "in [a, b]", "$actor", or a value. Quote what begins with ">" or "!".'))
  .meta({ title: 'Condition', minProperties: 1, maxProperties: 1 });

const transition = transitionShape.extend({ conditions: z.array(condition).optional().describe('All must hold; begin each with "- ".') });
const state = stateShape.extend({
  on: z.record(z.string(), z.union([transition, z.array(transition)])).nullable().optional().describe(describedIn(stateShape.shape.on)),
  actions: z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).nullable().optional().describe(describedIn(stateShape.shape.actions)),
});
const rules = z.array(z.union([z.string(), ruleShape]));

/** The shapes with their parts, which the parsers read one by one. */
export const wholeShapes = {
  object: objectShape.extend({ fields: fields.describe(describedIn(objectShape.shape.fields)) }),
  flow: flowShape.extend({ states: z.record(z.string(), state.nullable()).describe(describedIn(flowShape.shape.states)) }),
  role: roleShape.extend({ rules: rules.describe(describedIn(roleShape.shape.rules)) }),
  action: actionShape.extend({ input: fields.optional().describe(describedIn(actionShape.shape.input)) }),
} as const satisfies Readonly<Record<Kind, z.ZodType>>;

/** The rules of one role, as `permissions` of a manifest holds them. */
export const wholeRules = rules;

/** What the parsers' own shape says of a part. */
export function describedIn(part: z.ZodType): string {
  return part.description ?? '';
}

/** A schema without `source`, which parsers leave in descriptors and no author writes. */
export function authored(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(authored);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, key === 'properties' ? withoutSource(part) : authored(part)]));
}

function withoutSource(properties: Json): Json {
  return Object.fromEntries(Object.entries(properties as JsonObject).filter(([key]) => key !== 'source').map(([key, part]) => [key, authored(part)]));
}
