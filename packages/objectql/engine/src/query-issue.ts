import { nearestName } from '@objectql/metadata';
import { queryProblems } from './errors.ts';
import type { QueryProblemCode } from './errors.ts';

/** One problem of a query, at the parameter that has it. */
export interface QueryIssue {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export function queryIssue(code: QueryProblemCode, path: string, what = ''): QueryIssue {
  return { path, code, message: queryProblems[code].replace('{}', () => what) };
}

/** The same for a field that is hidden and for one that does not exist; the hint knows readable names only. */
export function unknownField(path: string, name: string, readable: Iterable<string>): QueryIssue {
  const nearest = nearestName(name, readable);
  const issue = queryIssue('FIELD_UNKNOWN', path, JSON.stringify(name));
  return nearest === undefined ? issue : { ...issue, hint: `Did you mean "${nearest}"?` };
}
