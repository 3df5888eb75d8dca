import type { JournalEntry } from '@objectql/engine';

/** The journal that is followed. */
export interface FollowedJournal {
  entries(after: number, limit: number): Promise<readonly JournalEntry[]>;
}

export type EntriesListener = (entries: readonly JournalEntry[]) => void;

const PAGE = 200;
/** Milliseconds after which a journal that could not be read is read again. */
const AGAIN_MS = 500;

/**
 * Tells of the entries of one store that this process has not written. Only the journal says what there is: a reason to
 * look may come twice, late or not at all, and every entry is still told once and in order.
 */
export class JournalFollower {
  readonly #journal: FollowedJournal;
  readonly #listener: EntriesListener;
  /** Told, or our own, up to here. */
  #known: number;
  /** What we have written beyond that. */
  #own: { readonly from: number; readonly to: number }[] = [];
  #looking = false;
  #lookAgain = false;
  #timer: NodeJS.Timeout | null = null;
  #ended = false;

  /** `known`: the entry after which to begin. */
  constructor(journal: FollowedJournal, known: number, listener: EntriesListener) {
    this.#journal = journal;
    this.#known = known;
    this.#listener = listener;
  }

  /** This process has taken the head from one entry to another. */
  wrote(from: number, to: number): void {
    this.#own.push({ from, to });
    if (!this.#looking) this.#skipOwn();
    if (this.#own.length > 0) this.look();
  }

  /** There may be more. */
  look(): void {
    if (this.#ended) return;
    this.#lookAgain = true;
    if (this.#looking) return;
    this.#looking = true;
    void this.#lookOn();
  }

  end(): void {
    this.#ended = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Never rejects. */
  async #lookOn(): Promise<void> {
    try {
      while (this.#lookAgain && !this.#ended) {
        this.#lookAgain = false;
        await this.#readOn();
      }
    } catch {
      // The store answers nobody now; what there is to tell is still there when it does.
      this.#timer = setTimeout(() => this.look(), AGAIN_MS).unref();
    } finally {
      this.#looking = false;
    }
  }

  /** What we have written ourselves need not be read. */
  #skipOwn(): void {
    for (let next = this.#own[0]; next !== undefined && next.from <= this.#known; next = this.#own[0]) {
      this.#known = Math.max(this.#known, next.to);
      this.#own.shift();
    }
  }

  async #readOn(): Promise<void> {
    this.#skipOwn();
    const entries = await this.#journal.entries(this.#known, PAGE);
    const last = entries.at(-1);
    if (last === undefined) return;
    const foreign = entries.filter(({ seq }) => !this.#own.some(({ from, to }) => seq > from && seq <= to));
    this.#known = last.seq;
    this.#skipOwn();
    if (entries.length === PAGE) this.#lookAgain = true;
    if (foreign.length > 0 && !this.#ended) this.#listener(foreign);
  }
}
