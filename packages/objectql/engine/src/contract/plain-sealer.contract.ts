import type { Host } from '../host.ts';
import type { JournalDraft, JournalEntry, JournalHead, Sealer } from '../journal-entry.ts';

/** The least that a chain needs, so that the suite can verify one: the real format belongs to the journal package. */
export function plainSealer({ sha256 }: Pick<Host, 'sha256'>): Sealer {
  const entryOf = (head: JournalHead, { scope, changes }: JournalDraft): JournalEntry => {
    const seq = head.seq + 1;
    const header = JSON.stringify({ seq, epoch: head.epoch, principal: scope.principal.id, operation: scope.operation });
    const digest = sha256(JSON.stringify(changes));
    return { seq, header, salt: null, digest, hash: sha256(head.hash + header + digest), changes };
  };
  return {
    genesis: (epoch) => sha256(epoch),
    seal(head, drafts) {
      const entries: JournalEntry[] = [];
      let last = head;
      for (const draft of drafts) {
        const entry = entryOf(last, draft);
        entries.push(entry);
        last = { seq: entry.seq, epoch: head.epoch, hash: entry.hash };
      }
      return entries;
    },
  };
}

/** What is wrong with a chain, or null. */
export function faultOfChain({ sha256 }: Pick<Host, 'sha256'>, head: JournalHead, entries: readonly JournalEntry[]): string | null {
  let previous = sha256(head.epoch);
  for (const [index, { seq, header, digest, hash, changes }] of entries.entries()) {
    if (seq !== index + 1) return `entry ${seq} stands at ${index + 1}`;
    if (digest !== sha256(JSON.stringify(changes))) return `the payload of ${seq} is not what was sealed`;
    if (hash !== sha256(previous + header + digest)) return `${seq} does not rest on the entry before it`;
    previous = hash;
  }
  if (head.seq !== entries.length) return `the head is at ${head.seq}, the last entry at ${entries.length}`;
  return head.hash === previous ? null : 'the head has another hash than the last entry';
}
