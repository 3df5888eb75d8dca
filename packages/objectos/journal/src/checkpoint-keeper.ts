import type { Platform } from '@objectos/kernel';
import type { Store, Stores } from '@objectql/engine';
import type { Checkpoint, CheckpointStore } from './checkpoint.ts';

/**
 * Takes checkpoints of the stores that are written to: after so many entries, when it stops, and when a journal was found
 * whole. It does nothing while nothing is written, and a checkpoint that cannot be kept is logged, never waited for by a call.
 */
export class CheckpointKeeper {
  readonly #stores: Stores;
  readonly #kept: CheckpointStore;
  readonly #platform: Platform;
  readonly #every: number;
  /** By tenant: the last committed entry heard of, and the one that the last checkpoint saw. */
  readonly #heard = new Map<string, { seq: number; kept: number }>();
  /** By tenant: the newest checkpoint. Asked of the store of checkpoints once, for it grows. */
  readonly #newest = new Map<string, Checkpoint | undefined>();
  #writing: Promise<void> = Promise.resolve();

  constructor(options: { readonly stores: Stores; readonly kept: CheckpointStore; readonly platform: Platform; readonly every: number }) {
    this.#stores = options.stores;
    this.#kept = options.kept;
    this.#platform = options.platform;
    this.#every = options.every;
  }

  /** A unit was committed. */
  hear(tenant: string, seq: number): void {
    const heard = this.#heard.get(tenant);
    if (heard === undefined) {
      this.#heard.set(tenant, { seq, kept: seq - 1 });
      return;
    }
    heard.seq = Math.max(heard.seq, seq);
    if (heard.seq - heard.kept < this.#every) return;
    heard.kept = heard.seq;
    void this.#queue(tenant);
  }

  /** Keeps a checkpoint of every store written to since its last. */
  stop(): Promise<void> {
    for (const [tenant, heard] of this.#heard) {
      if (heard.seq > heard.kept) void this.#queue(tenant);
      heard.kept = heard.seq;
    }
    return this.#writing;
  }

  /** Keeps where this journal stands, unless that is what the newest checkpoint says. */
  async keep(tenant: string, store: Pick<Store, 'head'>): Promise<void> {
    const head = await store.head();
    if (!this.#newest.has(tenant)) this.#newest.set(tenant, (await this.#kept.list(tenant)).at(-1));
    const newest = this.#newest.get(tenant);
    if (head.seq === 0 || (newest?.hash === head.hash && newest.seq === head.seq)) return;
    const checkpoint: Checkpoint = { ...head, at: new Date(this.#platform.now()).toISOString() };
    await this.#kept.append(tenant, checkpoint);
    this.#newest.set(tenant, checkpoint);
  }

  #queue(tenant: string): Promise<void> {
    const before = this.#writing;
    this.#writing = this.#keepAfter(before, tenant);
    return this.#writing;
  }

  async #keepAfter(before: Promise<void>, tenant: string): Promise<void> {
    await before;
    try {
      await this.keep(tenant, await this.#stores.of(tenant));
    } catch (error) {
      this.#platform.log('error', `A checkpoint of the journal of tenant ${tenant} could not be kept.`, error);
    }
  }
}
