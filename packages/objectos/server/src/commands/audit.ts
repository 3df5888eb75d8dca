import { UsageError, appOptions, exitCode, textOption, verbOf } from '../command.ts';
import type { Command, ExitCode, Given } from '../command.ts';
import type { LocalAnswer } from '../local-call.ts';
import { printAnswer, printProblem } from '../print-answer.ts';
import { operatorName, reachApp } from '../reach-app.ts';

export const command: Command = {
  name: 'audit',
  summary: 'Shows the journal, and verifies that nobody edited it.',
  usage: ['log [--after <seq>] [--limit <n>]', 'verify'],
  options: {
    after: { type: 'string', help: 'Entries after this sequence number.' },
    limit: { type: 'string', help: 'At most so many.' },
    tenant: { type: 'string', help: 'The tenant, where there are several.' },
    ...appOptions,
  },
  async run(given, [word]) {
    const verb = verbOf('audit', word, ['log', 'verify']);
    const tenant = textOption(given, 'tenant');
    const input = verb === 'log' ? { ...numberOption(given, 'after'), ...numberOption(given, 'limit') } : {};
    const calls = await reachApp(given);
    try {
      const answer = await calls.perform({ operation: `audit.${verb}`, input, operator: operatorName(), ...(tenant === undefined ? {} : { tenant }) });
      if (!answer.ok) return printProblem(answer.problem, given['json'] === true);
      return verb === 'log' ? showLog(answer, given['json'] === true) : showVerdict(answer, given['json'] === true);
    } finally {
      await calls.close();
    }
  },
};

function numberOption(given: Given, name: string): Record<string, number> {
  const text = textOption(given, name);
  if (text === undefined) return {};
  if (!/^\d+$/u.test(text)) throw new UsageError(`--${name} is a whole number.`);
  return { [name]: Number(text) };
}

interface LogEntry {
  readonly seq: number;
  readonly at: string;
  readonly operation: string;
  readonly principal: string;
  readonly actors: readonly string[];
  readonly onBehalfOf: string | null;
  readonly surface: string;
  readonly changes: readonly { readonly op: string; readonly object: string; readonly record: string }[];
}

type Answered = Extract<LocalAnswer, { readonly ok: true }>;

function showLog(answer: Answered, asJson: boolean): ExitCode {
  if (asJson) return printAnswer(answer, true);
  for (const entry of (answer.value as { readonly entries: readonly LogEntry[] }).entries) {
    const who = [entry.principal, ...entry.actors.map((actor) => `by ${actor}`), ...(entry.onBehalfOf === null ? [] : [`for ${entry.onBehalfOf}`])].join(' ');
    const what = entry.changes.map(({ op, object, record }) => `${op} ${object} ${record}`).join(', ');
    process.stdout.write(`${entry.seq}  ${entry.at}  ${entry.surface}  ${who}  ${entry.operation}  ${what}\n`);
  }
  return exitCode.ok;
}

interface Verdict {
  readonly ok: boolean;
  readonly entries: number;
  readonly findings: readonly { readonly seq: number | null; readonly kind: string; readonly message: string }[];
}

function showVerdict(answer: Answered, asJson: boolean): ExitCode {
  const verdict = answer.value as Verdict;
  if (asJson) printAnswer(answer, true);
  else if (verdict.ok) process.stdout.write(`The journal is whole: ${verdict.entries} entries.\n`);
  else for (const { seq, kind, message } of verdict.findings) process.stdout.write(`${seq ?? '-'}  ${kind}  ${message}\n`);
  return verdict.ok ? exitCode.ok : exitCode.findings;
}
