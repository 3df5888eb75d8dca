/** Of requests that come alone, each of this many is taken for several: whether it still is alone shows only then. */
const probe = 16;

/**
 * Replies to requests that came in one turn of the event loop, and are ready in it, leave together when it ends. Their
 * receivers, or the one proxy that stands for them on this machine, are then woken once and not for each: waking one costs the
 * sender as much as the system call that it is part of. A reply that is ready later leaves at once, for its like are with it
 * already (those to one group of writes), and so does one to a request that came alone.
 */
export class ReplyBatch {
  /** Null: requests come alone, and nothing is held. */
  #held: (() => void)[] | null = null;
  #turn = 0;
  #inCompany = false;
  #came = 0;

  /** A request has come. Answers in which turn, for `send`. */
  begin(): number {
    this.#came++;
    if (this.#held === null && (this.#inCompany || this.#came % probe === 0)) {
      this.#held = [];
      this.#came = 1;
      setImmediate(() => this.#endTurn());
    }
    return this.#turn;
  }

  /** Sends the reply to a request of that turn: when the turn ends, in the order of the calls, or now. */
  send(turn: number, reply: () => void): void {
    if (turn === this.#turn && this.#held !== null) this.#held.push(reply);
    else reply();
  }

  #endTurn(): void {
    const held = this.#held ?? [];
    this.#held = null;
    this.#turn++;
    this.#inCompany = this.#came > 1;
    this.#came = 0;
    for (const reply of held) reply();
  }
}
