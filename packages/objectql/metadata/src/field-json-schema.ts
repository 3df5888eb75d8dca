import { counted } from './counted.ts';
import type { FieldDescriptor, SelectOption } from './field-descriptor.ts';
import type { Json, JsonObject } from './json.ts';

/** Which side of the wire: what a reader gets, or what a create or update takes. */
export interface FieldSchemaOptions {
  readonly mode: 'read' | 'create' | 'update';
}

/**
 * JSON Schema (2020-12) of one field's value on the wire. Null is allowed unless the field is required; whether the key
 * must be there is the record schema's matter.
 */
export function fieldJsonSchema(field: FieldDescriptor, options: FieldSchemaOptions): JsonObject {
  const value = valueSchema(field, options.mode === 'read');
  const schema = field.required === true || field.type === 'autonumber' ? value : nullable(value);
  return {
    ...(field.label !== undefined && { title: field.label }),
    ...(field.description !== undefined && { description: field.description }),
    ...schema,
    ...(field.default !== undefined && options.mode === 'create' && { default: field.default }),
    ...(options.mode === 'read' && (field.readOnly === true || field.type === 'autonumber') && { readOnly: true }),
  };
}

function valueSchema(field: FieldDescriptor, reading: boolean): JsonObject {
  switch (field.type) {
    case 'text':
      return { type: 'string', ...lengthOf(field.min ?? (field.required === true ? 1 : undefined)), maxLength: field.max ?? 255 };
    case 'longText':
      return { type: 'string', ...lengthOf(field.required === true ? 1 : undefined), maxLength: field.max ?? 100_000 };
    case 'integer':
      return { type: 'integer', minimum: field.min ?? Number.MIN_SAFE_INTEGER, maximum: field.max ?? Number.MAX_SAFE_INTEGER };
    case 'decimal':
    case 'money':
      return decimalSchema(field, reading);
    case 'boolean':
      return { type: 'boolean' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'datetime':
      return { type: 'string', format: 'date-time' };
    case 'select':
      return optionSchema(field.options);
    case 'multiSelect':
      return { type: 'array', items: field.options === undefined ? { type: 'string', minLength: 1 } : optionSchema(field.options), uniqueItems: true };
    case 'lookup':
      return { type: 'string', maxLength: 64, description: `Id of a record of ${field.object}.` };
    case 'autonumber':
      return { type: 'string' };
    case 'email':
      return { type: 'string', format: 'email' };
    case 'url':
      return { type: 'string', format: 'uri' };
    case 'json':
      return {};
    default:
      return field satisfies never;
  }
}

/** Read: a string with all digits. Written: such a string, or a number where it is exact. */
function decimalSchema(field: Extract<FieldDescriptor, { type: 'decimal' | 'money' }>, reading: boolean): JsonObject {
  const digits = field.scale === 0 ? '' : reading ? `\\.\\d{${field.scale}}` : `(\\.\\d{0,${field.scale}})?`;
  const currency = field.type === 'money' ? ` in ${field.currency}` : '';
  return {
    type: reading ? 'string' : ['string', 'number'],
    pattern: `^-?\\d{1,${Math.max(1, 18 - field.scale)}}${digits}$`,
    description: `Exact decimal${currency} with ${counted(field.scale, 'digit')} after the point.`,
  };
}

function optionSchema(options: readonly SelectOption[]): JsonObject {
  return { type: 'string', enum: options.map((option) => option.value) };
}

function nullable(schema: JsonObject): JsonObject {
  const { type, enum: values } = schema;
  if (type === undefined) return schema;
  const types: readonly Json[] = typeof type === 'string' ? [type, 'null'] : [...(type as readonly Json[]), 'null'];
  return { ...schema, type: types, ...(Array.isArray(values) && { enum: [...(values as readonly Json[]), null] }) };
}

/** A required text is no empty text. */
function lengthOf(least: number | undefined): JsonObject {
  return least === undefined ? {} : { minLength: least };
}
