import type { Filter } from './filter.ts';

/** A field to sort by; `-amount` is descending. */
export type SortKey<Name extends string = string> = Name | `-${Name}`;

/** What a list is asked: the input of `<object>.list` and `<object>.query`. `E`: the lookups that can be expanded. */
export interface ListQuery<R extends object = Record<string, unknown>, E extends string = string> {
  readonly filter?: Filter<R>;
  readonly sort?: SortKey<keyof R & string> | readonly SortKey<keyof R & string>[];
  readonly fields?: readonly (keyof R & string)[];
  readonly expand?: readonly E[];
  /** Records of one page: 50 where absent, 500 at most. */
  readonly limit?: number;
  /** `nextCursor` of the page before. */
  readonly cursor?: string;
  /** Answers `total` as well. */
  readonly count?: boolean;
}

/** What a list answers. */
export interface ListAnswer<R> {
  readonly records: readonly R[];
  /** Null: this page is the last. */
  readonly nextCursor: string | null;
  /** Present when `count` was asked for. */
  readonly total?: number;
}

/** The parameters of a list, in the order in which they are written. */
export const listParameters = ['filter', 'sort', 'fields', 'expand', 'limit', 'cursor', 'count'] as const satisfies readonly (keyof ListQuery)[];
export type ListParameter = (typeof listParameters)[number];

export const defaultLimit = 50;
export const mostLimit = 500;

/** A list query as the parameters of a GET: filter as JSON, names joined by commas; what is absent is left out. */
export function encodeListQuery<R extends object, E extends string>(query: ListQuery<R, E>): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const name of listParameters) {
    const value = query[name];
    if (value !== undefined) parameters.set(name, textOf(name, value));
  }
  return parameters;
}

function textOf(name: ListParameter, value: unknown): string {
  if (name === 'filter') return JSON.stringify(value);
  return Array.isArray(value) ? value.join(',') : String(value);
}
