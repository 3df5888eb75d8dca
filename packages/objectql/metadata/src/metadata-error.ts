import type { Checked, Issue } from './issue.ts';
import { formatSource } from './source.ts';

/** Metadata in code that is not valid: thrown by `define*`, with every issue. A loader adds the issues to its own. */
export class MetadataError extends Error {
  readonly code = 'METADATA_INVALID';
  readonly category = 'invalid';
  readonly issues: readonly Issue[];
  constructor(issues: readonly Issue[]) {
    super(issues.map(formatIssue).join('\n'));
    this.name = 'MetadataError';
    this.issues = issues;
  }
}

/** `file:line:column: message hint`, on one line. */
export function formatIssue(issue: Issue): string {
  const hint = issue.hint === undefined ? '' : ` ${issue.hint}`;
  return `${formatSource(issue.source)}: ${issue.message}${hint}`;
}

/** The value, or a `MetadataError`. */
export function parsedOrThrow<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value;
  throw new MetadataError(checked.issues.filter((issue) => issue.severity === 'fault'));
}
