import { Work } from '@objectos/kernel';
import type { Check, Rejection, RowView, Write } from '@objectql/engine';
import type { Json, Key } from '@objectql/metadata';

/**
 * On whose authority a write is made. `caller`: judged by the caller's own right to create, update or delete. `operation`:
 * by the grant of the operation itself, which covers exactly the fields that its metadata declares.
 */
export type Authority = 'caller' | { readonly operation: string; readonly fields: readonly string[] };

export interface DraftWrite {
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
 * the units before it left them; what it drafts is admitted right after it, each time it runs.
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
