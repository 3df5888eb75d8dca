import type { Snapshot } from '@objectos/kernel';
import type { Store, StoreMigration } from '@objectql/engine';
import type { ObjectDescriptor } from '@objectql/metadata';
import { fault } from './errors.ts';

/** A store that is open, by the name that its operator knows. */
export interface OpenStore {
  readonly name: string;
  readonly store: Store;
  /** What it is to hold. */
  readonly objects: ReadonlyMap<string, ObjectDescriptor>;
}

/** One store has refused: the others, which could, are not to. */
class Withdrawn extends Error {}

/**
 * Takes several stores to other metadata: all of them or none. Each does its part and waits for the rest before it commits. Throws
 * `STORES_NOT_MIGRATED` with the reason of every store that cannot.
 */
export async function migrateJointly(stores: readonly OpenStore[], { version }: Snapshot): Promise<void> {
  const { promise: agreed, resolve, reject } = Promise.withResolvers<void>();
  agreed.catch(() => undefined);
  let missing = stores.length;
  const agree = (): Promise<void> => {
    missing -= 1;
    if (missing === 0) resolve();
    return agreed;
  };
  const reasons: { readonly store: string; readonly reason: string; readonly cause: unknown }[] = [];
  await Promise.all(stores.map(async ({ name, store, objects }) => {
    const migration: StoreMigration = { objects: objects.values(), mark: { version, schema: objects }, agree };
    try {
      await store.migrate(migration);
    } catch (cause) {
      reject(new Withdrawn());
      if (!(cause instanceof Withdrawn)) reasons.push({ store: name, reason: cause instanceof Error ? cause.message : String(cause), cause });
    }
  }));
  const [first] = reasons;
  if (first !== undefined) throw fault('STORES_NOT_MIGRATED', { reasons }, { cause: first.cause });
}
