/** Who waits for a slot: called when one is free again. */
export interface Waiter {
  wake(): void;
}

/** A bound on how much runs at once over all tenants. Who found none is woken in turn, so none is starved. */
export class Slots {
  #free: number;
  readonly #waiting = new Set<Waiter>();

  constructor(limit: number) {
    this.#free = limit;
  }

  /** Takes up to `wanted` slots. Who wants some and gets none is woken when there is one. */
  take(wanted: number, waiter: Waiter): number {
    const taken = Math.min(Math.max(wanted, 0), this.#free);
    this.#free -= taken;
    if (taken === 0 && wanted > 0) this.#waiting.add(waiter);
    return taken;
  }

  release(): void {
    this.#free++;
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    next.wake();
  }

  forget(waiter: Waiter): void {
    this.#waiting.delete(waiter);
  }
}
