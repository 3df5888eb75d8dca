export { QueryScope } from './sql/query-scope.ts';
export type { SqlTable, SqlTables } from './sql/query-scope.ts';
export { cursorPlaces, orderTerm, segmentsAfter } from './sql/keyset.ts';
export type { OrderTerm } from './sql/keyset.ts';
export { quoteName, quoteText } from './sql/sql-text.ts';
