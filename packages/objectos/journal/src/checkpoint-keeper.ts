import type { Platform } from '@objectos/kernel';
import type { Store, Stores } from '@objectql/engine';
import { speaksOf, systemCheckpoints } from './checkpoint.ts';
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
  /** A checkpoint of the system store is to be kept already. */
  #systemIsDue = false;
  /** A call was made: from then on the stores are open. */
  #isServing = false;

  constructor(options: { readonly stores: Stores; readonly kept: CheckpointStore; readonly platform: Platform; readonly every: number }) {
    this.#stores = options.stores;
    this.#kept = options.kept;
    this.#platform = options.platform;
    this.#every = options.every;
  }

  /** Something may have been written to the system store, which publishes nothing. It is written to seldom, so each time counts. */
  hearSystem(): void {
    this.#isServing = true;
    if (this.#systemIsDue) return;
    this.#systemIsDue = true;
    this.#queue(() => this.#keepSystem());
  }

  /** A unit was committed. */
  hear(tenant: string, seq: number): void {
    this.#isServing = true;
    const heard = this.#heard.get(tenant);
    if (heard === undefined) {
      this.#heard.set(tenant, { seq, kept: seq - 1 });
      return;
    }
    heard.seq = Math.max(heard.seq, seq);
    if (heard.seq - heard.kept < this.#every) return;
    heard.kept = heard.seq;
    this.#queue(() => this.#keepTenant(tenant));
  }

  /** Keeps a checkpoint of every store written to since its last. */
  stop(): Promise<void> {
    for (const [tenant, heard] of this.#heard) {
      if (heard.seq > heard.kept) this.#queue(() => this.#keepTenant(tenant));
      heard.kept = heard.seq;
    }
    if (this.#isServing) this.hearSystem();
    return this.#writing;
  }

  /** Keeps where this journal stands, unless that is what the newest checkpoint says. */
  async keep(tenant: string, store: Pick<Store, 'head'>): Promise<void> {
    const head = await store.head();
    if (head.seq === 0) return;
    const newest = await this.#newestOf(tenant, head.epoch);
    if (newest?.hash === head.hash && newest.seq === head.seq) return;
    const checkpoint: Checkpoint = { ...head, at: new Date(this.#platform.now()).toISOString() };
    await this.#kept.append(tenant, checkpoint);
    this.#newest.set(tenant, checkpoint);
  }

  #queue(work: () => Promise<void>): void {
    this.#writing = this.#writing.then(work);
  }

  async #keepTenant(tenant: string): Promise<void> {
    try {
      await this.keep(tenant, await this.#stores.of(tenant));
    } catch (error) {
      this.#platform.log('error', `A checkpoint of the journal of tenant ${tenant} could not be kept.`, error);
    }
  }

  /** Only of a journal that has grown: one that is shorter than its newest checkpoint says is damaged, and nobody vouches for it. */
  async #keepSystem(): Promise<void> {
    this.#systemIsDue = false;
    try {
      const store = await this.#stores.system();
      const { seq, epoch } = await store.head();
      const newest = seq === 0 ? undefined : await this.#newestOf(systemCheckpoints, epoch);
      if (seq > (newest?.seq ?? 0)) await this.keep(systemCheckpoints, store);
    } catch (error) {
      this.#platform.log('error', 'A checkpoint of the journal of the system store could not be kept.', error);
    }
  }

  async #newestOf(name: string, epoch: string): Promise<Checkpoint | undefined> {
    if (!this.#newest.has(name)) this.#newest.set(name, await this.#found(name, epoch));
    return this.#newest.get(name);
  }

  /** Where a journal that is not new has no checkpoint but others', somebody should know that what comes now takes it as it is. */
  async #found(name: string, epoch: string): Promise<Checkpoint | undefined> {
    const known = await this.#kept.list(name);
    const newest = known.findLast((each) => speaksOf(each, new Set([epoch])));
    if (newest === undefined && known.length > 0) this.#platform.log('warn', `No checkpoint vouches for what the journal of ${name} has held until now: what lies there is of another store.`);
    return newest;
  }
}
