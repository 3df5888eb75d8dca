import type { ListAnswer, ListQuery } from '@objectos/protocol';
import type { AppShape, ObjectShape, ShapeOf } from '@objectql/metadata';
import type { HookedObject } from './client-internals.ts';
import type { CallOptions, WriteOptions } from './client-options.ts';
import type { EditOptions } from './edit-record.ts';

/** A record as a query answers it: the fields asked for, and lookups as records where they are expanded. */
export type Selected<S extends AppShape, O extends ObjectShape, F, E> = Expanded<S, O, Picked<O['record'], F>, E>;

type Picked<R, F> = [F] extends [never] ? R : Pick<R, (F | 'id') & keyof R>;
type Expanded<S extends AppShape, O extends ObjectShape, R, E> = [E] extends [never]
  ? R
  : { readonly [K in keyof R]: K extends E & keyof O['lookups'] ? Referred<S, O['lookups'][K]> | null : R[K] };
/** The record of the object that a lookup refers to; of an object that the types do not know, its fields are unknown. */
type Referred<S extends AppShape, N> = N extends keyof S ? S[N]['record'] : Readonly<Record<string, unknown>>;

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

/** A record as read, which says on which revision a change of it rests; or its id, with which it rests on none. */
export type Target = string | { readonly id: string; readonly revision: number };

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

/** The operations that every object has. Every method throws an `ObjectosError` for what is refused; none needs its object as `this`. */
export interface RecordMethods<S extends AppShape, O extends ObjectShape> {
  readonly get: <F extends FieldOf<O> = never, E extends LookupOf<O> = never>(id: string, options?: GetOptions<F, E>) => Promise<Selected<S, O, F, E>>;
  readonly list: <F extends FieldOf<O> = never, E extends LookupOf<O> = never>(query?: ListOptions<O, F, E>, options?: CallOptions) => Promise<ListAnswer<Selected<S, O, F, E>>>;
  /** `list` as a POST: for filters too long for an address. */
  readonly query: <F extends FieldOf<O> = never, E extends LookupOf<O> = never>(query?: ListOptions<O, F, E>, options?: CallOptions) => Promise<ListAnswer<Selected<S, O, F, E>>>;
  /** Every record that the query finds, page after page as they are wanted; `limit` is the size of a page. Throws a `PageError`. */
  readonly all: <F extends FieldOf<O> = never, E extends LookupOf<O> = never>(query?: ListOptions<O, F, E>, options?: CallOptions) => AsyncGenerator<Selected<S, O, F, E>, void, undefined>;
  /** The same, a page at a time. */
  readonly pages: <F extends FieldOf<O> = never, E extends LookupOf<O> = never>(query?: ListOptions<O, F, E>, options?: CallOptions) => AsyncGenerator<ListAnswer<Selected<S, O, F, E>>, void, undefined>;
  /** Answers the record; only its id where the caller may create but not read. */
  readonly create: (values: O['create'], options?: WriteOptions) => Promise<O['record']>;
  /** Given the record itself, it is refused with `STALE` if the record has changed since it was read. */
  readonly update: (target: Target, changes: O['changes'], options?: WriteOptions) => Promise<O['record']>;
  /** Reads the record, asks what to change (null: nothing) and updates it; reads and asks again where somebody else was faster. */
  readonly edit: (id: string, change: (record: O['record']) => O['changes'] | null | Promise<O['changes'] | null>, options?: EditOptions) => Promise<O['record']>;
  readonly delete: (target: Target, options?: WriteOptions) => Promise<{ readonly id: string }>;
  readonly history: (id: string, page?: { readonly limit?: number; readonly cursor?: string }, options?: CallOptions) => Promise<History>;
}

/** Events and actions: the input may be left out where nothing in it is required. */
type Performed<O extends ObjectShape, I> = object extends I
  ? (target: Target, input?: I, options?: WriteOptions) => Promise<O['record']>
  : (target: Target, input: I, options?: WriteOptions) => Promise<O['record']>;

export type ObjectClient<S extends AppShape, O extends ObjectShape> = RecordMethods<S, O> & HookedObject<S, O> & {
  readonly [K in keyof O['events']]: Performed<O, O['events'][K]>;
} & {
  readonly [K in keyof O['actions']]: Performed<O, O['actions'][K]>;
};

/** A client of the app `A`: objects as members, operations as methods. */
export type Client<A> = { readonly [N in keyof ShapeOf<A>]: ClientOf<ShapeOf<A>, N> };
type ClientOf<S, N extends keyof S> = S extends AppShape ? (S[N] extends ObjectShape ? ObjectClient<S, S[N]> : never) : never;
