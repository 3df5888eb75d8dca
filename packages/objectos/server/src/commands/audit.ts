import type { Problem } from '@objectos/protocol';
import { counted } from '@objectql/metadata';
import { UsageError, appOptions, exitCode, textOption, verbOf } from '../command.ts';
import type { Command, ExitCode, Given } from '../command.ts';
import type { LocalCall, LocalCalls } from '../local-call.ts';
import { printAnswer, printProblem } from '../print-answer.ts';
import { operatorName, reachApp } from '../reach-app.ts';

export const command: Command = {
  name: 'audit',
  summary: 'Shows the journal, and verifies that nobody edited it.',
  usage: ['log [--after <seq>] [--limit <n>] [--record <object>/<id>]', 'log --last <n>', 'log --system', 'verify'],
  words: 1,
  options: {
    after: { type: 'string', help: 'Entries after this sequence number (default: 0, the oldest come first).' },
    limit: { type: 'string', help: 'At most so many, 500 at the most (default: 50).' },
    last: { type: 'string', help: 'The newest so many, in order, in place of --after and --limit.' },
    record: { type: 'string', help: 'Only changes of one record, as <object>/<id>.' },
    system: { type: 'boolean', help: 'Of the system store: tokens, tenants, plugins.' },
    tenant: { type: 'string', help: 'The tenant; verify takes all of them unless one is named.' },
    ...appOptions,
  },
  async run(given, [word]) {
    const verb = verbOf('audit', word, ['log', 'verify']);
    const ask = verb === 'log' ? askedOf(given) : null;
    const calls = await reachApp(given);
    try {
      return ask === null ? await verify(calls, given) : await log(calls, ask, given['json'] === true);
    } finally {
      await calls.close();
    }
  },
};

type Asked = Omit<LocalCall, 'operator'>;

/** The operator calls under this name what belongs to no tenant. */
const noTenant = 'system';

function askedOf(given: Given): Asked {
  const record = textOption(given, 'record');
  const tenant = textOption(given, 'tenant');
  const input = { ...numberOption(given, 'after'), ...numberOption(given, 'limit'), ...numberOption(given, 'last'), ...(record === undefined ? {} : { record }) };
  if (given['system'] !== true) return { operation: 'audit.log', input, ...(tenant === undefined ? {} : { tenant }) };
  if (tenant !== undefined) throw new UsageError('The system store belongs to no tenant: give --system or --tenant.');
  return { operation: 'audit.systemLog', input, tenant: noTenant };
}

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

async function log(calls: LocalCalls, asked: Asked, asJson: boolean): Promise<ExitCode> {
  const answer = await calls.perform({ ...asked, operator: operatorName() });
  if (!answer.ok || asJson) return printAnswer(answer, asJson);
  const { entries } = answer.value as { readonly entries: readonly LogEntry[] };
  if (entries.length === 0) process.stderr.write('No entries.\n');
  for (const entry of entries) {
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

/** The tenant that is named or else all of them, and the system store: somebody who may edit one file may edit the other. */
async function verify(calls: LocalCalls, given: Given): Promise<ExitCode> {
  if (given['system'] === true) throw new UsageError('"audit verify" always verifies the system store too; --system is for "audit log".');
  const asJson = given['json'] === true;
  const ask = async (operation: string, tenant: string): Promise<unknown> => {
    const answer = await calls.perform({ operation, input: {}, tenant, operator: operatorName() });
    if (!answer.ok) throw new Refused(answer.problem);
    return answer.value;
  };
  try {
    const tenants: [string, Verdict][] = [];
    for (const name of await tenantsOf(given, ask)) tenants.push([name, (await ask('audit.verify', name)) as Verdict]);
    const system = (await ask('audit.systemVerify', noTenant)) as Verdict;
    const ok = [...tenants.map(([, verdict]) => verdict), system].every((verdict) => verdict.ok);
    if (asJson) process.stdout.write(`${JSON.stringify({ ok, tenants: Object.fromEntries(tenants), system })}\n`);
    else process.stdout.write(tenants.map(([name, verdict]) => textOf(verdict, tenants.length > 1 ? `tenant ${name}` : null)).join('') + textOf(system, 'the system store'));
    return ok ? exitCode.ok : exitCode.findings;
  } catch (error) {
    if (error instanceof Refused) return printProblem(error.problem, asJson);
    throw error;
  }
}

async function tenantsOf(given: Given, ask: (operation: string, tenant: string) => Promise<unknown>): Promise<readonly string[]> {
  const named = textOption(given, 'tenant');
  if (named !== undefined) return [named];
  const { tenants } = (await ask('tenant.list', noTenant)) as { readonly tenants: readonly { readonly name: string }[] };
  return tenants.map(({ name }) => name);
}

/** What one of several calls was refused with. */
class Refused extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** `whose`: null where there is one tenant, which needs no name. */
function textOf({ ok, entries, findings }: Verdict, whose: string | null): string {
  if (ok) return `The journal${whose === null ? '' : ` of ${whose}`} is whole: ${counted(entries, 'entry', 'entries')}.\n`;
  return findings.map(({ seq, kind, message }) => `${whose === null ? '' : `${whose}: `}${seq ?? '-'}  ${kind}  ${message}\n`).join('');
}
