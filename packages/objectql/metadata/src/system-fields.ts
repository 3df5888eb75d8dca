import type { FieldDescriptor } from './field-descriptor.ts';
import type { ObjectDescriptor } from './object-descriptor.ts';

/** Fields that every record has and only the runtime writes; their names are reserved. */
export const systemFields = {
  id: { type: 'text', id: 'id', label: 'Id', required: true, readOnly: true, max: 64 },
  createdAt: { type: 'datetime', id: 'createdAt', label: 'Created at', required: true, readOnly: true },
  createdBy: { type: 'text', id: 'createdBy', label: 'Created by', required: true, readOnly: true },
  updatedAt: { type: 'datetime', id: 'updatedAt', label: 'Updated at', required: true, readOnly: true },
  updatedBy: { type: 'text', id: 'updatedBy', label: 'Updated by', required: true, readOnly: true },
  revision: { type: 'integer', id: 'revision', label: 'Revision', required: true, readOnly: true },
} as const satisfies Record<string, FieldDescriptor>;

export type SystemFieldName = keyof typeof systemFields;

/** The field of that name, the object's own or a system one; undefined where neither exists. */
export function fieldOf(object: ObjectDescriptor, name: string): FieldDescriptor | undefined {
  if (Object.hasOwn(object.fields, name)) return object.fields[name];
  return Object.hasOwn(systemFields, name) ? systemFields[name as SystemFieldName] : undefined;
}

/** Every field of the object's records, in the order in which they are shown: id, the object's own, the other system fields. */
export function fieldNamesOf(object: ObjectDescriptor): readonly string[] {
  const { id, ...others } = systemFields;
  return [id.id, ...Object.keys(object.fields), ...Object.keys(others)];
}
