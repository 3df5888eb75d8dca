import type { JournalHead } from '@objectql/engine';

/**
 * What happened to a journal. `changed`: an entry is not what was sealed. `removed`, `inserted`, `reordered`: entries are
 * gone, too many, or in another order. `cut`: the last entries are gone. `rewritten`: a consistent chain that is not the
 * one a checkpoint saw. `restored`: entries a checkpoint saw gave way to those of a later epoch.
 * `changed`, `removed` and `inserted` are said of rows too: one differs from what the journal says of it, is gone, or was made by no entry.
 */
export type TamperKind = 'changed' | 'removed' | 'inserted' | 'reordered' | 'cut' | 'rewritten' | 'restored';

export interface Finding {
  readonly kind: TamperKind;
  readonly stream: 'journal' | 'access';
  /** The first entry that it concerns. */
  readonly seq: number;
  /** The last one, where it concerns a range. */
  readonly last?: number;
  readonly message: string;
}

export interface JournalVerdict {
  /** Nothing was found. */
  readonly ok: boolean;
  /** How many entries were read. */
  readonly entries: number;
  /** Entries whose payload was erased; lawful, and the chain holds over them. */
  readonly erased: number;
  /** Batches of the access stream that were read. */
  readonly accessBatches: number;
  /** Where each epoch begins. More than one: the store was restored. */
  readonly epochs: readonly { readonly epoch: string; readonly from: number }[];
  readonly head: JournalHead;
  /** The newest checkpoint that it was held against; null without any. */
  readonly checkpoint: number | null;
  /** At most 100. */
  readonly findings: readonly Finding[];
}
