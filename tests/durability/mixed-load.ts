import { randomUUID } from 'node:crypto';
import { send } from './command.ts';
import type { Command, Fate, Tokens } from './command.ts';

/** Whole numbers from 0 up to, not including, `below`. */
export type Chance = (below: number) => number;

/** Expenses that updates and approvals choose from: the newest ones, so that they meet. */
const window = 12;

/** One command in so many comes from a client that hangs up within this many milliseconds: it was done or not, and nobody heard. */
const hangUps = { of: 10, within: 5 };

/** Clients that create, update and approve expenses at once, and remember what they were told. */
export class MixedLoad {
  readonly tokens: Tokens;
  /** Every command so far and what its client knows of it. */
  readonly fates = new Map<Command, Fate>();
  readonly #chance: Chance;
  readonly #created: string[] = [];
  #answers = 0;

  constructor(tokens: Tokens, chance: Chance) {
    this.tokens = tokens;
    this.#chance = chance;
  }

  /** Runs that many clients until none gets an answer any more; `answered` hears how many answers came so far in this run. */
  async run(address: string, clients: number, answered: (count: number) => void): Promise<void> {
    this.#answers = 0;
    await Promise.all(Array.from({ length: clients }, () => this.#client(address, answered)));
  }

  /** The commands without an answer. */
  unknown(): readonly Command[] {
    return [...this.fates].filter(([, fate]) => fate === 'unknown').map(([command]) => command);
  }

  /** Sends a command again, with its key; the answer is what counts from then on. */
  async retry(address: string, command: Command): Promise<Fate> {
    const fate = await send({ address, tokens: this.tokens }, command);
    this.fates.set(command, fate);
    return fate;
  }

  async #client(address: string, answered: (count: number) => void): Promise<void> {
    for (;;) {
      const command = this.#next();
      this.fates.set(command, 'unknown');
      const patience = this.#chance(hangUps.of) === 0 ? { patience: 1 + this.#chance(hangUps.within) } : undefined;
      const fate = await send({ address, tokens: this.tokens }, command, patience);
      this.fates.set(command, fate);
      if (fate === 'unknown' && patience === undefined) return;
      if (fate === 'unknown') continue;
      if (command.kind === 'create') this.#created.push(command.id);
      answered(++this.#answers);
    }
  }

  #next(): Command {
    const mark = `k-${this.fates.size}`;
    const kind = this.#created.length < 3 ? 'create' : (['create', 'update', 'update', 'approve'] as const)[this.#chance(4)] ?? 'create';
    if (kind === 'create') {
      const body = { id: randomUUID(), title: mark, amount: `${1 + this.#chance(4900)}.${10 + this.#chance(90)}`, spent_on: '2026-11-20', notes: 'n'.repeat(this.#chance(2000)) };
      return { mark, kind, id: body.id, as: 'emma', body };
    }
    const id = this.#created.at(-1 - this.#chance(Math.min(window, this.#created.length))) ?? '';
    return kind === 'update' ? { mark, kind, id, as: 'emma', body: { cost_center: mark } } : { mark, kind, id, as: 'max', body: { comment: mark } };
  }
}
