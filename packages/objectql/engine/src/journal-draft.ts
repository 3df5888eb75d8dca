import type { Json, Row } from '@objectql/metadata';
import type { JournalChange, JournalDraft } from './journal-entry.ts';
import type { Accepted } from './referee.ts';
import { same } from './overlay.ts';
import type { Change } from './unit.ts';

/** What an accepted unit says in the journal. */
export function draftOf({ attempt, changes }: Accepted): JournalDraft {
  return { scope: attempt.scope, changes: changes.map(journalChange) };
}

/** Whole rows for inserts and deletes, only what differs for updates. */
function journalChange({ op, key, before, after }: Change): JournalChange {
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
