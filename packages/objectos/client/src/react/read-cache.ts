import { ObjectosError } from '@objectos/protocol';

/** What a hook shows of a read. The same object until something changes. */
export interface ReadState<T> {
  /** `idle`: nothing is asked for. `loading`: nothing to show yet. `ready`: there is `data`. `failed`: there is none, and `error` says why. */
  readonly status: 'idle' | 'loading' | 'ready' | 'failed';
  readonly data: T | undefined;
  /** Why the last attempt failed; beside `data` where it failed in passing and what was there is still shown. */
  readonly error: unknown;
  /** A request is under way, the first one or a later one. */
  readonly fetching: boolean;
  /** That request takes the present data further. */
  readonly extending: boolean;
}

/** Given what is there already. Must heed the signal, and may be called again. */
export type Load<T> = (signal: AbortSignal, present: T | undefined) => Promise<T>;

/** One read: where it comes from and what makes it old. */
export interface Read<T> {
  readonly key: string;
  readonly object: string;
  /** It shows records of other objects as well (`expand`): which ones, only the server knows. */
  readonly mixed: boolean;
  readonly load: Load<T>;
}

export const idle: ReadState<never> = Object.freeze({ status: 'idle', data: undefined, error: undefined, fetching: false, extending: false });
export const loading: ReadState<never> = Object.freeze({ status: 'loading', data: undefined, error: undefined, fetching: true, extending: false });

interface Entry {
  read: Read<unknown>;
  state: ReadState<unknown>;
  readonly watchers: Set<() => void>;
  /** Of the request under way. */
  controller: AbortController | undefined;
  /** What takes the data further: the request under way, or one that waits for it. */
  extension: Load<unknown> | undefined;
}

/** Reads that nobody watches any more and that are kept for who comes back. */
const mostKept = 100;

/**
 * What hooks of one client have read, by key. A read begins with its first watcher and is shared by all; when the last one has left it
 * is aborted, and what came of it is kept to be shown at once, and asked for again, when somebody comes back. After a write,
 * what is watched is asked for again and what is not is forgotten. Nothing starts while React renders.
 */
export class ReadCache {
  readonly #entries = new Map<string, Entry>();

  /** What is known of a read; `loading` where nothing is, for whoever asks is about to watch. */
  stateOf(key: string): ReadState<unknown> {
    return this.#entries.get(key)?.state ?? loading;
  }

  /** Calls back after each change of the state, until what is answered is called. */
  watch(read: Read<unknown>, watcher: () => void): () => void {
    const entry = this.#entryOf(read);
    entry.watchers.add(watcher);
    if (entry.watchers.size === 1 && entry.controller === undefined) this.#load(entry);
    return () => {
      entry.watchers.delete(watcher);
      // StrictMode leaves and comes back at once: that must not cost a request.
      queueMicrotask(() => this.#release(entry));
    };
  }

  /** Asks again, and does not wait for a request that is under way. */
  refetch(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.#load(entry);
  }

  /** Takes what is there further, after the request under way, and once where it is asked for more often. */
  extend(key: string, load: Load<unknown>): void {
    const entry = this.#entries.get(key);
    if (entry?.state.data === undefined) return;
    entry.extension = load;
    if (entry.controller === undefined) this.#load(entry, true);
  }

  /** What shows this object, or all of it, is old. */
  invalidate(object?: string): void {
    for (const [key, entry] of this.#entries) {
      if (object !== undefined && entry.read.object !== object && !entry.read.mixed) continue;
      if (entry.watchers.size > 0) this.#load(entry);
      else this.#forget(key, entry);
    }
  }

  #entryOf(read: Read<unknown>): Entry {
    const known = this.#entries.get(read.key);
    const entry = known ?? { read, state: loading, watchers: new Set(), controller: undefined, extension: undefined };
    entry.read = read;
    // The last to be used stands last.
    this.#entries.delete(read.key);
    this.#entries.set(read.key, entry);
    return entry;
  }

  /** An extension that is under way or waits is done once the data is fresh. */
  #load(entry: Entry, extending = false): void {
    entry.controller?.abort();
    const controller = new AbortController();
    entry.controller = controller;
    const { data } = entry.state;
    this.#set(entry, data === undefined ? loading : { ...entry.state, fetching: true, extending });
    const load = (extending ? entry.extension : undefined) ?? entry.read.load;
    const end = (state: Pick<ReadState<unknown>, 'data' | 'error'>): void => {
      if (entry.controller !== controller) return;
      entry.controller = undefined;
      if (extending || state.error !== undefined) entry.extension = undefined;
      this.#set(entry, { ...state, status: state.data === undefined ? 'failed' : 'ready', fetching: false, extending: false });
      if (entry.extension !== undefined) this.#load(entry, true);
    };
    load(controller.signal, data).then(
      (loaded) => end({ data: loaded, error: undefined }),
      (error: unknown) => end({ data: isDenied(error) ? undefined : entry.state.data, error }),
    );
  }

  #set(entry: Entry, state: ReadState<unknown>): void {
    if (entry.state === state) return;
    entry.state = state;
    for (const watcher of entry.watchers) watcher();
  }

  #release(entry: Entry): void {
    if (entry.watchers.size > 0 || this.#entries.get(entry.read.key) !== entry) return;
    if (entry.state.status !== 'ready') return this.#forget(entry.read.key, entry);
    stop(entry);
    entry.state = { ...entry.state, fetching: false, extending: false };
    for (const [key, each] of this.#entries) {
      if (this.#entries.size <= mostKept) return;
      if (each.watchers.size === 0) this.#forget(key, each);
    }
  }

  #forget(key: string, entry: Entry): void {
    stop(entry);
    this.#entries.delete(key);
  }
}

function stop(entry: Entry): void {
  entry.controller?.abort();
  entry.controller = undefined;
  entry.extension = undefined;
}

/** What the server does not show any more must not stay on the screen. */
function isDenied(error: unknown): boolean {
  return error instanceof ObjectosError && ['unauthenticated', 'forbidden', 'not_found'].includes(error.category);
}
