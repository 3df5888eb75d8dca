import type { AppShape, ObjectShape } from '@objectql/metadata';
import type { HookedObject } from '../client-internals.ts';
import type { Selected } from '../client-types.ts';
import { useCacheOf } from './objectos-provider.ts';
import type { ReadState } from './read-cache.ts';
import { useRead } from './use-read.ts';

export interface RecordOptions<F, E> {
  readonly fields?: readonly F[];
  readonly expand?: readonly E[];
}

export interface RecordResult<R> extends Pick<ReadState<R>, 'status' | 'error' | 'fetching'> {
  /** As it was read last; undefined while there is none, and as soon as the server does not show it any more. */
  readonly record: R | undefined;
  readonly refetch: () => void;
}

interface Gets {
  get(id: string, options: object): Promise<unknown>;
}

/** One record, followed: `useRecord(client.customer, id, { expand: ['owner'] })`. Without an id nothing is asked for. */
export function useRecord<S extends AppShape, O extends ObjectShape, F extends keyof O['record'] & string = never, E extends keyof O['lookups'] & string = never>(
  of: HookedObject<S, O>, id: string | null | undefined, options: RecordOptions<F, E> = {},
): RecordResult<Selected<S, O, F, E>> {
  const { cache, object } = useCacheOf(of);
  const { data, status, error, fetching, refetch } = useRead<Selected<S, O, F, E>>(cache, id === null || id === undefined ? null : {
    key: JSON.stringify(['get', object, id, options]),
    object,
    mixed: options.expand !== undefined,
    load: (signal) => (of as unknown as Gets).get(id, { ...options, signal }) as Promise<Selected<S, O, F, E>>,
  });
  return { record: data, status, error, fetching, refetch };
}
