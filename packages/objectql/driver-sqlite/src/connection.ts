import type { SqliteValue } from '@objectql/expression';
import type { StoredValue } from './field-storage.ts';

/** One row as SQLite answers it: the values in the order of the select list. */
export type Values = readonly StoredValue[];

/** A statement by its text; that of `node:sqlite`, where it answers arrays, is one. */
export interface Statement {
  all(...parameters: SqliteValue[]): unknown[];
  get(...parameters: SqliteValue[]): unknown;
  run(...parameters: SqliteValue[]): { readonly changes: number | bigint };
}

/** What one build of SQLite can do and another cannot. */
export interface SqliteTraits {
  /** Most fields of an object, beside the system's. */
  readonly fields: number;
  /** Most arguments of a function. */
  readonly functionArguments: number;
  /** Whether a column that is there can become NOT NULL, and cease to be. Where it cannot, no column is: the referee judges required fields before. */
  readonly altersNotNull: boolean;
}

/**
 * One connection to SQLite, as all of the driver but its opening knows it. Whole numbers are bound as INTEGER, bigints
 * exactly; what it throws is a failure of the store, or becomes one by `toStoreFailure`.
 */
export interface Connection {
  readonly traits: SqliteTraits;
  readonly isOpen: boolean;
  /** Names of the tables that there are, as statements give them. */
  tables(): readonly string[];
  prepare(sql: string): Statement;
  all(sql: string, ...parameters: readonly SqliteValue[]): readonly Values[];
  /** The first row, or undefined. */
  first(sql: string, ...parameters: readonly SqliteValue[]): Values | undefined;
  /** Runs an INSERT, UPDATE or DELETE; answers how many rows it met. */
  run(sql: string, ...parameters: readonly SqliteValue[]): number;
  /** Statements that are run once: definitions, pragmas. */
  execute(sql: string): void;
  /** Runs the work in a transaction that writes, one at a time: committed when the promise resolves, undone when the work throws or the connection is closed meanwhile. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /** Names and columns have changed: everything prepared before is prepared again on next use. */
  forgetStatements(): void;
  close(): void;
}

/** All rows of a statement. */
export function rowsOf(statement: Statement, parameters: readonly SqliteValue[]): readonly Values[] {
  return statement.all(...parameters) as readonly Values[];
}

/** The first row of a statement. */
export function firstOf(statement: Statement, parameters: readonly SqliteValue[]): Values | undefined {
  return statement.get(...parameters) as Values | undefined;
}
