import { categoryOf } from './category.ts';
import type { Category } from './category.ts';
import { receiverErrors } from './errors.ts';
import { isProblem } from './problem.ts';
import type { Problem, ProblemIssue } from './problem.ts';

/** A call that failed, as client code catches it: branch on `code`, show `message` and `hint`, report `requestId`. */
export class ObjectosError extends Error {
  readonly code: string;
  readonly category: Category;
  readonly status: number;
  /** Empty where the problem is not one of the input. */
  readonly issues: readonly ProblemIssue[];
  readonly path: string | undefined;
  readonly hint: string | undefined;
  /** Empty where the answer did not come from ObjectOS. */
  readonly requestId: string;

  constructor({ code, status, message, issues = [], path, hint, requestId }: Omit<Problem, 'type' | 'title'>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ObjectosError';
    this.code = code;
    this.category = categoryOf(status);
    this.status = status;
    this.issues = issues;
    this.path = path;
    this.hint = hint;
    this.requestId = requestId;
  }
}

/**
 * The error of an answer: `body` is its parsed JSON, or whatever came instead. What is not a problem (a proxy's page) is an
 * error of code `RESPONSE_UNEXPECTED` with that status.
 */
export function errorFrom(body: unknown, status = 502): ObjectosError {
  if (isProblem(body)) return new ObjectosError(body);
  return new ObjectosError({
    code: 'RESPONSE_UNEXPECTED',
    status,
    message: receiverErrors.RESPONSE_UNEXPECTED(status),
    requestId: '',
  });
}
