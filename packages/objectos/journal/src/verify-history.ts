import type { JournalEntry, Store } from '@objectql/engine';
import type { Finding } from './journal-verdict.ts';

type Key = Parameters<Store['history']>[0];

const pageSize = 500;

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

  /** Records whose history is not what the journal up to `until` says of them. */
  async findings(store: Pick<Store, 'history'>, until: number): Promise<readonly Finding[]> {
    const found: Finding[] = [];
    for (const [id, objects] of this.#seen) {
      const histories = new Map<string, readonly number[]>();
      for (const object of objects.keys()) histories.set(object, await toldBy(store, { object, id }, until));
      for (const object of objects.keys()) {
        const wrong = wrongIn(object, objects, histories);
        if (wrong !== null) found.push({ kind: 'changed', stream: 'journal', seq: wrong.seq, message: `The history of ${object}/${id} ${wrong.what}: what leads to them in the store was changed.` });
      }
    }
    return found;
  }
}

type Seqs = ReadonlyMap<string, readonly number[]>;

/** What is wrong with the history of one record, given what the journal says and what is told of every record with its id. */
function wrongIn(object: string, own: Seqs, histories: Seqs): { readonly seq: number; readonly what: string } | null {
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

async function toldBy(store: Pick<Store, 'history'>, key: Key, until: number): Promise<readonly number[]> {
  const told: number[] = [];
  let after = 0;
  for (;;) {
    const page = await store.history(key, after, pageSize);
    told.push(...page.map(({ seq }) => seq).filter((seq) => seq <= until));
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize || last.seq >= until) return told;
    after = last.seq;
  }
}
