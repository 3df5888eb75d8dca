import { quoteName, quoteText } from '@objectql/engine/sql';
import type { MigrationDialect, TableFacts } from '@objectql/engine/sql';
import type { Connection } from './connection.ts';
import { columnSql, createTableSql, indexesOf, layoutOf } from './table-layout.ts';
import type { Column } from './table-layout.ts';

/** Migrations as SQLite spells them, over the tables of one connection. */
export function sqliteMigration(connection: Connection): MigrationDialect {
  const { traits } = connection;
  return {
    altersNotNull: traits.altersNotNull,
    table: quoteName,
    index: quoteName,
    indexes: indexesOf,
    createTable: (object) => [createTableSql(layoutOf(object), traits)],
    defaultOf: (object, field) => defaultLiteral(layoutOf(object).column(field)),
    addColumn(object, field, literal) {
      const layout = layoutOf(object);
      const added = `ALTER TABLE ${layout.table} ADD COLUMN ${columnSql(layout.column(field), traits)}`;
      return [literal === undefined ? added : `${added} DEFAULT ${literal}`];
    },
    holdsOthers({ name, type }, options) {
      const kept = options.map(quoteText).join(', ');
      return type === 'multiSelect' ? `EXISTS (SELECT 1 FROM json_each(${quoteName(name)}) WHERE value NOT IN (${kept}))` : `${quoteName(name)} NOT IN (${kept})`;
    },
    facts: (table) => factsOf(connection, quoteName(table)),
  };
}

function factsOf(connection: Connection, table: string): TableFacts {
  const count = (from: string): number => Number(connection.first(`SELECT count(*) FROM ${from}`)?.[0] ?? 0);
  return {
    count: (condition) => count(`${table} WHERE ${condition}`),
    duplicates(columns) {
      // All rows hold the same.
      if (columns.length === 0) return Number(count(table) > 1);
      const filled = columns.map((column) => `${column} IS NOT NULL`).join(' AND ');
      return count(`(SELECT 1 FROM ${table} WHERE ${filled} GROUP BY ${columns.join(', ')} HAVING count(*) > 1)`);
    },
  };
}

function defaultLiteral(column: Column): string | undefined {
  const value = column.field.default ?? null;
  if (value === null) return undefined;
  const stored = column.encode(value);
  return typeof stored === 'string' ? quoteText(stored) : String(stored);
}
