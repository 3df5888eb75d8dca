import type { Context } from './context.ts';
import type { Fault } from './fault.ts';
import type { AnyOperation, Call, Reply, Work } from './operation.ts';
import type { Snapshot } from './snapshot.ts';
import { defineRef } from './ref.ts';

/** Allowed, with the plan under which the handler reads and writes; or not, and then the operation does not exist for the caller. */
export type Verdict = { readonly allowed: true; readonly granted: unknown } | { readonly allowed: false; readonly reason: string };

/** The one verdict (law 2). Synchronous: everything it needs was compiled before. A kernel without one refuses to boot. */
export interface Authoriser {
  authorise(operation: AnyOperation, context: Context, snapshot: Snapshot): Verdict;
}

/** Admits a unit against the verdict and commits it (stages 6 and 7). Throws `Fault` for what is refused. */
export interface Committer {
  commit(work: Work, call: Call): Promise<Committed>;
}

export interface Committed {
  readonly reply: Reply;
  /** What publishers hear of; absent for dry runs and replays. */
  readonly published?: unknown;
}

/** Hears of denials and reads (the access stream). Must not fail and must not wait. */
export interface AccessRecorder {
  denied(operation: string, context: Context, fault: Fault): void;
  read(call: Call, reply: Reply): void;
}

export const authoriserRef = defineRef<Authoriser>('kernel.authoriser');
export const committerRef = defineRef<Committer>('kernel.committer');
export const accessRecorderRef = defineRef<AccessRecorder>('kernel.access-recorder');
