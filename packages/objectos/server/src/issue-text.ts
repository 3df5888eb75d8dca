import { styleText } from 'node:util';
import { counted, formatSource } from '@objectql/metadata';
import type { Issue } from '@objectql/metadata';
import { codeFrame } from './code-frame.ts';
import { issueOfCode } from './dev/code-issue.ts';
import { SourceFiles } from './source-files.ts';
import { placeOf } from './source-place.ts';
import { CodeFault } from './thrown-issues.ts';

/** An issue with what one needs to go there: the shape of `objectos check --json`. */
export interface LocatedIssue extends Issue {
  /** `path:line:column` as one opens it from the current folder; absent where no file was found. */
  readonly at?: string;
  /** The line that is meant, between its neighbours. */
  readonly frame?: readonly string[];
}

/** Of files whose lines are those of calls: the key is somewhere in the call. */
const moduleEnding = /\.m?[jt]s$/u;

/** Finds the file of each issue and shows the place in it. In order of files and lines; what has no place comes last. */
export function locateIssues(issues: readonly Issue[], files: SourceFiles): readonly LocatedIssue[] {
  const located = issues.map((issue): LocatedIssue => {
    const file = files.find(issue.source);
    if (file === null) return issue;
    const place = placeOf(issue, file.text);
    if (place === null) return { ...issue, at: file.shown };
    return { ...issue, at: `${file.shown}:${place.line}:${place.column}`, frame: codeFrame(file.text, place) };
  });
  return located.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b), 'en', { numeric: true }));
}

function keyOf({ at, source }: LocatedIssue): string {
  return at === undefined ? `\uFFFF${source.file}` : at;
}

/** One issue for people: place and what is wrong, the frame, what to do, the correction. Coloured where standard output is a terminal that wants it. */
export function issueText({ at, source, severity, code, message, hint, fix, frame = [] }: LocatedIssue): string {
  const colour = severity === 'fault' ? 'red' : 'yellow';
  const inModule = at === undefined || source.path === undefined || (source.line !== undefined && !moduleEnding.test(source.file)) ? '' : ` (${source.path})`;
  const lines = [`${styleText('bold', at ?? formatSource(source))}${inModule} ${styleText(colour, `${severity} ${code}`)}: ${message}`];
  for (const line of frame) lines.push(/^ +\| +\^+$/u.test(line) ? styleText(colour, line) : styleText('dim', line));
  if (hint !== undefined) lines.push(`  ${hint}`);
  if (fix !== undefined) lines.push(`  ${styleText('green', 'fix')}: write ${JSON.stringify(fix.by)} for ${JSON.stringify(fix.replace)}`);
  return lines.join('\n');
}

/** All of them, and how many there are. */
export function issuesText(issues: readonly LocatedIssue[]): string {
  const faults = issues.filter(({ severity }) => severity === 'fault').length;
  return [...issues.flatMap((issue) => [issueText(issue), '']), countText(faults, issues.length - faults)].join('\n');
}

/** What kept code from being loaded, as `objectos check` tells it. */
export function codeReport(error: unknown): string {
  return issuesText(error instanceof CodeFault ? locateIssues(error.issues, new SourceFiles([error])) : locateIssues([issueOfCode(error)], new SourceFiles([])));
}

function countText(faults: number, warnings: number): string {
  return `${counted(faults, 'fault')}, ${counted(warnings, 'warning')}`;
}
