import { DatabaseSync } from 'node:sqlite';
import { createSealer, parseHeader } from '@objectos/journal';
import type { JournalHeader } from '@objectos/journal';
import type { JournalHead } from '@objectql/engine';
import { createNodePlatform } from '../../packages/objectos/server/src/node-platform.ts';

/*
 * What somebody with the file and its format in hand could do to a journal, by way of SQL. A row is one change; `place` is
 * the entry's number times 2^20 plus the number of the change, and all that is sealed stands on the entry's first row.
 */

const places = 1_048_576;

export type Tampering = (journal: DatabaseSync) => void;

/** Does it to the store in the file, which nobody may have open. */
export function tamper(file: string, how: Tampering): void {
  const journal = new DatabaseSync(file);
  try {
    how(journal);
  } finally {
    journal.close();
  }
}

/** How many entries there are. */
export function lengthOf(file: string): number {
  const journal = new DatabaseSync(file, { readOnly: true });
  try {
    return Number(journal.prepare('SELECT max(seq) AS last FROM _journal').get()?.['last']);
  } finally {
    journal.close();
  }
}

export const changePayload = (seq: number): Tampering => (journal) => {
  expectRows(journal.prepare(`UPDATE _journal SET after = json_set(after, '$.amount', '1.00') WHERE place = ?`).run(seq * places).changes, 1);
};

/** Who did it, when, through what: the header. */
export const changePrincipal = (seq: number): Tampering => (journal) => {
  expectRows(journal.prepare(`UPDATE _journal SET header = json_set(header, '$.principal', 'somebody-else') WHERE place = ?`).run(seq * places).changes, 1);
};

/** Takes an entry's change out of the links that lead through its record's history; what is sealed stays as it is. */
export const unlink = (object: string, record: string): Tampering => (journal) => {
  expectRows(journal.prepare(`UPDATE _journal SET prior = NULL WHERE place = (SELECT max(place) FROM _journal WHERE object = ? AND record = ?)`).run(object, record).changes, 1);
};

/** What a record's table holds, behind the journal. */
export const editRow = (object: string, record: string): Tampering => (store) => {
  expectRows(store.prepare(`UPDATE "${object}" SET amount = 999900, status = 'approved' WHERE id = ?`).run(record).changes, 1);
};

export const deleteRow = (object: string, record: string): Tampering => (store) => {
  expectRows(store.prepare(`DELETE FROM "${object}" WHERE id = ?`).run(record).changes, 1);
};

/** A copy of a row under another id, which no entry of the journal made. */
export const insertRow = (object: string, record: string, copy: string): Tampering => (store) => {
  store.exec(`CREATE TEMP TABLE copied AS SELECT * FROM "${object}" WHERE id = '${record}'`);
  store.exec(`UPDATE copied SET id = '${copy}'`);
  expectRows(store.prepare(`INSERT INTO "${object}" SELECT * FROM copied`).run().changes, 1);
};

export const remove = (seq: number): Tampering => (journal) => {
  journal.prepare('DELETE FROM _journal WHERE seq = ?').run(seq);
};

/** Removes it and moves up what follows, so that no number is missing. */
export const removeAndCloseUp = (seq: number): Tampering => (journal) => {
  remove(seq)(journal);
  move(journal, 'seq > ?', seq, -1);
};

/** Makes room for an entry and puts one there that says what it should. */
export const insertAfter = (seq: number): Tampering => (journal) => {
  move(journal, 'seq > ?', seq, 1);
  journal.prepare(`INSERT INTO _journal (place, object, record, op, before, after, header, salt, digest, hash)
    SELECT (seq + 1) * ${places}, object, record, op, before, after, json_set(header, '$.seq', seq + 1), salt, digest, hash FROM _journal WHERE place = ?`).run(seq * places);
};

export const swap = (one: number, other: number): Tampering => (journal) => {
  move(journal, 'seq = ?', one, 1_000_000);
  move(journal, 'seq = ?', other, one - other);
  move(journal, 'seq = ?', one + 1_000_000, other - one - 1_000_000);
};

export const cutTail = (from: number): Tampering => (journal) => {
  journal.prepare('DELETE FROM _journal WHERE seq >= ?').run(from);
};

/** Takes back what the entries did to rows of text and whole numbers as well, and what leads from those to the journal. */
export const cutTailAndRows = (from: number): Tampering => (journal) => {
  for (const { op, object, record, before, prior } of journal.prepare('SELECT op, object, record, before, prior FROM _journal WHERE seq >= ? ORDER BY place DESC').all(from)) {
    const values = op === 'insert' ? null : { ...JSON.parse(String(before)) as Record<string, string>, _place: prior };
    const sql = values === null ? `DELETE FROM "${String(object)}"` : `UPDATE "${String(object)}" SET ${Object.keys(values).map((name) => `"${name}" = ?`).join(', ')}`;
    expectRows(journal.prepare(`${sql} WHERE "id" = ?`).run(...Object.values(values ?? {}) as string[], record ?? null).changes, 1);
  }
  cutTail(from)(journal);
};

/** Changes the payload of an entry, and seals it and all that follow anew: a chain without a fault. */
export const rewriteFrom = (seq: number): Tampering => (journal) => {
  changePayload(seq)(journal);
  const sealer = createSealer(createNodePlatform());
  let head = headAt(journal, seq - 1);
  for (const { header } of journal.prepare('SELECT header FROM _journal WHERE n = 0 AND seq >= ? ORDER BY seq').all(seq)) {
    const at = head.seq + 1;
    const { tenant, time, principal, ...rest } = scopeOf(parseHeader(String(header)));
    const changes = journal.prepare('SELECT op, object, record, before, after FROM _journal WHERE seq = ? ORDER BY place').all(at) as never;
    const [sealed] = sealer.seal(head, [{ scope: { tenant, time, principal, ...rest }, changes }]);
    if (sealed === undefined) throw new Error('nothing was sealed');
    journal.prepare('UPDATE _journal SET header = ?, salt = ?, digest = ?, hash = ? WHERE place = ?').run(sealed.header, sealed.salt, sealed.digest, sealed.hash, at * places);
    head = { seq: at, epoch: head.epoch, hash: sealed.hash };
  }
};

/** The same, and the row says so too. */
export const rewriteWithRow = (seq: number): Tampering => (store) => {
  rewriteFrom(seq)(store);
  const { object, record } = store.prepare('SELECT object, record FROM _journal WHERE place = ?').get(seq * places) ?? {};
  expectRows(store.prepare(`UPDATE "${String(object)}" SET amount = 100 WHERE id = ?`).run(record ?? null).changes, 1);
};

/** Lawful: the values and their salt go, the digest stays. */
export const erase = (seq: number): Tampering => (journal) => {
  journal.prepare('UPDATE _journal SET before = NULL, after = NULL, salt = NULL WHERE seq = ?').run(seq);
};

function headAt(journal: DatabaseSync, seq: number): JournalHead {
  const row = journal.prepare('SELECT hash, header FROM _journal WHERE place = ?').get(seq * places);
  return { seq, hash: String(row?.['hash']), epoch: parseHeader(String(row?.['header']))?.epoch ?? '' };
}

function scopeOf(header: JournalHeader | undefined) {
  if (header === undefined) throw new Error('a header cannot be read');
  const { at, principal, ...rest } = header;
  return { ...rest, time: Date.parse(at), principal: { id: principal, kind: 'person', roles: [] } } as const;
}

/** By way of negative places, since no two rows may meet in one. */
function move(journal: DatabaseSync, which: string, seq: number, by: number): void {
  journal.prepare(`UPDATE _journal SET place = -(place + ?) WHERE ${which}`).run(by * places, seq);
  journal.exec('UPDATE _journal SET place = -place WHERE place < 0');
}

function expectRows(changes: number | bigint, expected: number): void {
  if (Number(changes) !== expected) throw new Error(`${changes} rows were changed, not ${expected}`);
}
