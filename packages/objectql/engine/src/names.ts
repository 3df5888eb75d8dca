import type { Names } from './query.ts';
import { unknownField } from './query-issue.ts';
import type { QueryIssue } from './query-issue.ts';
import type { ReadableView } from './readable-view.ts';

/** Names given as an array or as comma text, each once, in the order given. */
export function namesOf(names: Names | undefined): readonly string[] {
  if (names === undefined) return [];
  const all = typeof names === 'string' ? names.split(',') : names;
  return [...new Set(all.map((name) => name.trim()).filter((name) => name !== ''))];
}

/** The names of a parameter that the view does not have. */
export function unknownNames(view: ReadableView, path: string, names: readonly string[]): QueryIssue[] {
  return names.filter((name) => !view.has(name)).map((name) => unknownField(path, name, view.names));
}
