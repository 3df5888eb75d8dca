import { formatSource } from '@objectql/metadata';
import type { Issue } from '@objectql/metadata';

/** One issue on one or two lines: place, code, what is wrong, what to do. */
export function formatIssue({ severity, code, message, source, hint }: Issue): string {
  return `${formatSource(source)} ${severity} ${code}: ${message}${hint === undefined ? '' : `\n    ${hint}`}`;
}

/** Metadata that cannot be loaded: all of its faults. */
export class MetadataFault extends Error {
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    const faults = issues.filter(({ severity }) => severity === 'fault');
    super(`${faults.length === 1 ? 'One fault' : `${faults.length} faults`} in the metadata:\n${faults.map(formatIssue).join('\n')}`);
    this.name = 'MetadataFault';
    this.issues = issues;
  }
}
