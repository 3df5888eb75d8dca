import type { FieldDescriptor, FieldType, ObjectDescriptor } from '@objectql/metadata';
import type { IndexLayout } from './wanted-indexes.ts';

/**
 * What a store remembers of the metadata that its tables were made from: the part that decides where and how values lie, and
 * nothing else, so that a new label, a longer maximum or one more option is no difference at all.
 */
export type StoredSchema = readonly StoredObject[];

export interface StoredObject {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly StoredField[];
  readonly indexes: readonly StoredIndex[];
}

export interface StoredIndex {
  readonly name: string;
  readonly sql: string;
}

export interface StoredField {
  readonly id: string;
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** Digits after the point, where values are stored scaled. */
  readonly scale?: number;
  /** Values of a money field are amounts of this and no other. */
  readonly currency?: string;
  /** What a lookup refers to, by its name. */
  readonly target?: string;
  /** The values that a select or multi-select may hold. */
  readonly options?: readonly string[];
}

/** Canonical: the same objects give the same text, in whatever order they come. */
export function storedSchema(objects: readonly ObjectDescriptor[], indexesOf: (object: ObjectDescriptor) => readonly IndexLayout[]): StoredSchema {
  return objects
    .map((object) => ({
      id: object.id,
      name: object.name,
      fields: Object.entries(object.fields).map(([name, field]) => storedField(name, field)).toSorted(inOrder(({ id }) => id)),
      indexes: indexesOf(object).map(({ name, sql }) => ({ name, sql })).toSorted(inOrder(({ name }) => name)),
    }))
    .toSorted(inOrder(({ id }) => id));
}

function storedField(name: string, field: FieldDescriptor): StoredField {
  return {
    id: field.id,
    name,
    type: field.type,
    required: field.required === true,
    ...(field.type === 'decimal' || field.type === 'money' ? { scale: field.scale } : {}),
    ...(field.type === 'money' ? { currency: field.currency } : {}),
    ...(field.type === 'lookup' ? { target: field.object } : {}),
    ...((field.type === 'select' || field.type === 'multiSelect') && field.options ? { options: field.options.map(({ value }) => value).toSorted() } : {}),
  };
}

function inOrder<T>(keyOf: (each: T) => string): (a: T, b: T) => number {
  return (a, b) => (keyOf(a) < keyOf(b) ? -1 : Number(keyOf(a) > keyOf(b)));
}
