import type { Json, Key, ObjectDescriptor } from '@objectql/metadata';
import type { AccessBatch, Driver, Lane } from './driver.ts';
import { StoreError } from './errors.ts';
import type { FailureCode } from './errors.ts';
import type { Host } from './host.ts';
import { internalObjects } from './internal-objects.ts';
import { draftOf } from './journal-draft.ts';
import type { JournalEntry, JournalHead, Sealer } from './journal-entry.ts';
import { compileRules } from './object-rules.ts';
import type { ObjectRules } from './object-rules.ts';
import type { ReadPlan, ReadResult } from './read-plan.ts';
import { Referee, fail } from './referee.ts';
import type { Case } from './referee.ts';
import type { Scope } from './scope.ts';
import type { Store } from './store.ts';
import type { Attempt, Outcome } from './unit.ts';

export interface StoreOptions {
  readonly driver: Driver;
  readonly host: Host;
  readonly sealer: Sealer;
  /** Every object that the store holds; the engine adds its own. */
  readonly objects: Iterable<ObjectDescriptor>;
}

/** Units in one transaction: more would make the first of them wait for the last. */
const groupSize = 200;

/** Loads for one attempt: each brings all that was asked for so far, so only a chain of reads needs several. */
const mostRounds = 32;

/** Migrates the driver's store to these objects and opens it. The store owns the driver from then on. */
export async function openStore({ driver, host, sealer, objects }: StoreOptions): Promise<Store> {
  const all = [...objects, ...internalObjects];
  const epoch = host.uuid();
  await driver.migrate(all, { seq: 0, epoch, hash: sealer.genesis(epoch) });
  return new EngineStore({ driver, host, sealer }, compileRules(all));
}

/** A case and whoever waits for it. */
interface Ticket extends Case {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

class EngineStore implements Store {
  readonly #parts: Omit<StoreOptions, 'objects'>;
  readonly #rules: ReadonlyMap<string, ObjectRules>;
  #waiting: Ticket[] = [];
  /** Resolves when nothing waits any more; null while nothing does. */
  #draining: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(parts: Omit<StoreOptions, 'objects'>, rules: ReadonlyMap<string, ObjectRules>) {
    this.#parts = parts;
    this.#rules = rules;
  }

  commit(attempt: Attempt): Promise<Outcome> {
    if (this.#closing !== null) return Promise.reject(new StoreError('STORE_CLOSED'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ attempt, resolve, reject });
      this.#draining ??= this.#drainLater();
    });
  }

  read(plan: ReadPlan, args: readonly Json[], scope: Scope): Promise<ReadResult> {
    return this.#closing === null ? this.#parts.driver.read(plan, args, scope) : Promise.reject(new StoreError('STORE_CLOSED'));
  }

  journal(after: number, limit: number): Promise<readonly JournalEntry[]> {
    return this.#ask((driver) => driver.journal(after, limit));
  }

  history(key: Key, after: number, limit: number): Promise<readonly JournalEntry[]> {
    return this.#ask((driver) => driver.history(key, after, limit));
  }

  head(): Promise<JournalHead> {
    return this.#ask((driver) => driver.head());
  }

  appendAccess(batch: AccessBatch): Promise<void> {
    return this.#ask((driver) => driver.appendAccess(batch));
  }

  accessLog(after: number, limit: number): Promise<readonly AccessBatch[]> {
    return this.#ask((driver) => driver.accessLog(after, limit));
  }

  close(): Promise<void> {
    this.#closing ??= Promise.resolve(this.#draining).then(() => this.#parts.driver.close());
    return this.#closing;
  }

  #ask<T>(ask: (driver: Driver) => Promise<T>): Promise<T> {
    return this.#closing === null ? ask(this.#parts.driver) : Promise.reject(new StoreError('STORE_CLOSED'));
  }

  #drainLater(): Promise<void> {
    return new Promise((resolve) => {
      this.#parts.host.defer(() => {
        void this.#drain().then(resolve);
      });
    });
  }

  /** Group after group; what arrives while one is under way makes the next. Never fails: its tickets do. */
  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting.length > groupSize ? this.#waiting.splice(0, groupSize) : this.#waiting;
      if (group === this.#waiting) this.#waiting = [];
      await this.#commitGroup(group);
    }
    this.#draining = null;
  }

  async #commitGroup(group: readonly Ticket[]): Promise<void> {
    let stage = 'waiting' as 'waiting' | 'working' | 'committing';
    try {
      await this.#parts.driver.lane(async (lane) => {
        stage = 'working';
        await this.#judgeAndApply(group, lane);
        stage = 'committing';
      });
    } catch (error) {
      // Whatever failed before the commit left nothing behind, so each may try alone; a commit that failed may have been one.
      if (stage === 'working' && group.length > 1) await this.#oneByOne(group);
      else for (const ticket of group) ticket.reject(asStoreError(error, stage === 'committing' ? 'STORE_CRASHED' : 'STORE_FAILED'));
      return;
    }
    for (const ticket of group) settle(ticket);
  }

  async #oneByOne(group: readonly Ticket[]): Promise<void> {
    for (const { attempt, resolve, reject } of group) await this.#commitGroup([{ attempt, resolve, reject }]);
  }

  async #judgeAndApply(group: readonly Ticket[], lane: Lane): Promise<void> {
    const referee = new Referee(this.#rules, this.#parts.host, lane.head.seq);
    await settleAll(referee, group, lane);
    const changes = referee.changes();
    if (changes.length === 0 && referee.accepted.length === 0) return;
    const entries = referee.accepted.length === 0 ? [] : this.#parts.sealer.seal(lane.head, referee.accepted.map(draftOf));
    await lane.apply(changes, entries);
  }
}

/** Load after load, until every case is settled. One that asks for more each time it is first in line fails alone. */
async function settleAll(referee: Referee, group: readonly Case[], lane: Lane): Promise<void> {
  let waiting: readonly Case[] = referee.round(group);
  let first = waiting[0];
  for (let rounds = 1; first !== undefined; rounds += 1) {
    const { needs, fill } = referee.takeNeeds();
    fill(await lane.load(needs));
    if (rounds > mostRounds) fail(first, new StoreError('DECISION_UNSETTLED', String(mostRounds)));
    waiting = referee.round(rounds > mostRounds ? waiting.slice(1) : waiting);
    if (waiting[0] !== first) rounds = 0;
    first = waiting[0];
  }
}

function settle({ outcome, failure, hasFailed, resolve, reject }: Ticket): void {
  if (hasFailed === true || outcome === undefined) reject(failure);
  else resolve(outcome);
}

/** A driver's own error keeps its code; anything else is not for the caller to read. */
function asStoreError(error: unknown, otherwise: FailureCode): unknown {
  const known = error instanceof Error && 'code' in error && 'category' in error;
  return known ? error : new StoreError(otherwise, '', error);
}
