import * as z from 'zod';
import type { FieldType } from './field-descriptor.ts';
import { mapping, phrase } from './shape.ts';

/** What an author may write for a field of each type. Defaults are checked against the field itself, afterwards. */
const flags = {
  id: phrase.optional(),
  label: phrase.optional(),
  description: phrase.optional(),
  required: z.boolean().optional(),
  readOnly: z.boolean().optional(),
  default: z.unknown().optional(),
};
const keyed = { ...flags, unique: z.boolean().optional(), index: z.boolean().optional() };

const textLength = z.int().min(0).max(100_000).optional();
const wholeNumber = z.int().optional();
const decimal = z.union([z.string(), z.number()], { error: 'a decimal number' }).optional();
const scale = z.int().min(0).max(18).optional();
const options = z
  .array(z.union([phrase, z.strictObject({ value: phrase, label: phrase.optional() })], { error: 'an option: text, or a mapping with "value" and "label"' }))
  .min(1);

export const fieldShapes = {
  text: mapping({ type: z.literal('text'), ...keyed, min: textLength, max: textLength }),
  longText: mapping({ type: z.literal('longText'), ...flags, max: textLength }),
  integer: mapping({ type: z.literal('integer'), ...keyed, min: wholeNumber, max: wholeNumber }),
  decimal: mapping({ type: z.literal('decimal'), ...keyed, scale, min: decimal, max: decimal }),
  money: mapping({ type: z.literal('money'), ...keyed, currency: z.string().regex(/^[A-Z]{3}$/u, { error: 'a currency code such as USD' }), scale, min: decimal, max: decimal }),
  boolean: mapping({ type: z.literal('boolean'), ...flags, index: z.boolean().optional() }),
  date: mapping({ type: z.literal('date'), ...keyed }),
  datetime: mapping({ type: z.literal('datetime'), ...keyed }),
  select: mapping({ type: z.literal('select'), ...keyed, options }),
  multiSelect: mapping({ type: z.literal('multiSelect'), ...flags, options: options.optional() }),
  lookup: mapping({
    type: z.literal('lookup'), ...keyed, object: phrase, optional: z.boolean().optional(),
    onDelete: z.literal('restrict').optional(), unreadable: z.literal('id').optional(),
  }),
  autonumber: mapping({ type: z.literal('autonumber'), id: flags.id, label: flags.label, description: flags.description, format: phrase }),
  email: mapping({ type: z.literal('email'), ...keyed }),
  url: mapping({ type: z.literal('url'), ...keyed }),
  json: mapping({ type: z.literal('json'), ...flags }),
} as const satisfies Record<FieldType, z.ZodType>;

export const fieldTypes = Object.keys(fieldShapes) as FieldType[];

/** Any field, for the published schema. */
export const anyFieldShape = z.discriminatedUnion('type', Object.values(fieldShapes) as never);
