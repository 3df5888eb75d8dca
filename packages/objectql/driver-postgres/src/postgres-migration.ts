import { quoteName, quoteText } from '@objectql/engine/sql';
import type { MigrationDialect, TableFacts } from '@objectql/engine/sql';
import type { Session } from './session.ts';
import { columnSql, createTableSql, indexesOf } from './table-layout.ts';
import type { TableLayouts } from './table-layout.ts';

/** Migrations as PostgreSQL spells them, over the tables of one schema. `wall`: statements that wall off a table of a new object. */
export function postgresMigration(session: Session, layouts: TableLayouts, wall: (table: string) => readonly string[]): MigrationDialect {
  return {
    altersNotNull: true,
    table: (name) => layouts.table(name),
    index: (name) => layouts.table(name),
    indexes: (object) => indexesOf(object, layouts.schema),
    createTable: (object) => [createTableSql(layouts.of(object)), ...wall(object.name)],
    defaultOf(object, field) {
      const column = layouts.of(object).column(field);
      const stored = column.encode(column.field.default ?? null);
      return stored === null ? undefined : quoteText(stored);
    },
    addColumn(object, field, literal) {
      const layout = layouts.of(object);
      const column = layout.column(field);
      const added = `ALTER TABLE ${layout.table} ADD COLUMN ${columnSql(column)}`;
      return literal === undefined ? [added] : [`${added} DEFAULT ${literal}`, `ALTER TABLE ${layout.table} ALTER COLUMN ${column.sql} DROP DEFAULT`];
    },
    holdsOthers({ name, type }, options) {
      const kept = `ARRAY[${options.map(quoteText).join(', ')}]::text[]`;
      return type === 'multiSelect' ? `NOT (${quoteName(name)} <@ ${kept})` : `NOT (${quoteName(name)} = ANY (${kept}))`;
    },
    facts: (table) => factsOf(session, layouts.table(table)),
  };
}

/** Counts over all tenants' rows; values are compared within a tenant. */
function factsOf(session: Session, table: string): TableFacts {
  const count = async (from: string): Promise<number> => {
    const [answer] = await session.run([{ statement: { name: '', text: `SELECT count(*) FROM ${from}` }, values: [] }]);
    return Number(answer?.rows[0]?.[0] ?? 0);
  };
  return {
    count: (condition) => count(`${table} WHERE ${condition}`),
    duplicates(columns) {
      const filled = columns.map((column) => `${column} IS NOT NULL`).join(' AND ') || 'true';
      return count(`(SELECT 1 FROM ${table} WHERE ${filled} GROUP BY ${['"_tenant"', ...columns].join(', ')} HAVING count(*) > 1) AS taken`);
    },
  };
}
