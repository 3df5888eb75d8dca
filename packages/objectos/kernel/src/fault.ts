/** What kind of failure it is; each surface maps it to its own form in one function. */
export type Category = (typeof categories)[number];
export const categories = [
  'malformed', 'invalid', 'stale', 'too_large', 'unsupported', 'unauthenticated', 'forbidden', 'not_found', 'conflict', 'locked', 'limited', 'unavailable', 'internal',
] as const;

/** One problem of an input, at a place in it: `lines[0].amount`. */
export interface InputIssue {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** What to do; the nearest valid name where one is close. */
  readonly hint?: string;
}

export interface FaultDetails {
  readonly path?: string;
  readonly hint?: string;
  /** Every problem at once, where there are several. */
  readonly issues?: readonly InputIssue[];
}

/**
 * The failure of a call. `message` and `details` are for the caller; `cause` is for the operator and never leaves the
 * process. Anything thrown that carries `code` and `category` counts as one (`toFault`); everything else is `internal`.
 */
export class Fault extends Error {
  readonly code: string;
  readonly category: Category;
  readonly details: FaultDetails;

  constructor(code: string, category: Category, message: string, details: FaultDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Fault';
    this.code = code;
    this.category = category;
    this.details = details;
  }
}
