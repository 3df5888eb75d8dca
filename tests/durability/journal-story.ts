import assert from 'node:assert/strict';
import type { AuditChange, AuditEntry } from '@objectos/journal';
import type { Operator } from '../parity/harness/operator.ts';
import type { Command, Kind } from './command.ts';

type Values = Readonly<Record<string, unknown>>;

/** What an entry of each kind of command consists of: more would be too much, less would be half. */
const wholes: Readonly<Record<Kind, readonly string[]>> = {
  create: ['insert expense'],
  update: ['update expense'],
  // State, three effects of the approved state, the comment: one unit.
  approve: ['update expense', 'insert effect', 'insert effect', 'insert effect', 'insert audit_note'],
};

/** The journal as auditors read it, by the command that each entry carries out. */
export class JournalStory {
  readonly entries: AuditEntry[] = [];
  readonly #byMark = new Map<string, AuditEntry[]>();

  /** Reads what was written since the last time. */
  async readOn(operator: Operator): Promise<void> {
    for (let after: number | null = this.entries.at(-1)?.seq ?? 0; after !== null; ) {
      const page: { entries: readonly AuditEntry[]; next: number | null } = await operator.value('main', 'audit.log', { after, limit: 500 }, 'wanda');
      for (const entry of page.entries) this.#add(entry);
      after = page.next;
    }
    assert.deepEqual(this.entries.map(({ seq }) => seq), this.entries.map((_, index) => index + 1), 'the journal has no gap');
  }

  /** How often the command was carried out; fails where one of the times it was not whole. */
  times({ mark, kind, id, body }: Command): number {
    const found = this.#byMark.get(mark) ?? [];
    for (const { seq, changes } of found) {
      assert.deepEqual(changes.map(({ op, object }) => `${op} ${object}`), wholes[kind], `entry ${seq} is a whole ${kind}`);
      const [first] = changes;
      assert.equal(first?.record, id);
      const after = first.after as Values;
      if (kind === 'approve') assert.equal(after['status'], 'approved');
      else for (const [name, value] of Object.entries(body)) assert.deepEqual(after[name], value === '' ? null : value, `${name} of entry ${seq}`);
    }
    return found.length;
  }

  /** The numbers of the entries that changed a record. */
  about(object: string, id: string): readonly number[] {
    return this.entries.filter(({ changes }) => changes.some((change) => change.object === object && change.record === id)).map(({ seq }) => seq);
  }

  #add(entry: AuditEntry): void {
    this.entries.push(entry);
    const mark = entry.changes.map(markOf).find((found) => found !== undefined);
    if (mark !== undefined) this.#byMark.set(mark, [...(this.#byMark.get(mark) ?? []), entry]);
  }
}

/** Effects change expenses too (archive), and bear no mark. */
function markOf({ op, object, after }: AuditChange): string | undefined {
  const values = after as Values | null;
  if (object === 'audit_note') return values?.['text'] as string;
  if (object !== 'expense') return undefined;
  return (op === 'insert' ? values?.['title'] : values?.['cost_center']) as string | undefined;
}
