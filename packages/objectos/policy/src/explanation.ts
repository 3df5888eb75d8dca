import type { Json } from '@objectql/metadata';

/**
 * What would become of a call. `not_found`: the record does not exist for the principal. `depends`: on what was not told (which
 * record, which values), or on the operation itself. `withheld`: on something that the asker may not know.
 */
export type ExplainedVerdict = 'allowed' | 'denied' | 'not_found' | 'depends' | 'withheld';

/** Null: unknown, for something that the condition reads is empty. `withheld`: the asker may not know. */
export type ExplainedTruth = boolean | null | 'withheld';

/** A condition as it came out for the record; without a record only its text. */
export interface ExplainedCondition {
  /** Null where it names a field that does not exist for the asker. */
  readonly text: string | null;
  readonly holds?: ExplainedTruth;
  /** What an atom read, by name: `record.amount`, `actor.region`. */
  readonly values?: Readonly<Record<string, Json>>;
  /** What `and`, `or` and `not` are made of. */
  readonly parts?: readonly ExplainedCondition[];
}

/** Where a reason comes from: what the person has, what narrows it, or what the operation judges by itself. */
export type ReasonSide = 'person' | 'delegation' | 'token' | 'plugin' | 'operation';

/** One step of the way to the verdict, in the order in which it is taken. */
export interface Reason {
  readonly side: ReasonSide;
  /** The verb that was asked for: `read`, `approve`. */
  readonly asks: string;
  /** `depends`: on the record, and none was named. */
  readonly outcome: 'grants' | 'refuses' | 'does not apply' | 'depends' | 'taken away' | 'withheld';
  readonly message: string;
  readonly role?: string;
  /** The rule as its author wrote it; null where it names a field that does not exist for the asker. */
  readonly rule?: string | null;
  /** `file:line:column`, or `file (key path)`. */
  readonly at?: string;
  readonly condition?: ExplainedCondition;
}

/** What the person himself may, and what each limit leaves of it. */
export interface ExplainedSide {
  readonly side: 'person' | 'delegation' | 'token' | 'plugin';
  readonly id: string;
  /** Whether it lets the operation through, whatever the record. */
  readonly allows: boolean;
  /** Of a person his roles; of a limit those that it leaves, null for all. */
  readonly roles?: readonly string[] | null;
  /** Null: all. */
  readonly operations?: readonly string[] | null;
}

/** A field that the principal does not see, or may not write, though the record is within his reach. */
export interface HiddenField {
  readonly field: string;
  readonly because: string;
  readonly at?: string;
}

/** The answer of `permission.explain`. */
export interface Explanation {
  readonly principal: string;
  readonly agent: string | null;
  readonly operation: string;
  readonly record: string | null;
  readonly verdict: ExplainedVerdict;
  /** The code that the call would be refused with. */
  readonly code: string | null;
  readonly summary: string;
  readonly sides: readonly ExplainedSide[];
  readonly reasons: readonly Reason[];
  readonly hidden: readonly HiddenField[];
  /** What would have to be otherwise. */
  readonly needed: readonly string[];
}
