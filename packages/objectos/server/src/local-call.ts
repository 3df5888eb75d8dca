import type { Problem } from '@objectos/protocol';

/** A call of the local operator: what the command line asks of the process that owns the stores. */
export interface LocalCall {
  readonly operation: string;
  readonly input: unknown;
  /** The tenant whose store is meant; the only one where there is one. */
  readonly tenant?: string;
  /** Act with this principal's rights; absent: as the system, for operations of the system itself. */
  readonly as?: string;
  /** Who sits at the machine; journalled as actor. */
  readonly operator: string;
  readonly commandKey?: string;
  readonly dryRun?: boolean;
}

export type LocalAnswer = { readonly ok: true; readonly value: unknown; readonly revision?: number } | { readonly ok: false; readonly problem: Problem };

/** Answers local calls: the running process itself, or the socket to it. */
export interface LocalCalls {
  perform(call: LocalCall): Promise<LocalAnswer>;
  close(): Promise<void>;
}
