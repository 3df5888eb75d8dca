import { nearestName } from '@objectql/metadata';
import type { Issue, Source } from '@objectql/metadata';
import { flowIssues } from './errors.ts';

/** An issue of this package, with the severity that its table gives the code. */
export function flowIssue(code: keyof typeof flowIssues, message: string, { source, hint }: { readonly source: Source; readonly hint?: string | undefined }): Issue {
  return { code, severity: flowIssues[code], message, source, ...(hint === undefined ? {} : { hint }) };
}

/** `Did you mean "x"?`, where one of the candidates is close. */
export function suggestion(name: string, candidates: Iterable<string>): string | undefined {
  const nearest = nearestName(name, [...candidates]);
  return nearest === undefined ? undefined : `Did you mean "${nearest}"?`;
}
