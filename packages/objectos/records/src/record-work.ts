import { Work } from '@objectos/kernel';
import type { Check, Rejection, RowView, Write } from '@objectql/engine';
import type { Json, Key } from '@objectql/metadata';

/**
 * On whose authority a write is made. `caller`: judged by the caller's own right to create, update or delete. Otherwise by
 * the grant of the operation itself, which covers exactly the fields that its metadata declares; what it refers to must still
 * be readable by the caller, or an action would answer whether hidden records exist, unless the operation chose it itself
 * (`references: 'system'`).
 */
export type Authority = 'caller' | OperationAuthority;

export interface OperationAuthority {
  readonly operation: string;
  readonly fields: readonly string[];
  readonly references?: 'system';
}

export interface DraftWrite {
  /** An insert may leave fields out: defaults, the flow's initial state and nulls are filled in when it is admitted. */
  readonly write: Write;
  readonly authority: Authority;
}

/** What a handler decided: writes, the checks they rest on, and what to answer. */
export interface Draft {
  readonly writes: readonly DraftWrite[];
  readonly checks: readonly Check[];
  readonly answer: Answer;
}

/** A record, rendered through the caller's readable view after the commit (`{id}` where he may not read it), or a value. */
export type Answer = { readonly record: Key } | { readonly value: Json };

/**
 * The work of every operation that writes records. `decide` is pure and synchronous and runs in the lane, over rows as
 * the units before it left them; what it drafts is admitted right after it, each time it runs. Where the operation addresses
 * one record (`target: 'record'`), `decide` runs only if the caller may read that record.
 */
export class RecordWork extends Work {
  readonly keys: readonly Key[];
  readonly decide: (view: RowView) => Draft | Rejection;

  constructor(keys: readonly Key[], decide: (view: RowView) => Draft | Rejection) {
    super();
    this.keys = keys;
    this.decide = decide;
  }
}

/** A draft has writes; a rejection does not. */
export function isRejection(decided: Draft | Rejection): decided is Rejection {
  return !('writes' in decided);
}
