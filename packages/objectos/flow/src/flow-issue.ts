import { adviceIn } from '@objectql/metadata';
import type { Advice, Issue, Source } from '@objectql/metadata';
import { flowIssues } from './errors.ts';

/** An issue of this package, with the severity that its table gives the code. */
export function flowIssue(code: keyof typeof flowIssues, message: string, { source, hint }: { readonly source: Source; readonly hint?: Advice | undefined }): Issue {
  return { code, severity: flowIssues[code], message, source, ...adviceIn(hint) };
}
