import { StoreError, Turns } from '@objectql/engine';
import type { AccessBatch, Driver, JournalEntry, JournalHead, Lane, MigrationExtent, ReadPlan, ReadResult, Scope } from '@objectql/engine';
import { namedObject } from '@objectql/engine/sql';
import type { FormerNames } from '@objectql/engine/sql';
import type { Json, Key, ObjectDescriptor } from '@objectql/metadata';
import { arrayOf } from './array-text.ts';
import { StoreFailure } from './errors.ts';
import { batchOf, groupEntries } from './journal-table.ts';
import { JournalFollower } from './journal-follower.ts';
import type { EntriesListener } from './journal-follower.ts';
import { LaneTurn } from './lane-turn.ts';
import { applyMigration, planStoreMigration } from './migration.ts';
import type { MigrationSite } from './migration.ts';
import { PlanReader } from './plan-reader.ts';
import { toStoreFailure, wasCancelled } from './postgres-error.ts';
import { StoreStatements } from './store-statements.ts';
import type { Answer, Ask, Statement } from './statement.ts';
import type { StoreShelf } from './store-shelf.ts';

/** A tenant's store in a database that it shares with others: its rows in tables that all of them share. */
export class PostgresDriver implements Driver {
  readonly name = 'postgres';
  readonly #shelf: StoreShelf;
  readonly #tenant: string;
  #objects: ReadonlyMap<string, ObjectDescriptor> = new Map();
  #former: FormerNames = new Map();
  #statements: StoreStatements;
  #plans: PlanReader;
  #generation = '';
  /** Where the journal stood when the store was opened: nobody here has read anything older. */
  #seqAtOpen = 0;
  #closed = false;
  readonly #followers = new Set<JournalFollower>();
  #endOfNews: (() => void) | null = null;
  readonly #lanes = new Turns();

  constructor(shelf: StoreShelf, tenant: string) {
    this.#shelf = shelf;
    this.#tenant = tenant;
    this.#statements = new StoreStatements({ layouts: shelf.layouts, objects: this.#objects }, tenant);
    this.#plans = new PlanReader(this.#statements.stored, tenant);
  }

  async migrate(objects: readonly ObjectDescriptor[], genesis: JournalHead, agree?: (extent: MigrationExtent) => Promise<void>): Promise<void> {
    const shelf = this.#shelf;
    const site: MigrationSite = { layouts: shelf.layouts, tenant: this.#tenant, ...shelf.wall };
    await this.#exclusive(async () => {
      const plan = await shelf.owner.useRepeatedly((session) => planStoreMigration(session, site, objects));
      await agree?.(plan.extent);
      const { generation, seq, former } = await shelf.owner.useRepeatedly((session) => applyMigration(session, site, { plan, objects, genesis }));
      this.#generation = generation;
      this.#seqAtOpen = seq;
      this.#objects = new Map(objects.map((object) => [object.name, object]));
      this.#former = former;
      this.#statements = new StoreStatements({ layouts: shelf.layouts, objects: this.#objects }, this.#tenant);
      this.#plans = new PlanReader(this.#statements.stored, this.#tenant);
    });
  }

  async read(plan: ReadPlan, args: readonly Json[], scope: Scope): Promise<ReadResult> {
    const ask = this.#plans.ask(plan, args, scope);
    try {
      return ask.result(await this.#committed([ask]));
    } catch (error) {
      throw wasCancelled(error) ? new StoreError('QUERY_TOO_COSTLY', String(this.#shelf.readTimeout), error) : error;
    }
  }

  async lane<T>(work: (lane: Lane) => Promise<T>): Promise<T> {
    return this.#exclusive(async () => {
      const turn = new LaneTurn({ shelf: this.#shelf, tenant: this.#tenant, statements: this.#statements, generation: this.#generation });
      const result = await turn.run(work);
      if (turn.moved !== null) for (const follower of this.#followers) follower.wrote(turn.moved.from, turn.moved.to);
      this.#analyse(turn.written);
      return result;
    });
  }

  async journal(after: number, limit: number): Promise<readonly JournalEntry[]> {
    const { rows } = await this.#ask(this.#shelf.journal.page, String(after), String(limit));
    return groupEntries(rows);
  }

  async history({ object, id }: Key, after: number, limit: number): Promise<readonly JournalEntry[]> {
    if (id.includes('\0')) return [];
    const { names } = namedObject(object, this.#objects, this.#former);
    const { rows } = await this.#ask(this.#shelf.journal.history, id, arrayOf(names, 'text'), String(after), String(limit));
    return groupEntries(rows);
  }

  async head(): Promise<JournalHead> {
    const { rows: [cells] } = await this.#ask(this.#shelf.journal.readHead);
    if (cells === undefined) return { seq: 0, epoch: '', hash: '' };
    return { seq: Number(cells[0]), epoch: cells[1] ?? '', hash: cells[2] ?? '' };
  }

  async appendAccess({ seq, text, hash }: AccessBatch): Promise<void> {
    await this.#exclusive(async () => {
      const values = [this.#tenant, String(seq), text, hash];
      const asks = [this.#shelf.unhurried, { statement: this.#shelf.journal.appendAccess, values }];
      const [, answer] = await this.#shelf.serving.use((session) => session.runAs(this.#tenant, asks));
      if (answer?.count !== 1) throw new StoreFailure('STORE_FAILED', [], new Error(`access batch ${seq} does not follow the last one`));
    });
  }

  async accessLog(after: number, limit: number): Promise<readonly AccessBatch[]> {
    const { rows } = await this.#ask(this.#shelf.journal.readAccess, String(after), String(limit));
    return rows.map(batchOf);
  }

  follow(listener: EntriesListener): () => void {
    const follower = new JournalFollower({ entries: (after, limit) => this.journal(after, limit) }, this.#seqAtOpen, listener);
    this.#followers.add(follower);
    follower.look();
    this.#endOfNews ??= this.#shelf.news.listen(this.#shelf.layouts.schema, this.#tenant, () => {
      for (const each of this.#followers) each.look();
    });
    return () => {
      follower.end();
      this.#followers.delete(follower);
    };
  }

  /** Waits for the lanes that were asked for. The database stays open for the other stores. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#endOfNews?.();
    for (const follower of this.#followers) follower.end();
    await this.#lanes.over;
  }

  #ask(statement: Statement, ...values: readonly string[]): Promise<Answer> {
    return this.#committed([this.#shelf.unhurried, { statement, values: [this.#tenant, ...values] }]);
  }

  /** What the last of these statements answers, over committed rows, as of one moment; asked again where its connection was lost. */
  async #committed(asks: readonly Ask[]): Promise<Answer> {
    if (this.#closed) throw new StoreFailure('STORE_CLOSED');
    try {
      const answer = (await this.#shelf.serving.useRepeatedly((session) => session.runAs(this.#tenant, asks))).at(-1);
      if (answer === undefined) throw new TypeError('a statement was not answered');
      return answer;
    } catch (error) {
      throw readFailure(error);
    }
  }

  /** Runs the work when every lane asked for before is over. */
  async #exclusive<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreFailure('STORE_CLOSED');
    try {
      return await this.#lanes.take(work);
    } catch (error) {
      throw toStoreFailure(error);
    }
  }

  /** Without statistics, or with those of a nearly empty table, PostgreSQL reads a whole tenant to find one key. */
  #analyse(written: ReadonlyMap<string, number>): void {
    const tables = this.#shelf.outgrown(written).map((name) => this.#shelf.layouts.table(name));
    if (tables.length === 0) return;
    // Nobody waits for it: where it fails, the statistics stay as they are, and the server's own autovacuum will see to them.
    void this.#shelf.owner.use((session) => session.execute(`ANALYZE ${tables.join(', ')}`)).catch(() => undefined);
  }
}

/** A column or table that is not there any more, or of another type: another process has migrated the database since this was planned. */
function readFailure(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === '42703' || code === '42P01' || code === '0A000' ? new StoreError('METADATA_OUTDATED', '', error) : toStoreFailure(error);
}
