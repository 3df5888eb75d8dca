import { styleText } from 'node:util';
import type { Problem } from '@objectos/protocol';
import { exitCode } from './command.ts';
import type { ExitCode } from './command.ts';
import type { LocalAnswer } from './local-call.ts';

/** Prints what a call answered: the value on standard output, or the problem on standard error. */
export function printAnswer(answer: LocalAnswer, asJson: boolean): ExitCode {
  if (answer.ok) {
    process.stdout.write(`${JSON.stringify(answer.value, null, asJson ? 0 : 2)}\n`);
    return exitCode.ok;
  }
  return printProblem(answer.problem, asJson);
}

export function printProblem(problem: Problem, asJson: boolean): ExitCode {
  process.stderr.write(asJson ? `${JSON.stringify(problem)}\n` : `${problemText(problem)}\n`);
  return exitCode.error;
}

function problemText({ code, message, hint, path, issues = [], requestId }: Problem): string {
  const lines = [`${styleText('red', code)}: ${message}`];
  // What is wrong with the whole input and told already needs no line of its own.
  for (const issue of issues.filter(({ path: of, message: told, hint: advice }) => of !== '' || advice !== undefined || !message.includes(told))) lines.push(`  ${issue.path === '' ? '' : `${issue.path}: `}${issue.message}${issue.hint === undefined ? '' : ` ${issue.hint}`}`);
  if (path !== undefined && issues.length === 0) lines.push(`  at ${path}`);
  if (hint !== undefined) lines.push(`  ${hint}`);
  lines.push(`  request ${requestId}`);
  return lines.join('\n');
}
