import type { SqliteValue } from '@objectql/expression';
import { firstOf, rowsOf } from './connection.ts';
import type { Connection, SqliteTraits, Statement, Values } from './connection.ts';
import type { DurableObjectDatabase } from './durable-object-database.ts';
import { StoreFailure } from './errors.ts';
import { inStore, tablePrefix } from './named-tables.ts';
import { RecentMap } from './recent-map.ts';
import { durableObjectFailure } from './sqlite-error.ts';
import { bindTyped } from './typed-parameters.ts';

/** A table has at most 100 columns there: six of the system and `_place` beside the fields. It cannot alter NOT NULL. */
export const durableObjectTraits: SqliteTraits = { fields: 93, functionArguments: 127, altersNotNull: false };

/** Statements whose text over the tables of the store is kept. */
const STATEMENTS_KEPT = 500;

/** One store in the database of a durable object. That keeps prepared statements by their text itself, and has transactions as a method in place of BEGIN. */
export class DurableObjectConnection implements Connection {
  readonly traits = durableObjectTraits;
  readonly #database: DurableObjectDatabase;
  readonly #store: string;
  readonly #statements = new RecentMap<string, string>(STATEMENTS_KEPT);
  #open = true;

  constructor(database: DurableObjectDatabase, store: string) {
    this.#database = database;
    this.#store = store;
  }

  tables(): readonly string[] {
    const prefix = tablePrefix(this.#store);
    const names = this.all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(([name]) => String(name));
    return names.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  }

  prepare(sql: string): Statement {
    return {
      all: (...parameters) => this.#rows(sql, parameters),
      get: (...parameters) => this.#rows(sql, parameters)[0],
      // The storage counts the rows of indexes as well; what a statement returns, it met.
      run: (...parameters) => ({ changes: this.#rows(`${sql} RETURNING 1`, parameters).length }),
    };
  }

  all(sql: string, ...parameters: readonly SqliteValue[]): readonly Values[] {
    return rowsOf(this.prepare(sql), parameters);
  }

  first(sql: string, ...parameters: readonly SqliteValue[]): Values | undefined {
    return firstOf(this.prepare(sql), parameters);
  }

  run(sql: string, ...parameters: readonly SqliteValue[]): number {
    return this.#rows(`${sql} RETURNING 1`, parameters).length;
  }

  execute(sql: string): void {
    this.#rows(sql, []);
  }

  /** A closed connection's work is undone, as a process that ends would leave it. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#database.transaction(async () => {
      const result = await work();
      this.#assertOpen();
      return result;
    });
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Texts stay what they are, whatever becomes of the tables. */
  forgetStatements(): void {}

  close(): void {
    this.#open = false;
  }

  #rows(sql: string, parameters: readonly SqliteValue[]): unknown[] {
    this.#assertOpen();
    const bound = bindTyped(this.#textOf(sql), parameters);
    try {
      return this.#database.rows(bound.sql, bound.values);
    } catch (error) {
      throw durableObjectFailure(error);
    }
  }

  #textOf(sql: string): string {
    let text = this.#statements.get(sql);
    if (text === undefined) this.#statements.set(sql, (text = inStore(this.#store, sql)));
    return text;
  }

  #assertOpen(): void {
    if (!this.#open) throw new StoreFailure('STORE_CLOSED');
  }
}
