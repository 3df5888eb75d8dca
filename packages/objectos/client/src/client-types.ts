import type { ListAnswer, ListQuery } from '@objectos/protocol';
import type { AppShape, ObjectShape, ShapeOf } from '@objectql/metadata';
import type { CallOptions, WriteOptions } from './http.ts';

/** A record as a query answers it: the fields asked for, and lookups as records where they are expanded. */
export type Selected<S extends AppShape, O extends ObjectShape, F, E> = Expanded<S, O, Picked<O['record'], F>, E>;

type Picked<R, F> = [F] extends [never] ? R : Pick<R, (F | 'id') & keyof R>;
type Expanded<S extends AppShape, O extends ObjectShape, R, E> = [E] extends [never]
  ? R
  : { readonly [K in keyof R]: K extends E & keyof O['lookups'] ? Target<S, O['lookups'][K]> | null : R[K] };
/** The record of the object that a lookup refers to; of an object that the types do not know, its fields are unknown. */
type Target<S extends AppShape, N> = N extends keyof S ? S[N]['record'] : Readonly<Record<string, unknown>>;

type FieldOf<O extends ObjectShape> = keyof O['record'] & string;
type LookupOf<O extends ObjectShape> = keyof O['lookups'] & string;

export interface GetOptions<F extends string, E extends string> extends CallOptions {
  readonly fields?: readonly F[];
  readonly expand?: readonly E[];
}

export type ListOptions<O extends ObjectShape, F extends string, E extends string> = Omit<ListQuery<O['record']>, 'fields' | 'expand'> & {
  readonly fields?: readonly F[];
  readonly expand?: readonly E[];
};

/** One entry of a record's history, as far as the caller may see it. */
export interface HistoryEntry {
  readonly seq: number;
  readonly at: string;
  readonly operation: string;
  readonly principal: string;
  readonly actors: readonly string[];
  readonly onBehalfOf: string | null;
  readonly surface: string;
  readonly changes: Readonly<Record<string, { readonly before: unknown; readonly after: unknown }>>;
}

export interface History {
  readonly entries: readonly HistoryEntry[];
  readonly nextCursor: string | null;
}

/** The operations that every object has. Every method throws an `ObjectosError` for what is refused. */
export interface RecordMethods<S extends AppShape, O extends ObjectShape> {
  get<F extends FieldOf<O> = never, E extends LookupOf<O> = never>(id: string, options?: GetOptions<F, E>): Promise<Selected<S, O, F, E>>;
  list<F extends FieldOf<O> = never, E extends LookupOf<O> = never>(query?: ListOptions<O, F, E>, options?: CallOptions): Promise<ListAnswer<Selected<S, O, F, E>>>;
  /** `list` as a POST: for filters too long for an address. */
  query<F extends FieldOf<O> = never, E extends LookupOf<O> = never>(query?: ListOptions<O, F, E>, options?: CallOptions): Promise<ListAnswer<Selected<S, O, F, E>>>;
  /** Answers the record; only its id where the caller may create but not read. */
  create(values: O['create'], options?: WriteOptions): Promise<O['record']>;
  update(id: string, changes: O['changes'], options?: WriteOptions): Promise<O['record']>;
  delete(id: string, options?: WriteOptions): Promise<{ readonly id: string }>;
  history(id: string, page?: { readonly limit?: number; readonly cursor?: string }, options?: CallOptions): Promise<History>;
}

/** Events and actions: the input may be left out where nothing in it is required. */
type Performed<O extends ObjectShape, I> = object extends I
  ? (id: string, input?: I, options?: WriteOptions) => Promise<O['record']>
  : (id: string, input: I, options?: WriteOptions) => Promise<O['record']>;

export type ObjectClient<S extends AppShape, O extends ObjectShape> = RecordMethods<S, O> & {
  readonly [K in keyof O['events']]: Performed<O, O['events'][K]>;
} & {
  readonly [K in keyof O['actions']]: Performed<O, O['actions'][K]>;
};

/** A client of the app `A`: objects as members, operations as methods. */
export type Client<A> = { readonly [N in keyof ShapeOf<A>]: ClientOf<ShapeOf<A>, N> };
type ClientOf<S, N extends keyof S> = S extends AppShape ? (S[N] extends ObjectShape ? ObjectClient<S, S[N]> : never) : never;
