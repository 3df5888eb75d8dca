import type { JournalEntry } from '@objectql/engine';
import type { NamedObject } from '@objectql/engine/sql';
import type { Key, ObjectDescriptor } from '@objectql/metadata';
import type { Connection } from './connection.ts';
import { ANCHOR, PLACES, groupEntries } from './journal-table.ts';
import { layoutOf } from './table-layout.ts';

/*
 * The changes of one record, without an index of them all. An index by record costs every update a page of its own in the
 * write-ahead log, for the records of one moment are strewn all over it: 15 of 50 microseconds. So each change holds the
 * place of the one before (`prior`), the row itself that of the last (`_place`), and only some changes are indexed,
 * as anchors to start from: the last of a life that is over, and all of every 64th entry, so that a page of a long history is
 * reached without walking back from its end. An index entry for the first change as well made a create 4 % dearer.
 */

const ANCHORS = `SELECT place FROM _journal WHERE record = ? AND object IN (SELECT value FROM json_each(?)) AND place >= ? AND ${ANCHOR} ORDER BY place LIMIT ?`;

/** From a change back to the first that is not before the second parameter, oldest first. */
const WALK = `WITH RECURSIVE chain (at) AS (
  VALUES (?1) UNION ALL SELECT prior FROM chain JOIN _journal ON place = at WHERE prior >= ?2
) SELECT at FROM chain ORDER BY at`;

const ENTRIES = `SELECT c.seq, c.object, c.record, c.op, c.before, c.after, e.header, e.salt, e.digest, e.hash
FROM _journal AS c JOIN _journal AS e ON e.place = c.place - c.n
WHERE c.place IN (SELECT value FROM json_each(?)) ORDER BY c.place`;

interface Range {
  readonly after: number;
  readonly limit: number;
}

/** Entries that changed one record, oldest first, with that record's changes only. `named` is its object, and what that was called. */
export function readHistory(connection: Connection, { id }: Key, { named, after, limit }: Range & { readonly named: NamedObject }): readonly JournalEntry[] {
  let from = (after + 1) * PLACES;
  const places: number[] = [];
  const seqs = new Set<number>();
  for (const end of ends(connection, id, { named, from, limit })) {
    if (end < from) continue;
    for (const [at] of connection.all(WALK, end, from)) {
      places.push(Number(at));
      seqs.add(Math.floor(Number(at) / PLACES));
    }
    if (seqs.size > limit) break;
    from = end + 1;
  }
  return groupEntries(connection.all(ENTRIES, JSON.stringify(places))).slice(0, limit);
}

/** Where to walk back from, in order: so many anchors hold a whole page; behind the last of them comes the row's own place. */
function* ends(connection: Connection, id: string, { named: { object, names }, from, limit }: { named: NamedObject; from: number; limit: number }): Generator<number> {
  for (const [place] of connection.all(ANCHORS, id, JSON.stringify(names), from, limit + 1)) yield Number(place);
  const place = object === undefined ? null : lastPlace(connection, object, id);
  if (place !== null) yield place;
}

/** Where the journal last spoke of a record; null where there is none. */
export function lastPlace(connection: Connection, object: ObjectDescriptor, id: string): number | null {
  const [place] = connection.first(`SELECT "_place" FROM ${layoutOf(object).table} WHERE "id" = ?`, id) ?? [];
  return typeof place === 'number' ? place : null;
}
