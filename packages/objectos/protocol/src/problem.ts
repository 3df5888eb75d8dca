import { statusOf, titleOf } from './category.ts';
import type { Category } from './category.ts';

/** One problem of an input, at a place in it: `lines[0].amount`. */
export interface ProblemIssue {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** What to do. */
  readonly hint?: string;
}

/** The one error shape of every surface: problem+json (RFC 9457), in which `message` says what the RFC's `detail` would. */
export interface Problem {
  /** `urn:objectos:problem:<code>`: names the kind of problem, is not fetched. */
  readonly type: string;
  /** The same for every problem of a status. */
  readonly title: string;
  readonly status: number;
  /** Stable: what programs branch on. Listed in docs/reference/errors.md. */
  readonly code: string;
  /** What was wrong, for people. */
  readonly message: string;
  /** Where in the input, where it is one place. */
  readonly path?: string;
  /** What to do. */
  readonly hint?: string;
  /** Finds the call in logs and journal. */
  readonly requestId: string;
  /** Every problem of the input at once. */
  readonly issues?: readonly ProblemIssue[];
}

/** A kernel `Fault`, or anything of its form. Whatever else it carries (`cause`) stays in the process. */
export interface FaultLike {
  readonly code: string;
  readonly category: Category;
  readonly message: string;
  readonly details?: { readonly path?: string; readonly hint?: string; readonly issues?: readonly ProblemIssue[] };
}

const typePrefix = 'urn:objectos:problem:';

/** A fault in the one error shape; members that say nothing are left out. */
export function problemOf({ code, category, message, details = {} }: FaultLike, requestId: string): Problem {
  const { path, hint, issues } = details;
  return {
    type: `${typePrefix}${code}`,
    title: titleOf(category),
    status: statusOf(category),
    code,
    message,
    ...(path === undefined ? {} : { path }),
    ...(hint === undefined ? {} : { hint }),
    requestId,
    ...(issues === undefined || issues.length === 0 ? {} : { issues }),
  };
}

/** Is a value that came over the wire a problem? Checks what `ObjectosError` rests on. */
export function isProblem(value: unknown): value is Problem {
  if (typeof value !== 'object' || value === null) return false;
  const { code, message, status, requestId } = value as Partial<Record<keyof Problem, unknown>>;
  return typeof code === 'string' && typeof message === 'string' && typeof status === 'number' && typeof requestId === 'string';
}
