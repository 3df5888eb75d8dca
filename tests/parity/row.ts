import type { LaneName, Place } from './harness/lane.ts';
import type { Caller } from './harness/people.ts';
import type { Input } from './harness/surface.ts';

/** Answers of earlier rows of the same lane, by title. */
export type Seen = (title: string) => unknown;

/**
 * One row of the table: who calls which operation with what, and what everybody must get. The verdict is written down here,
 * so that five surfaces that are wrong in the same way are still wrong.
 */
export interface Row {
  readonly title: string;
  /** The tenant of the caller; `north` unless said. */
  readonly place?: Place;
  readonly as: Caller;
  readonly operation: string;
  readonly input: Input | ((seen: Seen) => Input);
  /** `OK`, or the code of the problem. */
  readonly verdict: string;
  /** Where a surface answers otherwise: a plugin's `agentTools` keeps agents out, or it refuses its own parameters before there is an input. */
  readonly verdictOn?: Partial<Record<LaneName, string>>;
  /** Part of the answer: members that are here must be there with these values. */
  readonly shows?: unknown;
  /** Paths of members that may not be in the answer. */
  readonly withoutMembers?: readonly string[];
  readonly key?: string;
  readonly dryRun?: boolean;
  /** The command line makes this call as a child process, not only as what one says to the socket. */
  readonly child?: true;
  /** Records that the call changes, as `update account n-acme`; none unless said. */
  readonly changes?: readonly string[];
}
