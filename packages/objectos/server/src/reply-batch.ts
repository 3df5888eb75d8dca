/** Of replies that are alone, each of this many is held all the same: whether it still is alone shows only then. */
const probe = 16;

/**
 * Replies that are ready in one turn of the event loop leave together when it ends. Their receivers, or the one proxy that
 * stands for them on this machine, are then woken once and not for each: waking one costs the sender as much as the system
 * call that it is part of. A reply that is alone is held for nobody.
 */
export class ReplyBatch {
  #held: (() => void)[] = [];
  #inCompany = false;
  #alone = 0;

  /** Sends the reply now or at the end of this turn, in the order of the calls. */
  add(send: () => void): void {
    if (this.#held.length === 0) {
      if (!this.#inCompany && ++this.#alone % probe !== 0) return send();
      setImmediate(() => this.#sendAll());
    }
    this.#held.push(send);
  }

  #sendAll(): void {
    const held = this.#held;
    this.#held = [];
    this.#inCompany = held.length > 1;
    for (const send of held) send();
  }
}
