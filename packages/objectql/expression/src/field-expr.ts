import { fieldOf } from '@objectql/metadata';
import type { FieldDescriptor, FieldType, ObjectDescriptor } from '@objectql/metadata';
import type { ExprType, FieldExpr } from './expr.ts';

const types: Readonly<Record<FieldType, ExprType>> = {
  text: 'text', longText: 'text', select: 'text', email: 'text', url: 'text', lookup: 'text', autonumber: 'text',
  integer: 'integer', decimal: 'decimal', money: 'decimal', boolean: 'boolean', date: 'date', datetime: 'datetime',
  multiSelect: 'texts', json: 'json',
};

/** What an expression over a field of that type yields. */
export function typeOfField(field: FieldDescriptor): ExprType {
  return types[field.type];
}

/**
 * The field `name` of `object` as an expression; with `via`, the field of the record of `object` that the lookup field
 * `via` leads to. Throws a RangeError for a field that does not exist: names from outside are checked by the parsers.
 */
export function fieldExpr(object: ObjectDescriptor, name: string, via?: string): FieldExpr {
  const field = fieldOf(object, name);
  if (field === undefined) throw new RangeError(`"${name}" is not a field of ${object.name}.`);
  const known = field.required === true && via === undefined;
  return {
    kind: 'field',
    type: types[field.type],
    name,
    ...(field.type === 'decimal' || field.type === 'money' ? { scale: field.scale } : {}),
    ...(via === undefined ? {} : { via: { field: via, object: object.name } }),
    ...(known ? { required: true } : {}),
  };
}
