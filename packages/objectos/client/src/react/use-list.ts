import { useCallback } from 'react';
import type { ListAnswer, ListQuery } from '@objectos/protocol';
import type { AppShape, ObjectShape } from '@objectql/metadata';
import type { HookedObject } from '../client-internals.ts';
import type { ListOptions, Selected } from '../client-types.ts';
import { useCacheOf } from './objectos-provider.ts';
import type { Load, ReadState } from './read-cache.ts';
import { useRead } from './use-read.ts';

export interface ListResult<R> extends Pick<ReadState<unknown>, 'status' | 'error' | 'fetching'> {
  /** Of all pages so far, in order. */
  readonly records: readonly R[];
  /** Present when `count` was asked for. */
  readonly total: number | undefined;
  readonly refetch: () => void;
  readonly hasNextPage: boolean;
  readonly fetchingNextPage: boolean;
  /** Reads one page more; does nothing while that is being done, and after the last one. */
  readonly fetchNextPage: () => void;
}

interface Paged {
  pages(query: object, options: object): AsyncIterable<ListAnswer<unknown>>;
}

/** Pages so far, as one. */
interface Gathered {
  readonly records: readonly unknown[];
  readonly pages: number;
  readonly nextCursor: string | null;
  readonly total: number | undefined;
}

const empty: Gathered = { records: [], pages: 0, nextCursor: null, total: undefined };

/** A list, followed, a page at first: `useList(client.expense, { filter, sort })`. For null nothing is asked for. */
export function useList<S extends AppShape, O extends ObjectShape, F extends keyof O['record'] & string = never, E extends keyof O['lookups'] & string = never>(
  of: HookedObject<S, O>, query: ListOptions<O, F, E> | null = {},
): ListResult<Selected<S, O, F, E>> {
  const { cache, object } = useCacheOf(of);
  const key = JSON.stringify(['list', object, query]);
  const take = (signal: AbortSignal, from: Gathered, pages: number) => gather((of as unknown as Paged).pages({ ...query, ...(from.nextCursor === null ? {} : { cursor: from.nextCursor }) }, { signal }), from, pages);
  const { data = empty, status, error, fetching, extending, refetch } = useRead<Gathered>(cache, query === null ? null : {
    key,
    object,
    mixed: (query as ListQuery).expand !== undefined,
    load: (signal, present) => take(signal, empty, present?.pages ?? 1),
  });
  const fetchNextPage = useCallback(() => {
    const next: Load<Gathered> = (signal, present = empty) => (present.nextCursor === null ? Promise.resolve(present) : take(signal, present, 1));
    cache.extend(key, next as Load<unknown>);
  }, [cache, key]);
  return {
    records: data.records as readonly Selected<S, O, F, E>[], total: data.total, status, error, fetching, refetch,
    hasNextPage: data.nextCursor !== null, fetchingNextPage: extending, fetchNextPage,
  };
}

async function gather(pages: AsyncIterable<ListAnswer<unknown>>, from: Gathered, most: number): Promise<Gathered> {
  let gathered = from;
  let left = most;
  for await (const { records, nextCursor, total } of pages) {
    gathered = { records: [...gathered.records, ...records], pages: gathered.pages + 1, nextCursor, total: total ?? gathered.total };
    left -= 1;
    if (left === 0) break;
  }
  return gathered;
}
