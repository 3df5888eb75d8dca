import { UsageError, appOptions, exitCode, refuseMoreWords, textOption, verbOf } from '../command.ts';
import type { Command, ExitCode, Given } from '../command.ts';
import type { LocalAnswer } from '../local-call.ts';
import { printAnswer, printProblem } from '../print-answer.ts';
import { operatorName, reachApp } from '../reach-app.ts';

export const command: Command = {
  name: 'token',
  summary: 'Creates, lists and revokes tokens.',
  usage: ['create --principal <id> [--agent <id>] [--operations customer.*,expense.approve] [--expires-in <seconds>]', 'list [--principal <id>]', 'revoke <token id>'],
  words: 2,
  options: {
    principal: { type: 'string', help: 'Id of the person or service that the token stands for.' },
    agent: { type: 'string', help: 'Id of the agent that acts with it for the principal; their delegation must be in force.' },
    operations: { type: 'string', help: 'All that it may call, separated by commas.' },
    'expires-in': { type: 'string', help: 'Seconds from now.' },
    label: { type: 'string', help: 'What it is for.' },
    tenant: { type: 'string', help: 'The tenant, where there are several.' },
    ...appOptions,
  },
  async run(given, [verb, id]) {
    const { operation, input } = requested(verb, id, given);
    const tenant = textOption(given, 'tenant');
    const calls = await reachApp(given);
    try {
      const answer = await calls.perform({ operation, input, operator: operatorName(), ...(tenant === undefined ? {} : { tenant }) });
      return show(answer, operation, given['json'] === true);
    } finally {
      await calls.close();
    }
  },
};

function requested(word: string | undefined, id: string | undefined, given: Given): { readonly operation: string; readonly input: Record<string, unknown> } {
  const verb = verbOf('token', word, ['create', 'list', 'revoke']);
  if (verb !== 'revoke') refuseMoreWords(`token ${verb}`, id === undefined ? [] : [id], 0);
  const principal = textOption(given, 'principal');
  if (verb === 'list') return { operation: 'token.list', input: principal === undefined ? {} : { principal } };
  if (verb === 'revoke') {
    if (id === undefined) throw new UsageError('Name the id of the token; "objectos token list" shows them.');
    return { operation: 'token.revoke', input: { id } };
  }
  if (principal === undefined) throw new UsageError('Say whose token: --principal <id>.');
  return { operation: 'token.create', input: { principal, ...creation(given) } };
}

function creation(given: Given): Record<string, unknown> {
  const [agent, label, operations, seconds] = ['agent', 'label', 'operations', 'expires-in'].map((name) => textOption(given, name));
  if (seconds !== undefined && !/^\d+$/u.test(seconds)) throw new UsageError('--expires-in is a whole number of seconds.');
  return {
    ...(agent === undefined ? {} : { agent }),
    ...(label === undefined ? {} : { label }),
    ...(operations === undefined ? {} : { operations: operations.split(',').map((name) => name.trim()) }),
    ...(seconds === undefined ? {} : { expires_in: Number(seconds) }),
  };
}

interface ShownToken {
  readonly id: string;
  readonly prefix: string;
  readonly principal: string;
  readonly agent: string | null;
  readonly label: string | null;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

function show(answer: LocalAnswer, operation: string, asJson: boolean): ExitCode {
  if (!answer.ok) return printProblem(answer.problem, asJson);
  if (asJson) return printAnswer(answer, true);
  if (operation === 'token.create') process.stdout.write(`${(answer.value as { readonly token: string }).token}\n`);
  else if (operation === 'token.list') list((answer.value as { readonly records: readonly ShownToken[] }).records);
  else process.stdout.write('Revoked.\n');
  return exitCode.ok;
}

function list(tokens: readonly ShownToken[]): void {
  if (tokens.length === 0) process.stderr.write('No tokens.\n');
  process.stdout.write(tokens.map(rowOf).join(''));
}

function rowOf({ id, prefix, principal, agent, label, expires_at, revoked_at }: ShownToken): string {
  const who = agent === null ? principal : `${agent} for ${principal}`;
  const until = revoked_at === null ? `until ${expires_at ?? 'revoked'}` : `revoked ${revoked_at}`;
  return `${id}  ${prefix}...  ${who.padEnd(20)}  ${until}  ${label ?? ''}\n`;
}
