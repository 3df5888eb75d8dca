import { rejections } from './errors.ts';
import type { Problem } from './pending-unit.ts';
import type { Rejection } from './unit.ts';

/** The answer to a unit with these problems: the first gives it its code, all of them are told. */
export function rejectionOf(problems: readonly [Problem, ...Problem[]]): Rejection {
  const [first] = problems;
  const { category } = rejections[first.code];
  const told = { code: first.code, category, message: messageOf(first) };
  if (problems.length === 1 && first.path === undefined) return told;
  return { ...told, issues: problems.map((problem) => ({ path: problem.path ?? '', code: problem.code, message: messageOf(problem) })) };
}

function messageOf({ code, what }: Problem): string {
  return rejections[code].message.replace('{}', () => what);
}
