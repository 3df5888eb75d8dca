import { createContext, createElement, useContext, useEffect, useMemo } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { internals } from '../client-internals.ts';
import type { ClientInternals, HookedObject, ObjectInternals } from '../client-internals.ts';
import type { Client } from '../client-types.ts';
import { ReadCache } from './read-cache.ts';

interface Provided {
  readonly client: object;
  readonly cache: ReadCache;
}

const context = createContext<Provided | null>(null);

export interface ProviderProps {
  /** From `createClient`. Another client, of another person for instance, begins with nothing read. */
  readonly client: object;
  readonly children?: ReactNode;
}

/** Gives hooks below it their client, and a cache of what they read through it, which follows the writes of that client. */
export function ObjectOSProvider({ client, children }: ProviderProps): ReactElement {
  const provided = useMemo(() => ({ client, cache: new ReadCache() }), [client]);
  useEffect(() => internalsOf(client).onWrite((object) => provided.cache.invalidate(object)), [client, provided]);
  return createElement(context.Provider, { value: provided }, children);
}

/** The client of the provider above, typed by the app: `useClient<App>()`. */
export function useClient<A>(): Client<A> {
  return useProvided().client as Client<A>;
}

/** Asks again for what shows an object, or for everything: after changes that this client did not make, such as effects of a flow. */
export function useInvalidate(): (object?: HookedObject<never, never>) => void {
  const { cache } = useProvided();
  return useMemo(() => (object) => cache.invalidate(object === undefined ? undefined : object[internals].object), [cache]);
}

/** The cache for reads of this object, and the object's name. */
export function useCacheOf(hooked: { readonly [internals]: ObjectInternals }): { readonly cache: ReadCache; readonly object: string } {
  const { client, cache } = useProvided();
  const { object, client: owner } = hooked[internals];
  if (owner !== internalsOf(client)) throw new Error(`"${object}" belongs to another client than the one of <ObjectOSProvider>; take it from useClient().`);
  return { cache, object };
}

function useProvided(): Provided {
  const provided = useContext(context);
  if (provided === null) throw new Error('There is no <ObjectOSProvider client={...}> above this component.');
  return provided;
}

function internalsOf(client: object): ClientInternals {
  return (client as { readonly [internals]: ClientInternals })[internals];
}
