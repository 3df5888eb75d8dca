import type { Json, Row } from '@objectql/metadata';
import type { JournalChange } from './journal-entry.ts';
import { same } from './overlay.ts';
import type { Change } from './unit.ts';

/** What the journal says of a change: whole rows for inserts and deletes, only what differs for updates. */
export function journalChange({ op, key, before, after }: Change): JournalChange {
  if (before !== null && after !== null) return { op, object: key.object, record: key.id, ...difference(before, after) };
  return {
    op, object: key.object, record: key.id,
    before: before === null ? null : JSON.stringify(before),
    after: after === null ? null : JSON.stringify(after),
  };
}

function difference(before: Row, after: Row): { before: string; after: string } {
  const from: Record<string, Json> = {};
  const to: Record<string, Json> = {};
  for (const name in after) {
    const [old, now] = [before[name] ?? null, after[name] ?? null];
    if (same(old, now)) continue;
    from[name] = old;
    to[name] = now;
  }
  return { before: JSON.stringify(from), after: JSON.stringify(to) };
}
