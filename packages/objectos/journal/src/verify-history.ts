import type { JournalEntry, Store } from '@objectql/engine';
import type { Finding } from './journal-verdict.ts';

type Key = Parameters<Store['history']>[0];

const pageSize = 500;

/**
 * Holds the histories of records against the journal. A driver finds a record's entries by an index or by links of its own,
 * which are not sealed: whoever edits those hides changes from readers of the history, though the chain itself still holds.
 */
export class HistoryCheck {
  readonly #seen = new Map<string, { readonly key: Key; readonly seqs: number[] }>();

  /** Takes note of the records that an entry changed. */
  read({ seq, changes }: JournalEntry): void {
    for (const { object, record } of changes) {
      const name = `${object}/${record}`;
      const known = this.#seen.get(name);
      if (known === undefined) this.#seen.set(name, { key: { object, id: record }, seqs: [seq] });
      else if (known.seqs.at(-1) !== seq) known.seqs.push(seq);
    }
  }

  /** Records whose history is not what the journal up to `until` says of them. */
  async findings(store: Pick<Store, 'history'>, until: number): Promise<readonly Finding[]> {
    const found: Finding[] = [];
    for (const [name, { key, seqs }] of this.#seen) {
      const told = new Set(await toldBy(store, key, until));
      const hidden = seqs.filter((seq) => !told.delete(seq));
      const [seq] = [...hidden, ...told];
      if (seq === undefined) continue;
      const what = hidden.length > 0 ? `leaves out ${hidden.length} of its ${seqs.length} entries, the first of them ${seq}` : `tells entry ${seq}, which is not its own`;
      found.push({ kind: 'changed', stream: 'journal', seq, message: `The history of ${name} ${what}: what leads to them in the store was changed.` });
    }
    return found;
  }
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
