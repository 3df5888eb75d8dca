/** Every operator of a JSON filter. */
export const filterOperators = [
  '$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin', '$between', '$contains', '$startsWith', '$endsWith', '$null', '$and', '$or', '$not',
] as const;
export type FilterOperator = (typeof filterOperators)[number];

interface Equality<V> {
  readonly $eq?: V | null;
  readonly $ne?: V | null;
  readonly $in?: readonly V[];
  readonly $nin?: readonly V[];
  /** `true`: has no value; `false`: has one. */
  readonly $null?: boolean;
}

interface Order<V> {
  readonly $gt?: V;
  readonly $gte?: V;
  readonly $lt?: V;
  readonly $lte?: V;
  /** Both ends included. */
  readonly $between?: readonly [V, V];
}

interface Text {
  readonly $contains?: string;
  readonly $startsWith?: string;
  readonly $endsWith?: string;
}

interface Membership<E> {
  readonly $contains?: E;
  readonly $null?: boolean;
}

/** Conditions on one field whose values are `V`; all that are given must hold. A bare value stands for `$eq`. */
export type FieldFilter<V> = [V] extends [readonly (infer E)[] | null]
  ? null | Membership<E>
  : V | null | Equality<V> & ([V] extends [boolean] ? unknown : Order<V>) & ([V] extends [string] ? Text : unknown);

/** A filter on records of the form `R`: every field named must match, and so must `$and`, `$or` and `$not`. */
export type Filter<R extends object = Record<string, unknown>> =
  & { readonly [K in keyof R]?: string extends keyof R ? unknown : FieldFilter<NonNullable<R[K]>> }
  & { readonly $and?: readonly Filter<R>[]; readonly $or?: readonly Filter<R>[]; readonly $not?: Filter<R> };
