import type { JournalEntry, Store } from '@objectql/engine';
import type { Finding } from './journal-verdict.ts';

type Key = Parameters<Store['history']>[0];

const pageSize = 500;

/**
 * Holds the histories of records against the journal. A driver finds a record's entries by an index or by links of its own,
 * which are not sealed: whoever edits those hides changes from readers of the history, though the chain itself still holds.
 */
export class HistoryCheck {
  readonly #seen = new Map<string, { readonly key: Key; entries: number }>();

  /** Takes note of the records that an entry changed. */
  read({ changes }: JournalEntry): void {
    const inEntry = new Set<string>();
    for (const { object, record } of changes) {
      const name = `${object}/${record}`;
      if (inEntry.has(name)) continue;
      inEntry.add(name);
      const known = this.#seen.get(name);
      if (known === undefined) this.#seen.set(name, { key: { object, id: record }, entries: 1 });
      else known.entries++;
    }
  }

  /** Records whose history is not what the journal up to `until` says of them. */
  async findings(store: Pick<Store, 'history'>, until: number): Promise<readonly Finding[]> {
    const found: Finding[] = [];
    for (const [name, { key, entries }] of this.#seen) {
      const told = await countOf(store, key, until);
      if (told === entries) continue;
      found.push({ kind: 'changed', stream: 'journal', seq: until, message: `The history of ${name} tells ${told} of its ${entries} entries: what leads to them in the store was changed.` });
    }
    return found;
  }
}

async function countOf(store: Pick<Store, 'history'>, key: Key, until: number): Promise<number> {
  let count = 0;
  let after = 0;
  for (;;) {
    const page = await store.history(key, after, pageSize);
    count += page.filter(({ seq }) => seq <= until).length;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize || last.seq >= until) return count;
    after = last.seq;
  }
}
