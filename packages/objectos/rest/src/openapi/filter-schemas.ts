import type { JsonSchema } from '@objectos/kernel';
import type { FieldDescriptor } from '@objectql/metadata';
import type { Components, Reference } from './components.ts';

const text = { type: 'string' } as const;
const decimal = { type: ['string', 'number'] } as const;
const list = { type: 'array', items: text } as const;

interface Kind {
  readonly name: string;
  /** A bare value, which stands for `$eq`. */
  readonly value: JsonSchema;
  readonly operators: Readonly<Record<string, JsonSchema>>;
}

/** By the name of a shared schema: what may be asked of a field of that kind. */
function kindOf({ type }: FieldDescriptor): Kind | null {
  switch (type) {
    case 'json': return null;
    case 'boolean': return { name: 'BooleanFilter', value: { type: 'boolean' }, operators: equality({ type: 'boolean' }) };
    case 'integer': return { name: 'IntegerFilter', value: { type: 'integer' }, operators: { ...equality({ type: 'integer' }), ...order({ type: 'integer' }) } };
    case 'decimal':
    case 'money': return { name: 'DecimalFilter', value: decimal, operators: { ...equality(decimal), ...order(decimal) } };
    case 'date':
    case 'datetime': return { name: 'TimeFilter', value: text, operators: { ...equality(text), ...order(text) } };
    case 'multiSelect': return { name: 'ListFilter', value: { type: 'null' }, operators: { $eq: { type: 'null' }, $ne: { type: 'null' }, $contains: text, $in: list, $nin: list } };
    case 'text':
    case 'longText':
    case 'email':
    case 'url':
    case 'select':
    case 'lookup':
    case 'autonumber': break;
  }
  return { name: 'TextFilter', value: text, operators: { ...equality(text), ...order(text), $contains: text, $startsWith: text, $endsWith: text } };
}

/** Conditions on a field of this type; null where records cannot be found by one. */
export function fieldFilter(field: FieldDescriptor, components: Components): Reference | null {
  const kind = kindOf(field);
  if (kind === null) return null;
  const { name, value, operators } = kind;
  return components.named('schemas', name, () => ({
    description: 'A value, which the field must equal, or operators that must all hold.',
    anyOf: [orNull(value), {
      type: 'object',
      properties: { ...operators, $null: { type: 'boolean', description: 'true: has no value; false: has one.' }, $not: { $ref: `#/components/schemas/${name}` } },
      additionalProperties: false,
      minProperties: 1,
    }],
  }));
}

function equality(value: JsonSchema): Readonly<Record<string, JsonSchema>> {
  const oneOfThese = { type: 'array', items: orNull(value), maxItems: 500 };
  return { $eq: orNull(value), $ne: orNull(value), $in: oneOfThese, $nin: oneOfThese };
}

function order(value: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return { $gt: value, $gte: value, $lt: value, $lte: value, $between: { type: 'array', items: value, minItems: 2, maxItems: 2, description: 'Low and high, both included.' } };
}

function orNull({ type, ...rest }: JsonSchema): JsonSchema {
  return { ...rest, type: [...new Set([type, 'null'].flat())] };
}
