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

/**
 * A list query as the parameters of a GET: filter as JSON, names joined by commas; what is absent is left out. A member that
 * is no parameter is sent as well, for the server names slips: left out, `{filtr: ...}` would list everything.
 */
export function encodeListQuery<R extends object, E extends string>(query: ListQuery<R, E>): URLSearchParams {
  const parameters = new URLSearchParams();
  const given: Readonly<Record<string, unknown>> = { ...query };
  for (const name of new Set<string>([...listParameters, ...Object.keys(given)])) {
    if (given[name] !== undefined) parameters.set(name, textOf(given[name]));
  }
  return parameters;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
