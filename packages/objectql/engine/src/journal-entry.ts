import type { WriteScope } from './scope.ts';
import type { ServiceToken } from './service-token.ts';

/** The last sealed entry of a store's journal. A fresh store has seq 0 and the hash of its epoch. */
export interface JournalHead {
  readonly seq: number;
  /** Changes when the store is restored from a copy. */
  readonly epoch: string;
  readonly hash: string;
}

/** One changed row, as it is stored: JSON texts, only the fields that differ for updates and adds. */
export interface JournalChange {
  readonly op: 'insert' | 'update' | 'add' | 'delete';
  readonly object: string;
  readonly record: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What a unit wants to say in the journal, before it has a place in the chain. */
export interface JournalDraft {
  readonly scope: WriteScope;
  readonly changes: readonly JournalChange[];
}

/**
 * An entry with its place. `hash = H(previous hash, header, digest)`, `digest = H(salt, payload)`; `payload` is the changes
 * in order. Erasing a payload removes `changes` texts and `salt`, keeps `digest`, and the chain still verifies.
 */
export interface JournalEntry {
  readonly seq: number;
  /** JSON text: seq, epoch, tenant, at, principal, actors, onBehalfOf, surface, operation, requestId, version. */
  readonly header: string;
  readonly salt: string | null;
  readonly digest: string;
  readonly hash: string;
  readonly changes: readonly JournalChange[];
}

/** Gives drafts their places: pure but for salts. Implemented by the journal package; the engine only calls it under the head lock. */
export interface Sealer {
  seal(head: JournalHead, drafts: readonly JournalDraft[]): readonly JournalEntry[];
  /** The hash that the first entry of an epoch rests on. */
  genesis(epoch: string): string;
}

export const sealerRef: ServiceToken<Sealer> = { id: 'engine.sealer', scope: 'process' };
