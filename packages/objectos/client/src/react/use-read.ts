import { useCallback, useSyncExternalStore } from 'react';
import { idle, loading } from './read-cache.ts';
import type { Read, ReadCache, ReadState } from './read-cache.ts';

/** Follows a read; none where it is null. What a read does follows from its key, so the key alone says whether it is another one. */
export function useRead<T>(cache: ReadCache, read: Read<T> | null): ReadState<T> & { readonly refetch: () => void } {
  const key = read?.key;
  const watch = useCallback((watcher: () => void) => (read === null ? nothing : cache.watch(read as Read<unknown>, watcher)), [cache, key]);
  const state = useSyncExternalStore(watch, () => (key === undefined ? idle : cache.stateOf(key)), () => (key === undefined ? idle : loading));
  const refetch = useCallback(() => {
    if (key !== undefined) cache.refetch(key);
  }, [cache, key]);
  return { ...(state as ReadState<T>), refetch };
}

function nothing(): void {
  // Nothing was begun.
}
