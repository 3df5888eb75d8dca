import { UsageError, appOptions, textOption } from '../command.ts';
import type { Command, Given } from '../command.ts';
import { printAnswer } from '../print-answer.ts';
import { operatorName, reachApp } from '../reach-app.ts';

export const command: Command = {
  name: 'call',
  summary: 'Calls an operation with the rights of a principal.',
  usage: ['<operation> --as <principal> --input <json>', `customer.list --as rita --input '{"limit":3}'`],
  words: 1,
  options: {
    as: { type: 'string', help: 'Id of the person or service whose rights count, or system; you are journalled as actor.' },
    input: { type: 'string', help: 'The input, a JSON object (default: {}).' },
    tenant: { type: 'string', help: 'The tenant, where there are several.' },
    key: { type: 'string', help: 'Command key: a second call with it is answered, not done.' },
    'dry-run': { type: 'boolean', help: 'Judge and answer, change nothing.' },
    ...appOptions,
  },
  async run(given, [operation]) {
    if (operation === undefined) throw new UsageError('Name the operation.');
    const as = textOption(given, 'as');
    if (as === undefined) throw new UsageError('Say with whose rights: --as <principal>.');
    const input = parseInput(textOption(given, 'input') ?? '{}');
    const calls = await reachApp(given);
    try {
      return printAnswer(await calls.perform({ operation, input, as, operator: operatorName(), ...optional(given) }), given['json'] === true);
    } finally {
      await calls.close();
    }
  },
};

function parseInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--input is not valid JSON: ${error instanceof Error ? error.message : 'it cannot be parsed'}.`, { cause: error });
  }
}

function optional(given: Given): { readonly tenant?: string; readonly commandKey?: string; readonly dryRun?: boolean } {
  const tenant = textOption(given, 'tenant');
  const commandKey = textOption(given, 'key');
  return {
    ...(tenant === undefined ? {} : { tenant }),
    ...(commandKey === undefined ? {} : { commandKey }),
    ...(given['dry-run'] === true ? { dryRun: true } : {}),
  };
}
