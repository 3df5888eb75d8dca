import type { Host, JournalEntry, JournalHead } from '@objectql/engine';
import { digestOfPayload, genesisOf, hashOfEntry, parseHeader } from './entry-format.ts';

/** An entry whose place (row number) and header disagree. `says` is NaN where the header cannot be read. */
export interface Displaced {
  readonly seq: number;
  readonly says: number;
  /** It follows from the entry before it all the same: a run that moved together. */
  readonly follows: boolean;
}

/** An entry in its place that does not follow from the one before it. */
export interface BrokenLink {
  readonly seq: number;
  /** The entry before it is in its place too, so one of the two was changed. */
  readonly previousInPlace: boolean;
}

/**
 * Goes through a journal once and remembers only what is odd: memory grows with the damage, not with the journal. What the
 * oddities mean is `findTampering`'s to say.
 */
export class JournalScan {
  readonly #host: Host;
  #previous: { readonly seq: number; readonly hash: string; readonly epoch: string; readonly inPlace: boolean } | undefined;
  entries = 0;
  erased = 0;
  readonly epochs: { epoch: string; from: number }[] = [];
  readonly gaps: { first: number; last: number }[] = [];
  readonly changedPayloads: number[] = [];
  readonly displaced: Displaced[] = [];
  readonly brokenLinks: BrokenLink[] = [];
  /** The largest number that an entry which follows from its predecessor claims. */
  lastSaid = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The last entry read. */
  get last(): JournalHead | undefined {
    return this.#previous;
  }

  /** Entries come in the order of their row numbers. */
  read(entry: JournalEntry): void {
    const { seq } = entry;
    const previous = this.#previous;
    const header = parseHeader(entry.header);
    const says = header?.seq ?? Number.NaN;
    const epoch = header?.epoch ?? previous?.epoch ?? '';
    const expected = (previous?.seq ?? 0) + 1;
    if (seq > expected) this.gaps.push({ first: expected, last: seq - 1 });
    this.#readPayload(entry);
    const follows = this.#follows(entry, epoch);
    if (says !== seq) this.displaced.push({ seq, says, follows });
    else if (!follows && seq === expected) this.brokenLinks.push({ seq, previousInPlace: previous?.inPlace ?? true });
    if (follows && says > this.lastSaid) this.lastSaid = says;
    if (epoch !== previous?.epoch) this.epochs.push({ epoch, from: seq });
    this.#previous = { seq, hash: entry.hash, epoch, inPlace: says === seq };
    this.entries++;
  }

  #readPayload({ seq, salt, digest, changes }: JournalEntry): void {
    if (salt === null) {
      this.erased++;
      // An erased payload leaves no texts: what stands there was put there.
      if (changes.some(({ before, after }) => before !== null || after !== null)) this.changedPayloads.push(seq);
    } else if (digestOfPayload(this.#host, salt, changes) !== digest) this.changedPayloads.push(seq);
  }

  /** The first entry of an epoch rests on its genesis, every other on the entry before it. */
  #follows(entry: JournalEntry, epoch: string): boolean {
    const previous = this.#previous;
    const from = previous === undefined || epoch !== previous.epoch ? genesisOf(this.#host, epoch) : previous.hash;
    return hashOfEntry(this.#host, from, entry.header, entry.digest) === entry.hash;
  }
}
