import type { JournalChange, JournalEntry } from '@objectql/engine';
import { parseHeader } from './entry-format.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The rows of every object by id, as a journal tells them. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, Fields>>;

/**
 * Builds the tables again from the journal alone: what is in them and what a store holds must be equal. Throws where a
 * payload was erased, since the rows that it made cannot be told.
 */
export function replayJournal(entries: Iterable<JournalEntry>): Tables {
  const tables = new Map<string, Map<string, Fields>>();
  for (const entry of entries) {
    if (entry.salt === null) throw new Error(`The payload of journal entry ${parseHeader(entry.header)?.seq ?? entry.seq} was erased; the journal cannot be replayed past it.`);
    for (const change of entry.changes) {
      const rows = tables.get(change.object) ?? new Map<string, Fields>();
      tables.set(change.object, rows);
      replayChange(rows, change);
    }
  }
  return tables;
}

function replayChange(rows: Map<string, Fields>, { op, object, record, after }: JournalChange): void {
  const row = rows.get(record);
  if ((op === 'insert') !== (row === undefined)) throw new Error(`The journal has a ${op} of ${object} ${record} where it ${row === undefined ? 'does not exist' : 'exists already'}.`);
  if (op === 'delete') rows.delete(record);
  else rows.set(record, { ...row, ...(JSON.parse(after ?? '{}') as Fields) });
}
