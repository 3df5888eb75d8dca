import type { Row } from '@objectql/metadata';

/** The text in a field of a row; empty where there is none. */
export function textIn(row: Row, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}
