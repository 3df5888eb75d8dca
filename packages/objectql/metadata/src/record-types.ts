import type { FieldMap, InputOf, TypesOf, ValueOf } from './field.ts';
import type { TypedObject } from './define-object.ts';

/** The fields that every record has and no caller writes. */
export interface SystemRecord {
  readonly id: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly updatedAt: string;
  readonly updatedBy: string;
  readonly revision: number;
  /** Fields of this record that the caller may not see; they read null. */
  readonly _masked?: readonly string[];
}

type FieldsOf<D> = D extends TypedObject<string, infer F> ? F : never;
type Given<F extends FieldMap, G> = { [K in keyof F]: TypesOf<F[K]>['given'] extends G ? K : never }[keyof F];
type Flat<T> = { [K in keyof T]: T[K] };

type ReadFields<F extends FieldMap> = { readonly [K in keyof F]: ValueOf<F[K]> };
type MustGive<F extends FieldMap> = { readonly [K in Given<F, 'must'>]: InputOf<F[K]> };
type MayGive<F extends FieldMap> = { readonly [K in Given<F, 'may'>]?: InputOf<F[K]> };
type MayChange<F extends FieldMap> = { readonly [K in Given<F, 'must' | 'may'>]?: InputOf<F[K]> };
type Lookups<F extends FieldMap> = {
  readonly [K in keyof F as [TypesOf<F[K]>['target']] extends [never] ? never : K]: TypesOf<F[K]>['target'];
};

/** The name of a defined object, as a literal. */
export type NameOf<D> = D extends TypedObject<infer N, FieldMap> ? N : never;
/** A record as read, system fields included. */
export type RecordOf<D> = Flat<SystemRecord & ReadFields<FieldsOf<D>>>;
/** What a create takes. `id` may come from the client (a UUIDv7). */
export type CreateInputOf<D> = Flat<{ readonly id?: string } & FieldsInput<FieldsOf<D>>>;
/** The fields that an update may change, all of them optional; null empties what is not required. */
export type ChangesOf<D> = Flat<MayChange<FieldsOf<D>>>;
/** What an update takes: which record, the revision that the caller saw, and the changes. */
export type UpdateInputOf<D> = Flat<{ readonly id: string; readonly revision?: number } & MayChange<FieldsOf<D>>>;
/** Lookup fields to the names of the objects that they refer to. */
export type LookupsOf<D> = Lookups<FieldsOf<D>>;
/** Input made of fields: what is required and has no default must be given. */
export type FieldsInput<F extends FieldMap> = Flat<MustGive<F> & MayGive<F>>;
