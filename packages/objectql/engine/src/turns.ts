/** Runs work one after the other, in the order in which it was asked for; work that fails holds up nobody. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles when all that was asked for so far is over; never rejects. */
  get over(): Promise<unknown> {
    return this.#last;
  }

  async take<T>(work: () => T | Promise<T>): Promise<T> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#last = promise;
    await before;
    try {
      return await work();
    } finally {
      resolve(undefined);
    }
  }
}
