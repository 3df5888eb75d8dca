import { BootFault } from './boot-fault.ts';
import { fault } from './errors.ts';
import type { Fault } from './fault.ts';
import type { Generation } from './generation.ts';
import type { Platform } from './platform.ts';
import type { Plugin } from './plugin.ts';
import type { Snapshot } from './snapshot.ts';
import { toFault } from './to-fault.ts';

/** What a change of the plugins came to. */
export interface Change {
  /** What serves now. */
  readonly snapshot: Snapshot;
  /** Names of the plugins that were set up, in boot order; one that was replaced is among both. */
  readonly begun: readonly string[];
  readonly ended: readonly string[];
  /** Resolves, and never rejects, when the calls under way have ended and what was replaced is closed: with what went wrong in that, by name. */
  readonly settled: Promise<readonly Fault[]>;
}

export interface ChangeOptions {
  /** The last step, while the new plugins serve already: where it rejects the old ones return. For noting the change down. */
  confirm?(this: void, snapshot: Snapshot): void | Promise<void>;
}

/** The plugins that shall serve, made of those that do. */
export type ListOf = (present: readonly Plugin[]) => readonly Plugin[];

/** Everything that kept plugins from being changed, at once; the operator is told too. */
export function refusedChange(errors: readonly unknown[], platform: Platform): BootFault {
  const refused = new BootFault(errors.flatMap((error) => (error instanceof BootFault ? error.faults : [toFault(error)])), 'CHANGE_REFUSED');
  platform.log('warn', refused.message, refused.faults.find(({ cause }) => cause !== undefined)?.cause);
  return refused;
}

/** Waits for the calls of a generation, then aborts the signals of those that are left; names those that heed no signal. */
export async function drain({ pipeline, snapshot }: Generation, milliseconds: number, platform: Platform): Promise<readonly Fault[]> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const cancel = platform.timer(milliseconds, resolve);
  await Promise.race([pipeline.drained(), late]);
  cancel();
  if (pipeline.running.size === 0) return [];
  pipeline.giveUp(fault('CALL_GIVEN_UP', { milliseconds }));
  await new Promise<void>((heard) => platform.defer(heard));
  const names = new Set(Array.from(pipeline.running, ({ operation }) => operation.name));
  const left = Array.from(names, (operation) => fault('CALL_LEFT_BEHIND', { operation, plugin: snapshot.ownerOf(operation) ?? '', milliseconds }));
  for (const { message } of left) platform.log('error', message);
  return left;
}
