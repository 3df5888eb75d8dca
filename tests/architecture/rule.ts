import type { Workspace } from './workspace.ts';

export interface Rule {
  /** A sentence that holds of a sound workspace: the title of the rule's test. */
  readonly states: string;
  /** Each place where it does not hold: `file:line: what is wrong; what to do`. */
  breaches(this: void, workspace: Workspace): Iterable<string>;
}
