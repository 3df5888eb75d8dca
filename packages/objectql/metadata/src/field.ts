import type { FieldType } from './field-descriptor.ts';

declare const types: unique symbol;

/** What the type checker knows of a field; nothing of it exists at run time. */
export interface FieldTypes {
  /** As read, when it is not null. */
  readonly value: unknown;
  /** As given to a create or update, when it is not null. */
  readonly input: unknown;
  /** Never null. */
  readonly required: boolean;
  /** Whether a create must give it, may give it, or never can. */
  readonly given: 'must' | 'may' | 'never';
  /** Name of the object that a lookup refers to; `never` for every other type. */
  readonly target: string;
}

/**
 * A field as an author writes it: plain data (a `FieldDescriptor` whose `id` may still be missing), and the types that
 * follow from it. Made by `f.*`.
 */
export interface Field<T extends FieldTypes = FieldTypes> extends AnyField {
  /** Exists in types only. */
  readonly [types]?: T;
}

/** Any field, without its types: as a constraint, so that the types of `f.*` are inferred from the options alone. */
export interface AnyField {
  readonly type: FieldType;
}

/** Fields by name, in the author's order. */
export type FieldMap = Readonly<Record<string, AnyField>>;

/** The types that a field carries. */
export type TypesOf<F> = F extends Field<infer T> ? T : never;

/** What a reader gets: null unless the field is required. */
export type ValueOf<F> = F extends Field<infer T> ? (T['required'] extends true ? T['value'] : T['value'] | null) : never;

/** What a writer gives: null empties a field that is not required. */
export type InputOf<F> = F extends Field<infer T> ? (T['required'] extends true ? T['input'] : T['input'] | null) : never;
