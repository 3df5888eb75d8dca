import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

/** Exit codes of every command. */
export const exitCode = { ok: 0, error: 1, findings: 2 } as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

export type Options = NonNullable<ParseArgsConfig['options']>;
export type Given = Readonly<Record<string, string | boolean | undefined>>;

/** One command of `objectos`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows `objectos <name>`, a line each. */
  readonly usage: readonly string[];
  readonly options: Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly help: string }>>;
  run(given: Given, words: readonly string[]): Promise<ExitCode>;
}

/** Wrong use of the command line; its message is printed with the command's usage. */
export class UsageError extends Error {}

/** What commands that work on an app share. */
export const appOptions = {
  app: { type: 'string', help: 'The app: a folder with objectos.config.ts, or such a file (default: the current folder).' },
  data: { type: 'string', help: 'The folder of its stores (default: .objectos beside the config; OBJECTOS_DATA).' },
  json: { type: 'boolean', help: 'Answer JSON.' },
} as const satisfies Command['options'];

/** Splits a command's words and options; unknown options are wrong use. */
export function parseCommand(command: Command, args: readonly string[]): { readonly given: Given; readonly words: readonly string[] } {
  try {
    const options = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]));
    const { values, positionals } = parseArgs({ args: [...args], options: { ...options, help: { type: 'boolean' } }, allowPositionals: true });
    return { given: values, words: positionals };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The help text of one command. */
export function helpOf({ name, summary, usage, options }: Command): string {
  const rows = Object.entries(options).map(([option, { type, help }]) => `  --${option}${type === 'string' ? ' <value>' : ''}`.padEnd(22) + help);
  return [summary, '', ...usage.map((line) => `  objectos ${name} ${line}`.trimEnd()), ...(rows.length > 0 ? ['', ...rows] : []), ''].join('\n');
}

/** The value of an option that takes one. */
export function textOption(given: Given, name: string): string | undefined {
  const value = given[name];
  return typeof value === 'string' ? value : undefined;
}
