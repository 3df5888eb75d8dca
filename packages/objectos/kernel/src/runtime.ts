import type { Context } from './context.ts';
import type { AnyOperation, Reply } from './operation.ts';
import { defineRef } from './ref.ts';
import type { Snapshot } from './snapshot.ts';
import type { Validator } from './validator.ts';

/** An operation that a caller may use, with what he was granted and the validator that he would meet. */
export interface Permitted {
  readonly operation: AnyOperation;
  readonly granted: unknown;
  readonly input: Validator<unknown>;
}

/** The running kernel as surfaces and plugins see it. */
export interface Runtime {
  /** The one way in: every stage of architecture.md section 4. Rejects with a `Fault`, always. */
  call(name: string, input: unknown, context: Context): Promise<Reply>;
  /** What this caller may use on his surface, sorted by name: what surfaces list and describe. */
  permitted(context: Context): readonly Permitted[];
  /** The current metadata of all plugins. A reload replaces it: ask again rather than keep it. */
  readonly snapshot: Snapshot;
  /** The tenant's own: the very same object as `snapshot` for a tenant without an overlay. */
  snapshotFor(tenant: string): Snapshot;
}

/** For plugins that make calls of their own (a dispatcher, a scheduler). Takes calls from `onReady` on. */
export const runtimeRef = defineRef<Runtime>('kernel.runtime');
