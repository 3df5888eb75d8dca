import { parsedOrThrow } from './metadata-error.ts';
import type { FieldMap } from './field.ts';
import type { IndexDescriptor, ObjectDescriptor, ValidationRule } from './object-descriptor.ts';
import type { FieldDescriptor } from './field-descriptor.ts';
import { parseObject } from './parse-object.ts';
import type { SystemFieldName } from './system-fields.ts';

declare const fields: unique symbol;

/** An object descriptor that also carries the types of its fields. */
export interface TypedObject<N extends string = string, F extends FieldMap = FieldMap> extends ObjectDescriptor {
  readonly name: N;
  readonly fields: { readonly [K in keyof F]: FieldDescriptor };
  /** Exists in types only. */
  readonly [fields]?: F;
}

type IndexedName<F> = (keyof F & string) | SystemFieldName;

/** An object as an author writes it. Only `name` and `fields` are needed. */
export interface ObjectDefinition<N extends string = string, F extends FieldMap = FieldMap> {
  readonly name: N;
  /** Stable identity; keep it when you rename the object. The name unless given. */
  readonly id?: string;
  /** As permission strings say it; the English plural of the name unless given. */
  readonly plural?: string;
  readonly label?: string;
  readonly description?: string;
  readonly fields: F;
  readonly title?: keyof F & string;
  /** `['stage', '-createdAt']`, or `{fields, unique}`. */
  readonly indexes?: readonly (IndexNames<F> | (Omit<IndexDescriptor, 'fields'> & { readonly fields: IndexNames<F> }))[];
  readonly rules?: readonly Omit<ValidationRule, 'source'>[];
  readonly audit?: ObjectDescriptor['audit'];
  readonly internal?: true;
}
type IndexNames<F> = readonly (IndexedName<F> | `-${IndexedName<F>}`)[];

/**
 * Describes a business object. The value is the plain descriptor itself (with plural, labels and ids filled in); its type
 * also knows the fields. Throws a `MetadataError` that lists everything wrong with it.
 */
export function defineObject<const N extends string, F extends FieldMap>(
  definition: ObjectDefinition<N, F>,
): TypedObject<N, F> {
  const label = `object ${definition.name}`;
  return parsedOrThrow(parseObject(definition, { file: label })) as TypedObject<N, F>;
}
