import type { DurableObjectStorage } from '@objectql/driver-sqlite/durable-object';

/** The storage of a durable object, as far as tests go. */
export interface OwnStorage extends DurableObjectStorage {
  deleteAll(): Promise<void>;
}

let own: OwnStorage | undefined;

/** The storage of the object whose test runs. */
export function ownStorage(): OwnStorage {
  if (own === undefined) throw new TypeError('no test runs');
  return own;
}

/** Runs a test over a storage; one at a time. */
export async function over(storage: OwnStorage, run: () => Promise<void> | void): Promise<void> {
  own = storage;
  try {
    await run();
  } finally {
    own = undefined;
  }
}
