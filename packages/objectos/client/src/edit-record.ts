import { ObjectosError } from '@objectos/protocol';
import type { CallOptions } from './client-options.ts';

export interface EditOptions extends CallOptions {
  /** How often to read and decide, at most: 5 unless given. */
  readonly attempts?: number;
}

interface Edited {
  readonly read: () => Promise<object>;
  readonly write: (changes: object, revision: number) => Promise<unknown>;
}

/**
 * Reads a record, asks what to change, and writes with the revision that was read. Where somebody else was faster (`STALE`), it
 * reads again and asks again; the last refusal is thrown. Null: there is nothing to change, and the record is answered as read.
 */
export async function editRecord({ read, write }: Edited, change: (record: object) => unknown, attempts = 5): Promise<unknown> {
  for (let left = attempts; ; left--) {
    const record = await read();
    const changes = await change(record);
    if (changes === null || changes === undefined) return record;
    try {
      return await write(changes, (record as { readonly revision: number }).revision);
    } catch (error) {
      if (left <= 1 || !(error instanceof ObjectosError) || error.category !== 'stale') throw error;
    }
  }
}
