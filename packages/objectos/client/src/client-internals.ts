import type { AppShape, ObjectShape } from '@objectql/metadata';

/** How hooks reach what a client does not show. Shared by name, so that it is the same in every bundle of this package. */
export const internals: unique symbol = Symbol.for('@objectos/client');

/** Told of each write once it has been tried, whatever came of it: an answer that was lost may stand for a change. */
export type WriteListener = (object: string) => void;

export interface ObjectInternals {
  readonly object: string;
  /** Of the client that it is of. */
  readonly client: ClientInternals;
}

export interface ClientInternals {
  /** Answers what ends it. */
  onWrite(listener: WriteListener): () => void;
}

/** What hooks know of an object of a client; `shapes` exists in types only. */
export interface HookedObject<S extends AppShape, O extends ObjectShape> {
  readonly [internals]: ObjectInternals & { readonly shapes?: (shapes: { readonly app: S; readonly object: O }) => void };
}

export class WriteNews implements ClientInternals {
  readonly #listeners = new Set<WriteListener>();

  onWrite(listener: WriteListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(object: string): void {
    for (const listener of this.#listeners) listener(object);
  }
}
