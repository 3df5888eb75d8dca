import type { ObjectDescriptor } from '@objectql/metadata';
import type { StoredField } from './stored-schema.ts';
import type { IndexLayout } from './wanted-indexes.ts';

/** How one database spells what a migration does, and what it can tell of its tables. Names of columns are quoted by `quoteName`. */
export interface MigrationDialect {
  /** Whether a column that is there can become NOT NULL, and cease to be. */
  readonly altersNotNull: boolean;
  /** A table, or an index, by its name, as SQL has it. */
  table(name: string): string;
  index(name: string): string;
  indexes(object: ObjectDescriptor): readonly IndexLayout[];
  /** Makes the object's table, without its indexes. */
  createTable(object: ObjectDescriptor): readonly string[];
  /** The literal of a field's default; undefined where it has none. */
  defaultOf(object: ObjectDescriptor, field: string): string | undefined;
  /** Adds a field's column; rows that are there get the literal. */
  addColumn(object: ObjectDescriptor, field: string, literal?: string): readonly string[];
  /** The condition that a column of today holds none but these options. */
  holdsOthers(field: StoredField, options: readonly string[]): string;
  /** Counts over the rows of a table as it is now, by the name that it has today, whoever they belong to. */
  facts(table: string): TableFacts;
}

export interface TableFacts {
  /** Rows for which the condition is true. */
  count(condition: string): number | Promise<number>;
  /** Combinations of these columns' values, none of them null, that more than one row of a store has. */
  duplicates(columns: readonly string[]): number | Promise<number>;
}
