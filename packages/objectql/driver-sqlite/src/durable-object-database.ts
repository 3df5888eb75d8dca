import type { BindableValue } from './typed-parameters.ts';

/** What is used of the storage of a durable object on SQLite: the `storage` of its state is one. */
export interface DurableObjectStorage {
  readonly sql: { exec(sql: string, ...bindings: BindableValue[]): { raw(): Iterable<readonly unknown[]> } };
  transaction<T>(work: () => Promise<T>): Promise<T>;
}

/** The one database of a durable object. Whatever is run while a transaction is open belongs to it, so its stores take turns. */
export class DurableObjectDatabase {
  readonly #storage: DurableObjectStorage;
  /** Stores that a driver has open; no other process can reach them. */
  readonly #opened = new Set<string>();
  /** Settles when the last transaction asked for so far is over. */
  #turns: Promise<unknown> = Promise.resolve();

  private constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Of the same storage the same database. */
  static of(storage: DurableObjectStorage): DurableObjectDatabase {
    const database = databases.get(storage) ?? new DurableObjectDatabase(storage);
    databases.set(storage, database);
    return database;
  }

  /** False where the store is taken already. */
  take(store: string): boolean {
    return !this.#opened.has(store) && this.#opened.add(store).size > 0;
  }

  release(store: string): void {
    this.#opened.delete(store);
  }

  rows(sql: string, values: readonly BindableValue[]): unknown[] {
    return [...this.#storage.sql.exec(sql, ...values).raw()];
  }

  /** Runs the work in a transaction of its own, after those asked for before. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(() => this.#storage.transaction(work));
    this.#turns = turn.catch(() => undefined);
    return turn;
  }
}

const databases = new WeakMap<DurableObjectStorage, DurableObjectDatabase>();
