import { createPlanner, runtimeRights } from '@objectql/engine';
import type { JournalEntry, ListQuery, Scope, Store } from '@objectql/engine';
import type { Key, ObjectDescriptor, Row } from '@objectql/metadata';
import type { Finding } from './journal-verdict.ts';
import { ToldRow } from './verify-told-row.ts';
import type { Difference } from './verify-told-row.ts';

/** The rows that a journal is held against: those of all the store's objects that are journalled. */
export interface VerifiedRows {
  readonly objects: ReadonlyMap<string, ObjectDescriptor>;
  readonly scope: Scope;
}

/** What holds rows against histories asks of a store. */
export type RowStore = Pick<Store, 'history' | 'read'>;

/** What the journal says of one record, up to its newest entry. */
export interface Told {
  readonly row: ToldRow;
  readonly last: number;
}

const pageSize = 500;
/** A record that is written to between any two looks at it is left alone after so many. */
const mostLooks = 5;

/**
 * Holds the rows of a store against the histories of their records. What is written meanwhile is no finding: what seems wrong
 * is looked at again, between two readings of its history that are the same.
 */
export class RowCheck {
  readonly #store: RowStore;
  readonly #rows: VerifiedRows;
  readonly #planner: ReturnType<typeof createPlanner>;
  readonly #rights: ReturnType<typeof runtimeRights>;
  /** Objects whose id is not their name: the journal may speak of their records under other names. */
  readonly #renamed: readonly string[];

  constructor(store: RowStore, rows: VerifiedRows) {
    this.#store = store;
    this.#rows = rows;
    this.#planner = createPlanner(rows.objects);
    this.#rights = runtimeRights(rows.objects.values());
    this.#renamed = [...rows.objects.values()].filter(({ id, name }) => id !== name).map(({ name }) => name);
  }

  /** The names by which the store holds records that the journal calls so. */
  namesOf(told: Iterable<string>): ReadonlySet<string> {
    const names = [...told];
    return new Set(names.some((name) => !this.#rows.objects.has(name)) ? [...names, ...this.#renamed] : names);
  }

  /** Rows of these records by id. */
  async rowsOf(object: string, ids: readonly string[]): Promise<ReadonlyMap<string, Row>> {
    const rows = new Map<string, Row>();
    if (!this.#rows.objects.has(object)) return rows;
    const page = await this.#page(object, { filter: { id: { $in: [...ids] } }, limit: pageSize });
    for (const row of page.rows) rows.set(row['id'] as string, row);
    return rows;
  }

  /** For a history of the object, read from its first entry on; null where no such object is there to be held against it. */
  toldRow(object: string): ToldRow | null {
    const descriptor = this.#rows.objects.get(object);
    return descriptor === undefined ? null : new ToldRow(descriptor);
  }

  /** What is wrong with a record's row, of which the journal tells under these names. */
  async finding(key: Key, names: ReadonlySet<string>, { row, told }: { readonly row: Row | null; readonly told: Told }): Promise<Finding | null> {
    if (told.row.differs(row) === null) return null;
    const sure = await this.#lookAgain(key);
    if (sure === null || await this.isAnother(key, names)) return null;
    const { wrong, last } = sure;
    if (wrong === 'missing') return missing(key, last);
    if (wrong === 'back') return { kind: 'inserted', stream: 'journal', seq: last, message: `The row of ${key.object}/${key.id} is there, but entry ${last} deleted it.` };
    return { kind: 'changed', stream: 'journal', seq: last, message: `The row of ${key.object}/${key.id} is not what the journal says of it: ${wrong.join(', ')}.` };
  }

  /** Rows that are there though the journal never spoke of them; `knows` answers without a look for those that it did speak of. */
  async strangers(knows: (key: Key) => boolean, until: number): Promise<readonly Finding[]> {
    const found: Finding[] = [];
    for (const { name, id: own } of this.#rows.objects.values()) {
      for await (const { id } of this.#ids(name)) {
        if (knows({ object: name, id }) || (own !== name && knows({ object: '', id }))) continue;
        // A record made since; a row put there may lead to entries, but to those of others.
        const [made] = await this.#store.history({ object: name, id }, until, 1);
        if (made?.changes.every(({ record }) => record === id) !== true) found.push({ kind: 'inserted', stream: 'journal', seq: until, message: `The row of ${name}/${id} is there, but no entry made it.` });
      }
    }
    return found;
  }

  /** Row and history at one moment: nothing was told between two readings of the history, and the row was read between them. */
  async #lookAgain(key: Key): Promise<{ readonly wrong: Difference; readonly last: number } | null> {
    let before = await this.#toldOf(key);
    for (let looks = 0; looks < mostLooks; looks++) {
      const row = (await this.rowsOf(key.object, [key.id])).get(key.id) ?? null;
      const after = await this.#toldOf(key);
      if (before.last === after.last) {
        const wrong = after.row.differs(row);
        return wrong === null ? null : { wrong, last: after.last };
      }
      before = after;
    }
    return null;
  }

  async #toldOf(key: Key): Promise<Told> {
    const row = this.toldRow(key.object);
    if (row === null) throw new TypeError(`rows of ${key.object} are not held against the journal`);
    let last = 0;
    for (;;) {
      const page = await this.#store.history(key, last, pageSize);
      for (const entry of page) row.read(entry);
      last = page.at(-1)?.seq ?? last;
      if (page.length < pageSize) return { row, last };
    }
  }

  /** What is told under this name may be of a record of another object, which had the name before this one. */
  async isAnother({ object, id }: Key, names: ReadonlySet<string>): Promise<boolean> {
    if (!this.#rows.objects.has(object)) return false;
    for (const other of this.#renamed) {
      if (other !== object && (names.has(other) || (await this.rowsOf(other, [id])).has(id))) return true;
    }
    return false;
  }

  async *#ids(object: string): AsyncGenerator<{ readonly id: string }> {
    let cursor: string | null = null;
    do {
      const page: Page = await this.#page(object, { fields: ['id'], limit: pageSize, ...(cursor === null ? {} : { cursor }) });
      for (const row of page.rows) yield { id: row['id'] as string };
      ({ cursor } = page);
    } while (cursor !== null);
  }

  async #page(object: string, query: ListQuery): Promise<Page> {
    const planned = this.#planner.list(this.#rights, object, query);
    if (!planned.ok) throw new TypeError(`the rows of ${object} cannot be asked for: ${JSON.stringify(planned.issues)}`);
    const result = await this.#store.read(planned.plan, planned.args, this.#rows.scope);
    return { rows: result.rows.map((text) => JSON.parse(text) as Row), cursor: planned.cursorOf(result) };
  }
}

interface Page {
  readonly rows: readonly Row[];
  readonly cursor: string | null;
}

/** A row that is gone though the last entry about it did not take it away. */
export function missing({ object, id }: Key, seq: number): Finding {
  return { kind: 'removed', stream: 'journal', seq, message: `The row of ${object}/${id} is gone, but no entry deleted it.` };
}

/** What one entry says of a record's existence: the last of its changes. */
export function leavesRow({ changes }: JournalEntry, { object, id }: Key): boolean {
  const last = changes.findLast((change) => change.object === object && change.record === id);
  return last !== undefined && last.op !== 'delete';
}
