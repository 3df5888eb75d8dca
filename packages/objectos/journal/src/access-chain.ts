import type { AccessBatch, Host, Store } from '@objectql/engine';
import { accessGenesis, hashOfBatch } from './access-format.ts';

/** The last batch of a store's access stream, where there is one. */
type Tail = Pick<AccessBatch, 'seq' | 'hash'>;

/**
 * Appends batches to one store's access stream, one after the other. The tail is looked for once: the store only reads
 * forward, so it is found by halving, in some forty short reads however long the stream is. Another process may append to the
 * same stream: then the tail is looked for again.
 */
export class AccessChain {
  readonly #store: Pick<Store, 'accessLog' | 'appendAccess'>;
  readonly #host: Host;
  #tail: Tail | undefined;

  constructor(store: Pick<Store, 'accessLog' | 'appendAccess'>, host: Host) {
    this.#store = store;
    this.#host = host;
  }

  /** The caller waits for one append before the next. */
  async append(text: string): Promise<void> {
    for (let tail = this.#tail ?? await this.#findTail(); ; ) {
      const batch: AccessBatch = { seq: tail.seq + 1, text, hash: hashOfBatch(this.#host, tail.hash, text) };
      const failure = await this.#append(batch);
      if (failure === null) return;
      const now = await this.#findTail();
      if (now.seq === tail.seq) throw failure.error; // nobody else wrote: it is not that
      if (now.hash === batch.hash) return; // it was written after all, and only the answer was lost
      tail = now;
    }
  }

  async #append(batch: AccessBatch): Promise<{ readonly error: unknown } | null> {
    this.#tail = undefined;
    try {
      await this.#store.appendAccess(batch);
      this.#tail = { seq: batch.seq, hash: batch.hash };
      return null;
    } catch (error) {
      return { error };
    }
  }

  async #findTail(): Promise<Tail> {
    let known: Tail | undefined;
    let beyond = 1;
    // Doubling finds a number past the end, halving the end itself.
    for (let next = await this.#after(0); next !== undefined; next = await this.#after(beyond)) {
      known = next;
      beyond = Math.max(next.seq, beyond * 2);
    }
    if (known === undefined) return { seq: 0, hash: accessGenesis(this.#host) };
    while (known.seq < beyond) {
      const middle = Math.floor((known.seq + beyond) / 2);
      const next = await this.#after(middle);
      if (next === undefined) beyond = middle;
      else known = next;
    }
    return known;
  }

  async #after(seq: number): Promise<AccessBatch | undefined> {
    const [next] = await this.#store.accessLog(seq, 1);
    return next;
  }
}
