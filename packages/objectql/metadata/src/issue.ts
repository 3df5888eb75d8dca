import type { Fix } from './advice.ts';
import type { Source } from './source.ts';

/** One thing wrong (`fault`) or doubtful (`warning`) in metadata. Checks collect issues; they never stop at the first. */
export interface Issue {
  /** Stable, such as `METADATA_UNKNOWN_KEY`; listed in docs/reference/errors.md. */
  readonly code: string;
  readonly severity: 'fault' | 'warning';
  /** What is wrong and what was expected, in one sentence. */
  readonly message: string;
  readonly source: Source;
  /** What to do; names the nearest valid name where one is close. */
  readonly hint?: string;
  /** The correction, where a program may make it. */
  readonly fix?: Fix;
}

/** A value, or every issue that kept it from being one. Warnings travel with a value. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T; readonly issues: readonly Issue[] }
  | {
    readonly ok: false;
    readonly issues: readonly Issue[];
    /** What can be judged further although it is not right, where that is the whole of what was written. Never to be run. */
    readonly partial?: T;
  };
