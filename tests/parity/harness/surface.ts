import type { Problem } from '@objectos/protocol';
import type { Caller } from './people.ts';

export type Input = Readonly<Record<string, unknown>>;

/** One call, before any surface has its way of saying it. */
export interface SurfaceCall {
  readonly tenant: string;
  readonly as: Caller;
  readonly operation: string;
  readonly input: Input;
  readonly key?: string;
  readonly dryRun?: boolean;
}

export type SurfaceAnswer =
  | { readonly ok: true; readonly value: unknown }
  /** `listed: false`: the tool is not in the caller's list, which says no more than its code. */
  | { readonly ok: false; readonly problem: Partial<Problem> & Pick<Problem, 'code'>; readonly listed?: false };

/** A way to call the server. `null`: this surface has no way to say such a call. */
export interface Surface {
  readonly name: string;
  perform(call: SurfaceCall): Promise<SurfaceAnswer> | null;
  close(): Promise<void>;
}

/** Finds the token of a caller in a tenant. */
export type TokenOf = (tenant: string, caller: Caller) => string;

/** `account.list` is `list` of `account`. */
export function partsOf(operation: string): readonly [object: string, verb: string] {
  const dot = operation.indexOf('.');
  return [operation.slice(0, dot), operation.slice(dot + 1)];
}
