import type { JournalStatements } from './journal-table.ts';
import { journalStatements } from './journal-table.ts';
import type { Wall } from './roles.ts';
import type { NewsWire } from './news-wire.ts';
import type { SessionPool } from './session-pool.ts';
import { statement } from './statement.ts';
import type { Ask } from './statement.ts';
import { TableLayouts } from './table-layout.ts';

/** In milliseconds. */
export interface Timeouts {
  /** Of a statement that writes, migrates, or reads the journal. */
  readonly statement: number;
  /** Of a read of records, which callers make as costly as they like. */
  readonly read: number;
}

const limits = statement(`SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $1, true)`);

export interface ShelfOptions {
  readonly schema: string;
  readonly wall: Wall;
  readonly serving: SessionPool;
  readonly owner: SessionPool;
  readonly news: NewsWire;
  readonly timeouts: Timeouts;
  /** Milliseconds for which a database that went down in a commit is asked what became of it. */
  readonly patience: number;
}

/** Stores that share the tables of one schema: what they have in common. */
export class StoreShelf {
  readonly layouts: TableLayouts;
  readonly wall: Wall;
  readonly journal: JournalStatements;
  readonly serving: SessionPool;
  /** Sessions of the role that owns the tables. */
  readonly owner: SessionPool;
  readonly news: NewsWire;
  readonly patience: number;
  /** Milliseconds that a read of records may take. */
  readonly readTimeout: number;
  /** To be asked at the beginning of a transaction that is no read of records. */
  readonly unhurried: Ask;
  /** Rows written since the statistics of a table were last refreshed, and at how many they are again. */
  readonly #written = new Map<string, { rows: number; analyseAt: number }>();

  constructor({ schema, wall, serving, owner, news, timeouts, patience }: ShelfOptions) {
    this.layouts = new TableLayouts(schema);
    this.journal = journalStatements(this.layouts);
    this.wall = wall;
    this.serving = serving;
    this.owner = owner;
    this.news = news;
    this.patience = patience;
    this.readTimeout = timeouts.read;
    this.unhurried = { statement: limits, values: [String(timeouts.statement)] };
  }

  /** Counts what was written; answers the tables whose statistics are out of date by it. */
  outgrown(written: ReadonlyMap<string, number>): readonly string[] {
    const tables: string[] = [];
    for (const [name, rows] of written) {
      const known = this.#written.get(name) ?? { rows: 0, analyseAt: FIRST_ANALYSIS };
      this.#written.set(name, known);
      known.rows += rows;
      if (known.rows < known.analyseAt) continue;
      known.rows = 0;
      known.analyseAt = Math.min(known.analyseAt * 2, LATER_ANALYSIS);
      tables.push(name);
    }
    return tables;
  }
}

/** Rows written to a table before its statistics are refreshed; doubles each time, until the server's own autovacuum is quick enough. */
const FIRST_ANALYSIS = 500;
const LATER_ANALYSIS = 64_000;
