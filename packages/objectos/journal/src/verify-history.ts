import type { JournalEntry, Store } from '@objectql/engine';
import type { Key, Row } from '@objectql/metadata';
import type { Finding } from './journal-verdict.ts';
import { leavesRow, missing } from './verify-rows.ts';
import type { RowCheck, Told } from './verify-rows.ts';
import type { ToldRow } from './verify-told-row.ts';

const pageSize = 500;
/** Records whose rows are read at once. */
const chunkSize = 100;

/**
 * Holds the histories of records against the journal. A driver finds a record's entries by an index or by links of its own,
 * which are not sealed: whoever edits those hides changes from readers of the history, though the chain itself still holds.
 */
export class HistoryCheck {
  /** By record id, then by object: an object that was renamed stands here under each of its names. */
  readonly #seen = new Map<string, Map<string, number[]>>();

  /** Takes note of the records that an entry changed. */
  read({ seq, changes }: JournalEntry): void {
    for (const { object, record } of changes) {
      let objects = this.#seen.get(record);
      if (objects === undefined) this.#seen.set(record, (objects = new Map()));
      const seqs = objects.get(object);
      if (seqs === undefined) objects.set(object, [seq]);
      else if (seqs.at(-1) !== seq) seqs.push(seq);
    }
  }

  /**
   * Records whose history is not what the journal up to `until` says of them and, where there is something to hold rows
   * against it, records whose row is not.
   */
  async findings(store: Pick<Store, 'history' | 'journal'>, until: number, check: RowCheck | null): Promise<readonly Finding[]> {
    const found: Finding[] = [];
    for (const part of chunksOf(this.#seen)) {
      const rows = await rowsOf(part, check);
      for (const [id, objects] of part) found.push(...await new RecordCheck({ store, check, id, objects, until }).findings(rows));
    }
    const strangers = await check?.strangers(({ object, id }) => (object === '' ? this.#seen.has(id) : this.#seen.get(id)?.has(object) === true), until);
    return [...found, ...strangers ?? []];
  }
}

type Seen = readonly [id: string, objects: Seqs];
type Rows = ReadonlyMap<string, ReadonlyMap<string, Row>>;

function* chunksOf(seen: Iterable<Seen>): Generator<readonly Seen[]> {
  let chunk: Seen[] = [];
  for (const each of seen) {
    if (chunk.push(each) < chunkSize) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** The stored rows of these records, by object and id. */
async function rowsOf(part: readonly Seen[], check: RowCheck | null): Promise<Rows> {
  const ids = new Map<string, string[]>();
  for (const [id, objects] of check === null ? [] : part) {
    for (const object of check?.namesOf(objects.keys()) ?? []) ids.set(object, [...(ids.get(object) ?? []), id]);
  }
  const rows = new Map<string, ReadonlyMap<string, Row>>();
  for (const [object, of] of ids) if (check !== null) rows.set(object, await check.rowsOf(object, of));
  return rows;
}

interface Subject {
  readonly store: Pick<Store, 'history' | 'journal'>;
  readonly check: RowCheck | null;
  readonly id: string;
  readonly objects: Seqs;
  readonly until: number;
}

/** One id, under each name of an object under which the journal speaks of it. */
class RecordCheck {
  readonly #subject: Subject;
  readonly #histories = new Map<string, readonly number[]>();

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  async findings(rows: Rows): Promise<readonly Finding[]> {
    const { check, id, objects } = this.#subject;
    const names = check?.namesOf(objects.keys()) ?? new Set(objects.keys());
    const tellings = new Map<string, Told>();
    for (const object of names) {
      const row = check?.toldRow(object) ?? null;
      const { told, last } = await this.#told(object, row);
      if (objects.has(object)) this.#histories.set(object, told);
      if (row !== null) tellings.set(object, { row, last });
    }
    const found: Finding[] = [];
    for (const object of names) {
      const wrong = objects.has(object) ? wrongIn(object, objects, this.#histories) : null;
      const told = tellings.get(object);
      const row = rows.get(object)?.get(id) ?? null;
      const finding = wrong === null ? null : await this.#misled({ object, id }, wrong, told !== undefined && row === null);
      if (finding === null && told !== undefined) found.push(...[await check?.finding({ object, id }, names, { row, told }) ?? []].flat());
      else if (finding !== null && await check?.isAnother({ object, id }, names) !== true) found.push(finding);
    }
    return found;
  }

  /** A history leads from a row that is there: where it is gone, that is what was done. */
  async #misled({ object, id }: Key, wrong: Wrong, gone: boolean): Promise<Finding> {
    const last = this.#subject.objects.get(object)?.at(-1) ?? 0;
    const [entry] = gone ? await this.#subject.store.journal(last - 1, 1) : [];
    if (entry !== undefined && leavesRow(entry, { object, id })) return missing({ object, id }, last);
    return { kind: 'changed', stream: 'journal', seq: wrong.seq, message: `The history of ${object}/${id} ${wrong.what}: what leads to them in the store was changed.` };
  }

  /** The entries up to `until`, and the newest. All of them make the row. */
  async #told(object: string, row: ToldRow | null): Promise<{ readonly told: readonly number[]; readonly last: number }> {
    const { store, id, until } = this.#subject;
    const told: number[] = [];
    let after = 0;
    for (;;) {
      const page = await store.history({ object, id }, after, pageSize);
      for (const entry of page) {
        if (entry.seq <= until) told.push(entry.seq);
        row?.read(entry);
      }
      const last = page.at(-1);
      after = last?.seq ?? after;
      if (last === undefined || page.length < pageSize || (row === null && last.seq >= until)) return { told, last: after };
    }
  }
}

type Seqs = ReadonlyMap<string, readonly number[]>;

interface Wrong {
  readonly seq: number;
  readonly what: string;
}

/** What is wrong with the history of one record, given what the journal says and what is told of every record with its id. */
function wrongIn(object: string, own: Seqs, histories: Seqs): Wrong | null {
  const seqs = own.get(object) ?? [];
  const told = new Set(histories.get(object));
  const [hidden, ...more] = seqs.filter((seq) => !told.delete(seq));
  if (hidden !== undefined) return { seq: hidden, what: `leaves out ${more.length + 1} of its ${seqs.length} entries, the first of them ${hidden}` };
  // What is left is of the same record under another name of its object, if that tells the very same; otherwise it strayed in.
  const namesakes = own.entries().filter(([other]) => isSame(histories.get(other), histories.get(object))).flatMap(([, theirs]) => theirs);
  for (const seq of namesakes) told.delete(seq);
  const [stray] = told;
  return stray === undefined ? null : { seq: stray, what: `tells entry ${stray}, which is not its own` };
}

function isSame(a: readonly number[] = [], b: readonly number[] = []): boolean {
  return a.length === b.length && a.every((seq, index) => seq === b[index]);
}
