import type { Host, JournalDraft, JournalEntry, JournalHead, Sealer } from '@objectql/engine';
import { digestOfPayload, genesisOf, hashOfEntry, headerText, newSalt } from './entry-format.ts';

/**
 * Gives journal drafts their places in the chain: `hash = H(previous, header, H(salt, payload))`, encoded as entry-format.ts
 * says. Two hashes an entry; the salt keeps an erased payload from being guessed back out of its digest.
 */
export function createSealer(host: Host): Sealer {
  return {
    seal(head, drafts) {
      let previous = head;
      return drafts.map((draft) => {
        const entry = sealed(host, previous, draft);
        previous = { seq: entry.seq, epoch: head.epoch, hash: entry.hash };
        return entry;
      });
    },
    genesis: (epoch) => genesisOf(host, epoch),
  };
}

function sealed(host: Host, previous: JournalHead, { scope, changes }: JournalDraft): JournalEntry {
  const seq = previous.seq + 1;
  const header = headerText(seq, previous.epoch, scope);
  const salt = newSalt(host);
  const digest = digestOfPayload(host, salt, changes);
  return { seq, header, salt, digest, hash: hashOfEntry(host, previous.hash, header, digest), changes };
}
