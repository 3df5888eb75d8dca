import { defineRef } from '@objectos/kernel';
import type { Platform, Runtime, SystemAccess } from '@objectos/kernel';
import { retryPolicy } from './backoff.ts';
import type { RetryPolicy } from './backoff.ts';
import { Slots } from './slots.ts';
import { TenantQueue } from './tenant-queue.ts';

/** Runs the effects that flows have caused. Many may work on one store: leases and their tokens keep them apart. */
export interface Dispatcher {
  /** Looks for effects of the tenant that are due: at the start of the process, and whenever a unit wrote some. Returns at once. */
  resume(tenant: string): void;
  /** As `resume`, where this process has not looked at the tenant before. */
  greet(tenant: string): void;
  /** Resolves when nothing runs and nothing is being looked for; effects that wait for a later time do not count. */
  settled(): Promise<void>;
  /**
   * Claims nothing more and waits for what runs, at most that many milliseconds (5,000 where absent); what runs still is
   * given up, and run again by whoever finds its lease over. Best called before the kernel stops taking calls.
   */
  stop(within?: number): Promise<void>;
}

export const dispatcherRef = defineRef<Dispatcher>('flow.dispatcher');

export interface DispatcherOptions {
  /** How long a claimed effect belongs to the run that claimed it, in milliseconds. */
  readonly lease: number;
  /** How long a handler may take; less than the lease, so that it is given up before another run begins. */
  readonly timeout: number;
  /** Effects that run at once, over all tenants and for one. */
  readonly concurrency: number;
  readonly perTenant: number;
  readonly retry: RetryPolicy;
}

export const dispatcherDefaults: DispatcherOptions = { lease: 60_000, timeout: 30_000, concurrency: 16, perTenant: 4, retry: retryPolicy };

export interface DispatcherServices {
  readonly runtime: Runtime;
  readonly system: SystemAccess;
  readonly platform: Platform;
}

/** A dispatcher that sleeps until it is told of a tenant. */
export function createDispatcher(services: DispatcherServices, options: Partial<DispatcherOptions> = {}): Dispatcher {
  return new StoreDispatcher(services, { ...dispatcherDefaults, ...options });
}

class StoreDispatcher implements Dispatcher {
  readonly #services: DispatcherServices;
  readonly #options: DispatcherOptions;
  readonly #slots: Slots;
  readonly #queues = new Map<string, TenantQueue>();
  #stopping: Promise<void> | null = null;

  constructor(services: DispatcherServices, options: DispatcherOptions) {
    this.#services = services;
    this.#options = options;
    this.#slots = new Slots(options.concurrency);
  }

  resume(tenant: string): void {
    if (this.#stopping !== null) return;
    let queue = this.#queues.get(tenant);
    if (queue === undefined) this.#queues.set(tenant, (queue = new TenantQueue(tenant, { ...this.#services, ...this.#options, slots: this.#slots })));
    queue.wake();
  }

  greet(tenant: string): void {
    if (!this.#queues.has(tenant)) this.resume(tenant);
  }

  async settled(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.settled()));
  }

  stop(within = 5_000): Promise<void> {
    return (this.#stopping ??= this.#stop(within));
  }

  async #stop(within: number): Promise<void> {
    const queues = [...this.#queues.values()];
    for (const queue of queues) queue.close();
    const late = Promise.withResolvers<void>();
    const cancel = this.#services.platform.timer(within, () => late.resolve());
    await Promise.race([this.settled(), late.promise]);
    cancel();
    for (const queue of queues) queue.abandon();
  }
}
