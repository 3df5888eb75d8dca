import * as z from 'zod';
import type { FieldType } from './field-descriptor.ts';
import { mapping, phrase } from './shape.ts';

/** What an author may write for a field of each type. Defaults are checked against the field itself, afterwards. */
const flags = {
  id: phrase.optional().describe('Stable identity, <object>.<field> unless given: a renamed field that keeps it keeps its data.'),
  label: phrase.optional().describe('What people read; made from the name unless given.'),
  description: phrase.optional().describe('What the field holds, for people, API documents and agents.'),
  required: z.boolean().optional().describe('Never null, and no empty text.'),
  readOnly: z.boolean().optional().describe('Written by flow events, actions and the system only, never by a create or update of a caller.'),
  default: z.unknown().optional().describe('Value of a create that leaves the field out.'),
};
const index = z.boolean().optional().describe('Filters and sorts by this field are fast.');
const keyed = { ...flags, unique: z.boolean().optional().describe('At most one record holds a given value; null is never a duplicate.'), index };

const textLength = z.int().min(0).max(100_000).optional().describe('A number of characters.');
const wholeNumber = z.int().optional().describe('A bound of the value, itself allowed.');
const decimal = z.union([z.string(), z.number()], { error: 'a decimal number' }).optional().describe('A bound of the value, itself allowed.');
const scale = z.int().min(0).max(18).optional().describe('Digits after the point.');
const options = z
  .array(z.union([phrase, z.strictObject({ value: phrase.describe('What is kept.'), label: phrase.optional().describe('What people read.') })], { error: 'an option: text, or a mapping with "value" and "label"' }))
  .min(1)
  .describe('The values that may be chosen, in their order.');

export const fieldShapes = {
  text: mapping({ type: z.literal('text'), ...keyed, min: textLength, max: textLength }),
  longText: mapping({ type: z.literal('longText'), ...flags, max: textLength }),
  integer: mapping({ type: z.literal('integer'), ...keyed, min: wholeNumber, max: wholeNumber }),
  decimal: mapping({ type: z.literal('decimal'), ...keyed, scale, min: decimal, max: decimal }),
  money: mapping({ type: z.literal('money'), ...keyed, currency: z.string().regex(/^[A-Z]{3}$/u, { error: 'a currency code such as USD' }).describe('ISO 4217 code, such as USD.'), scale, min: decimal, max: decimal }),
  boolean: mapping({ type: z.literal('boolean'), ...flags, index }),
  date: mapping({ type: z.literal('date'), ...keyed }),
  datetime: mapping({ type: z.literal('datetime'), ...keyed }),
  select: mapping({ type: z.literal('select'), ...keyed, options }),
  multiSelect: mapping({ type: z.literal('multiSelect'), ...flags, options: options.optional() }),
  lookup: mapping({
    type: z.literal('lookup'), ...keyed, object: phrase.describe('The object that it refers to.'), optional: z.boolean().optional().describe('The object need not be loaded; then the field is null.'),
    onDelete: z.literal('restrict').optional().describe('A record that is referred to cannot be deleted.'), unreadable: z.literal('id').optional().describe('Who may not see the target sees its bare id, and not null.'),
  }),
  autonumber: mapping({ type: z.literal('autonumber'), id: flags.id, label: flags.label, description: flags.description, format: phrase.describe('EXP-{0000} makes EXP-0001, EXP-0002 ...') }),
  email: mapping({ type: z.literal('email'), ...keyed }),
  url: mapping({ type: z.literal('url'), ...keyed }),
  json: mapping({ type: z.literal('json'), ...flags }),
} as const satisfies Record<FieldType, z.ZodType>;

export const fieldTypes = Object.keys(fieldShapes) as FieldType[];

/** Any field, for the published schema. */
export const anyFieldShape = z.discriminatedUnion('type', Object.values(fieldShapes) as never);
