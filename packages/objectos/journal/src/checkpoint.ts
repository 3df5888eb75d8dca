import { defineRef } from '@objectos/kernel';
import type { JournalHead } from '@objectql/engine';

/** Where a journal stood: kept outside the store, so that who can rewrite the store cannot rewrite this. */
export interface Checkpoint extends JournalHead {
  /** UTC, ISO 8601. */
  readonly at: string;
  /** It lies where another store of this name may have kept its own: it speaks only of a journal that has its epoch. */
  readonly shared?: true;
}

/** Whether a checkpoint speaks of the journal that has these epochs. */
export function speaksOf({ shared, epoch }: Checkpoint, epochs: ReadonlySet<string>): boolean {
  return shared !== true || epochs.has(epoch);
}

/** Where the checkpoints of the system store are kept among those of tenants: no tenant can have this name. */
export const systemCheckpoints = '_system';

/** Keeps checkpoints outside the stores that they vouch for (a file, another machine). Append-only. */
export interface CheckpointStore {
  append(tenant: string, checkpoint: Checkpoint): Promise<void>;
  /** In the order in which they were appended; none for an unknown tenant. An implementation may thin out old ones, never the newest. */
  list(tenant: string): Promise<readonly Checkpoint[]>;
}

/** Where the host keeps checkpoints. Without one a cut tail and a rewritten chain cannot be found. */
export const checkpointsRef = defineRef<CheckpointStore>('journal.checkpoints');

/** For tests and for processes that keep nothing. */
export class MemoryCheckpointStore implements CheckpointStore {
  readonly #byTenant = new Map<string, Checkpoint[]>();

  append(tenant: string, checkpoint: Checkpoint): Promise<void> {
    const kept = this.#byTenant.get(tenant);
    if (kept === undefined) this.#byTenant.set(tenant, [checkpoint]);
    else kept.push(checkpoint);
    return Promise.resolve();
  }

  list(tenant: string): Promise<readonly Checkpoint[]> {
    return Promise.resolve(this.#byTenant.get(tenant) ?? []);
  }
}
