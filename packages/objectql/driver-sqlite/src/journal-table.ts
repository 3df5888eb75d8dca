import type { AccessBatch, JournalChange, JournalEntry } from '@objectql/engine';
import type { Connection, Values } from './connection.ts';
import { StoreFailure } from './errors.ts';
import type { LastPlaces } from './last-places.ts';

/** A change from which a record's history can be read: SQLite uses the index where a statement says the same in the same words. */
export const ANCHOR = "(op = 'delete' OR place / 1048576 % 64 = 0)";

/**
 * The journal and the access stream. One row per change; what is said once per entry stands on its first row (n = 0), which
 * an entry without changes has too. Both numbers of a row are in its one key, `place`: one tree less to write than with
 * a primary key of two columns, a tenth of an insert's time. The key is the fence against two writers of one head. A rowid
 * table: WITHOUT ROWID costs half as much again per insert, because the long texts then live inside the key's tree.
 * `prior` leads to the record's change before this one; journal-history.ts tells why.
 */
export const journalTables = `
CREATE TABLE _journal (
  place INTEGER PRIMARY KEY, object TEXT, record TEXT, op TEXT, before TEXT, after TEXT,
  header TEXT, salt TEXT, digest TEXT, hash TEXT, prior INTEGER,
  seq INTEGER AS (place / 1048576) VIRTUAL, n INTEGER AS (place % 1048576) VIRTUAL
) STRICT;
CREATE TABLE _access (seq INTEGER PRIMARY KEY, text TEXT NOT NULL, hash TEXT NOT NULL) STRICT;`;

/** Made after the tables, and anew where a store's format had others. */
export const anchorIndex = `CREATE INDEX "index:_journal:anchor" ON _journal (record) WHERE record IS NOT NULL AND ${ANCHOR}`;

/** From format 2, which also indexed the first change of every record, to 3. */
export const fewerAnchors: readonly string[] = ['DROP INDEX "index:_journal:anchor"', anchorIndex];

/** Most changes of one entry; with it `place` holds 8,589,934,591 entries exactly in a JavaScript number. */
export const PLACES = 1_048_576;

const INSERT = `INSERT INTO _journal (place, object, record, op, before, after, header, salt, digest, hash, prior)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/**
 * Writes sealed entries; the caller holds the transaction. `last` knows where the records were last spoken of, and is told. Asked
 * for a row, of which there is none, and not for the number of rows that it met: an object less to make per insert.
 */
export function appendEntries(writer: Connection, entries: readonly JournalEntry[], last: LastPlaces): void {
  if (entries.length === 0) return;
  const insert = writer.prepare(INSERT);
  for (const entry of entries) {
    const { seq, changes, header, salt, digest, hash } = entry;
    if (changes.length > PLACES) throw new StoreFailure('VALUE_NOT_STORABLE', ['the journal', `an entry of ${changes.length} changes`]);
    const place = seq * PLACES;
    const first = changes[0];
    if (first === undefined) insert.get(place, null, null, null, null, null, header, salt, digest, hash, null);
    else insert.get(place, first.object, first.record, first.op, first.before, first.after, header, salt, digest, hash, last.move(first, place));
    for (let n = 1; n < changes.length; n++) {
      const change = changes[n];
      if (change !== undefined) insert.get(place + n, change.object, change.record, change.op, change.before, change.after, null, null, null, null, last.move(change, place + n));
    }
  }
}

const TAIL = 'SELECT seq, hash FROM _journal WHERE n = 0 ORDER BY place DESC LIMIT 1';

/** Sequence and hash of the last entry, or undefined in an empty journal. */
export function readTail(connection: Connection): { readonly seq: number; readonly hash: string } | undefined {
  const [seq, hash] = connection.first(TAIL) ?? [];
  return seq === undefined ? undefined : { seq: Number(seq), hash: String(hash) };
}

const PAGE = `SELECT seq, object, record, op, before, after, header, salt, digest, hash FROM _journal
WHERE place >= ?1 AND place < ${PLACES} + (SELECT max(place) FROM (SELECT place FROM _journal WHERE n = 0 AND place >= ?1 ORDER BY place LIMIT ?2))
ORDER BY place`;

/** Entries with `seq > after` in order, at most `limit`. */
export function readEntries(connection: Connection, after: number, limit: number): readonly JournalEntry[] {
  return groupEntries(connection.all(PAGE, (after + 1) * PLACES, limit));
}

/** Rows in order of (seq, n), of which the first of each entry holds its header. */
export function groupEntries(rows: readonly Values[]): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  let changes: JournalChange[] = [];
  let last = -1;
  for (const [seq, object, record, op, before, after, header, salt, digest, hash] of rows) {
    if (seq !== last) {
      last = Number(seq);
      changes = [];
      entries.push({ seq: last, header: String(header), salt: textOrNull(salt), digest: String(digest), hash: String(hash), changes });
    }
    if (op !== null) {
      changes.push({ op: op as JournalChange['op'], object: String(object), record: String(record), before: textOrNull(before), after: textOrNull(after) });
    }
  }
  return entries;
}

/** One statement, so it commits by itself. A batch that does not follow the last one is refused. */
export function appendBatch(writer: Connection, { seq, text, hash }: AccessBatch): void {
  const follows = 'INSERT INTO _access (seq, text, hash) SELECT ?1, ?2, ?3 WHERE ?1 = 1 + (SELECT coalesce(max(seq), 0) FROM _access)';
  if (writer.run(follows, seq, text, hash) !== 1) throw new StoreFailure('STORE_FAILED', [], new Error(`access batch ${seq} does not follow the last one`));
}

export function readBatches(connection: Connection, after: number, limit: number): readonly AccessBatch[] {
  return connection
    .all('SELECT seq, text, hash FROM _access WHERE seq > ? ORDER BY seq LIMIT ?', after, limit)
    .map(([seq, text, hash]) => ({ seq: Number(seq), text: String(text), hash: String(hash) }));
}

function textOrNull(value: Values[number] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
