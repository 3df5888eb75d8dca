import type { JsonSchema } from '@objectos/kernel';
import { isTrue } from '@objectql/expression';
import type { Access, Expr } from '@objectql/expression';
import { fieldJsonSchema, fieldOf } from '@objectql/metadata';
import type { FieldDescriptor, ObjectDescriptor } from '@objectql/metadata';

const idSchema: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9_.-]{1,64}$' };

/** What a record validator accepts: only fields that the caller may give are named. */
export function recordInputSchema(
  object: ObjectDescriptor,
  verb: 'create' | 'update',
  fields: readonly { readonly name: string; readonly mustBeGiven: boolean }[],
): JsonSchema {
  const identity = verb === 'create'
    ? { id: { ...idSchema, description: 'A new UUID where left out.' } }
    : { id: idSchema, revision: { type: 'integer', description: 'Refuses the update if the record has changed since this revision.' } };
  const properties = Object.fromEntries(fields.map(({ name }) => [name, fieldJsonSchema(object.fields[name] as FieldDescriptor, { mode: verb })]));
  const needed = [...(verb === 'update' ? ['id'] : []), ...fields.filter(({ mustBeGiven }) => mustBeGiven).map(({ name }) => name)];
  return { type: 'object', properties: { ...identity, ...properties }, ...(needed.length > 0 ? { required: needed } : {}), additionalProperties: false };
}

/** A record as one with this right to read sees it. Fields hidden in some records are null there and listed under `_masked`. */
export function recordSchema(object: ObjectDescriptor, read: Access | undefined): JsonSchema {
  if (read === undefined) return { type: 'object', properties: { id: idSchema }, required: ['id'] };
  const properties = Object.fromEntries([...read.fields].map(([name, mask]) => [name, readSchema(fieldOf(object, name), mask)]));
  const masked = { _masked: { type: 'array', items: { type: 'string' }, description: 'Fields that you may not see in this record; they read null.' } };
  return { type: 'object', title: object.label, properties: { ...properties, ...masked }, required: ['id'] };
}

/** A required value may read null all the same: where a mask hides it, or the record that it refers to cannot be seen. */
function readSchema(field: FieldDescriptor | undefined, mask: Expr): JsonSchema {
  if (field === undefined) return {};
  const { required, ...mayBeNull } = field;
  const isSure = required === true && isTrue(mask) && field.type !== 'lookup';
  return fieldJsonSchema(isSure ? field : mayBeNull, { mode: 'read' });
}
