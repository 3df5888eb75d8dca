import type { Change, JournalEntry, JournalHead, Lane, Loaded, Needs } from '@objectql/engine';
import { StoreFailure } from './errors.ts';
import { appendEntries } from './journal-table.ts';
import type { JournalStatements } from './journal-table.ts';
import { codeOf, isLost } from './postgres-error.ts';
import type { RowLoader } from './row-loader.ts';
import type { WriteAsk } from './row-writer.ts';
import type { Session } from './session.ts';
import { statement } from './statement.ts';
import type { Ask } from './statement.ts';

export const begin = statement('BEGIN ISOLATION LEVEL READ COMMITTED');
const commit: Ask = { statement: statement('COMMIT'), values: [] };

/** Thrown where a transaction has come to nothing and its work may be done again. */
export class CameToNothing extends Error {}

/** What a commit was to leave, for finding out whether it did. */
export interface CommitSent {
  readonly head: JournalHead;
  readonly wroteEntries: boolean;
}

/** What a lane works with: the session that holds the head's lock, and the statements of its store. */
export interface LaneParts {
  readonly session: Session;
  readonly tenant: string;
  /** Tells other processes of entries, when they are committed. */
  readonly announcement: Ask;
  readonly head: JournalHead;
  readonly journal: JournalStatements;
  readonly loader: RowLoader;
  writesOf(changes: readonly Change[]): readonly WriteAsk[];
  /** Whether a commit happened whose answer was lost. */
  happened(sent: CommitSent): Promise<boolean>;
}

/** One turn under the lock: an open transaction. Loads take one round trip each, and so does an apply, with the commit where it is the last. */
export class PostgresLane implements Lane {
  /** Changes applied so far, by object. */
  readonly written = new Map<string, number>();
  #head: JournalHead;
  #committed = false;
  readonly #parts: LaneParts;

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#head = parts.head;
  }

  /** The last entry, those applied in this lane included. */
  get head(): JournalHead {
    return this.#head;
  }

  async load(needs: Needs): Promise<Loaded> {
    const load = this.#parts.loader.ask(needs);
    return load.loaded(load.asks.length === 0 ? [] : await this.#parts.session.run(load.asks));
  }

  async apply(changes: readonly Change[], entries: readonly JournalEntry[], last?: 'last'): Promise<void> {
    const { journal, tenant, announcement, session } = this.#parts;
    const before = this.#head;
    for (const entry of entries) this.#follow(entry);
    const writes = this.#parts.writesOf(changes);
    const move: Ask = { statement: journal.moveHead, values: [tenant, String(this.#head.seq), this.#head.hash, String(before.seq)] };
    const asks = [...writes, ...(entries.length === 0 ? [] : [appendEntries(journal, tenant, entries), announcement, move])];
    try {
      if (last === 'last') await this.#commitWith(asks);
      else if (asks.length > 0) await session.run(asks);
    } catch (error) {
      throw unexpectedCount(error, writes);
    }
    for (const { object, rows } of writes) this.written.set(object.name, (this.written.get(object.name) ?? 0) + rows);
  }

  /** Ends the turn, unless its last apply has. */
  async commit(): Promise<void> {
    if (!this.#committed) await this.#commitWith([]);
  }

  /** A statement that fails keeps the commit behind it from being carried out. */
  async #commitWith(asks: readonly Ask[]): Promise<void> {
    try {
      const answers = await this.#parts.session.run([...asks, commit]);
      const tag = answers.at(-1)?.tag ?? 'nothing';
      // The server answers a COMMIT of what has failed with a rollback.
      if (tag !== 'COMMIT') throw new StoreFailure('STORE_FAILED', [], new Error(`a commit was answered with ${tag}`));
    } catch (error) {
      if (!isLost(error)) throw error;
      if (!(await this.#parts.happened({ head: this.#head, wroteEntries: this.#head.seq > this.#parts.head.seq }))) throw new CameToNothing('again', { cause: error });
    }
    this.#committed = true;
  }

  /** The sequence has no gaps: what does not follow the head was sealed on another one. */
  #follow({ seq, hash }: JournalEntry): void {
    if (seq !== this.#head.seq + 1) throw new StoreFailure('STORE_FAILED', [], new Error(`entry ${seq} does not follow ${this.#head.seq}`));
    this.#head = { seq, epoch: this.#head.epoch, hash };
  }
}

/** Statements that met other rows than they were to divide by zero: see `exactly`. */
function unexpectedCount(error: unknown, writes: readonly WriteAsk[]): unknown {
  if (codeOf(error) !== '22012') return error;
  const at = error instanceof Error && 'askedAt' in error ? Number(error.askedAt) : -1;
  const write = writes[at];
  return write === undefined ? new StoreFailure('STORE_FAILED', [], new Error('the head has moved under its lock')) : new StoreFailure('ROW_COUNT_UNEXPECTED', [write.op, write.object.name], error);
}
