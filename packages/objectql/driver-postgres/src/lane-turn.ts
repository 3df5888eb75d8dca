import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '@objectql/engine';
import type { JournalHead, Lane } from '@objectql/engine';
import { StoreFailure } from './errors.ts';
import { CameToNothing, PostgresLane, begin } from './postgres-lane.ts';
import type { CommitSent } from './postgres-lane.ts';
import { isLost, isSacrificed } from './postgres-error.ts';
import type { Session } from './session.ts';
import { statement } from './statement.ts';
import type { StoreShelf } from './store-shelf.ts';
import type { StoreStatements } from './store-statements.ts';

export interface TurnParts {
  readonly shelf: StoreShelf;
  readonly tenant: string;
  readonly statements: StoreStatements;
  /** Of the tables that the statements were made for. */
  readonly generation: string;
}

const rollback = statement('ROLLBACK');
const transactionStatus = statement('SELECT pg_xact_status($1::xid8)');

/** Times that work is done again whose transaction is known to have come to nothing. */
const ATTEMPTS = 5;

/**
 * One turn in the lane: a transaction under the head's lock. A lost connection, a deadlock and a failed serialization before
 * the commit leave nothing behind, so the work runs again. Where the answer to the commit is lost, the database is asked what
 * became of it, under the same lock, so that it is over by then.
 */
export class LaneTurn {
  /** Rows that the turn wrote, by object. */
  written: ReadonlyMap<string, number> = new Map();
  /** From which entry to which the turn took the head; null where it left it. */
  moved: { readonly from: number; readonly to: number } | null = null;
  readonly #parts: TurnParts;

  constructor(parts: TurnParts) {
    this.#parts = parts;
  }

  async run<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(work);
      } catch (error) {
        if (!(error instanceof CameToNothing) || attempt === ATTEMPTS) throw error instanceof CameToNothing ? error.cause : error;
      }
    }
  }

  async #attempt<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    try {
      return await this.#parts.shelf.serving.use(async (session) => {
        const { lane, head } = await this.#open(session);
        try {
          const result = await work(lane);
          await lane.commit();
          this.written = lane.written;
          if (lane.head.seq > head.seq) this.moved = { from: head.seq, to: lane.head.seq };
          return result;
        } catch (error) {
          await rollbackOn(session);
          throw error;
        }
      });
    } catch (error) {
      throw isLost(error) || isSacrificed(error) ? new CameToNothing('again', { cause: error }) : error;
    }
  }

  /** The transaction, with the head locked in the round trip that begins it. */
  async #open(session: Session): Promise<{ readonly lane: PostgresLane; readonly head: JournalHead }> {
    const { shelf: { journal, layouts, news, unhurried }, tenant, statements, generation } = this.#parts;
    try {
      const [, , locked] = await session.runAs(tenant, [{ statement: begin, values: [] }, unhurried, { statement: journal.lockHead, values: [tenant] }]);
      const [seq = null, epoch = null, hash = null, transaction = null, found = null] = locked?.rows[0] ?? [];
      if (seq === null) throw new StoreFailure('STORE_FAILED', [], new Error('the store was never migrated'));
      if (found !== generation) throw new StoreError('METADATA_OUTDATED');
      const head = { seq: Number(seq), epoch: epoch ?? '', hash: hash ?? '' };
      const lane = new PostgresLane({
        session, tenant, head, journal,
        announcement: news.announcement(layouts.schema, tenant),
        loader: statements.loader,
        writesOf: (changes) => statements.writesOf(changes),
        happened: (sent) => this.#happened(transaction ?? '', sent),
      });
      return { lane, head };
    } catch (error) {
      await rollbackOn(session);
      throw error;
    }
  }

  /** What became of a commit whose answer was lost. The journal is the truth where it was to have an entry; else the server's own record of transactions. */
  #happened(transaction: string, { head, wroteEntries }: CommitSent): Promise<boolean> {
    const { shelf: { serving, journal, patience, unhurried }, tenant } = this.#parts;
    return untilAnswered(() =>
      serving.useRepeatedly(async (session) => {
        try {
          const [, , , status, entry] = await session.runAs(tenant, [
            { statement: begin, values: [] }, unhurried, { statement: journal.lockHead, values: [tenant] },
            { statement: transactionStatus, values: [transaction] }, { statement: journal.hashAt, values: [tenant, String(head.seq)] },
          ]);
          return wroteEntries ? entry?.rows[0]?.[0] === head.hash : status?.rows[0]?.[0] === 'committed';
        } finally {
          await rollbackOn(session);
        }
      }),
      patience,
    );
  }
}

/** A database that went down is waited for shortly at first, then twice as long each time. */
const FIRST_WAIT_MS = 20;

async function untilAnswered(ask: () => Promise<boolean>, patience: number): Promise<boolean> {
  for (let wait = FIRST_WAIT_MS, waited = 0; ; waited += wait, wait *= 2) {
    try {
      return await ask();
    } catch (error) {
      if (waited + wait > patience || (error instanceof StoreFailure && error.code !== 'STORE_UNREACHABLE')) throw new StoreFailure('STORE_OUTCOME_UNKNOWN', [], error);
    }
    await delay(wait);
  }
}

/** Ends a transaction that came to nothing; where not even that is answered, the connection is given up, which ends it too. */
async function rollbackOn(session: Session): Promise<void> {
  if (session.lost !== null) return;
  session.forgetTenant();
  try {
    await session.run([{ statement: rollback, values: [] }]);
  } catch (error) {
    session.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}
