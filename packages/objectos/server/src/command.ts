import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';
import { nearestName } from '@objectql/metadata';

/** Exit codes of every command. A command, a verb or an option that is not known shares its code with findings. */
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
  /** How many words it takes at most: what its usage has besides options. */
  readonly words: number;
  readonly options: Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly help: string }>>;
  run(given: Given, words: readonly string[]): Promise<ExitCode>;
}

/** Wrong use of the command line; its message is printed with the command's usage. */
export class UsageError extends Error {}

/** A command, a verb or an option that is not known, with the one that was probably meant. */
export class UnknownNameError extends UsageError {
  /** `known` are written as the user would write them; `otherwise` is said where none of them is near. */
  constructor(what: string, { name, known, otherwise }: { readonly name: string; readonly known: readonly string[]; readonly otherwise?: string }) {
    const nearest = nearestName(name, known);
    const advice = nearest === undefined ? otherwise : `Did you mean "${nearest}"?`;
    super(`There is no ${what}.${advice === undefined ? '' : ` ${advice}`}`);
  }
}

/** What commands that work on an app share. */
export const appOptions = {
  app: { type: 'string', help: 'The app: a folder with objectos.config.ts, or such a file (default: the current folder).' },
  data: { type: 'string', help: 'The folder of its stores (default: .objectos beside the config; OBJECTOS_DATA).' },
  json: { type: 'boolean', help: 'Answer JSON.' },
} as const satisfies Command['options'];

/** Splits a command's words and options; unknown options are wrong use. */
export function parseCommand(command: Command, args: readonly string[]): { readonly given: Given; readonly words: readonly string[] } {
  const own = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]));
  const options = { ...own, help: { type: 'boolean' as const } };
  refuseUnknownOptions(command.name, args, options);
  const { values, positionals } = parsedStrictly(args, options);
  refuseMoreWords(command.name, positionals, command.words);
  return { given: values, words: positionals };
}

function parsedStrictly(args: readonly string[], options: Options): { readonly values: Given; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true }) as { values: Given; positionals: string[] };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** A word that nothing reads was meant for something: an input without its option, or one that its shell has taken apart. */
export function refuseMoreWords(command: string, words: readonly string[], most: number): void {
  const extra = words[most];
  if (extra !== undefined) throw new UsageError(`${JSON.stringify(extra)} is one word more than ${command} takes: options begin with "--", and what has blanks or quotes in it is put in quotes.`);
}

/** Before the strict parser does, for it knows no names that are near. */
function refuseUnknownOptions(command: string, args: readonly string[], options: Options): void {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  const unknown = tokens.find((token) => token.kind === 'option' && !Object.hasOwn(options, token.name));
  if (unknown?.kind !== 'option') return;
  throw new UnknownNameError(`option "${unknown.rawName}" of ${command}`, { name: unknown.rawName, known: Object.keys(options).map((name) => `--${name}`) });
}

/** The verb of a command that has several: its first word. */
export function verbOf<Verb extends string>(command: string, word: string | undefined, verbs: readonly Verb[]): Verb {
  const verb = verbs.find((each) => each === word);
  if (verb !== undefined) return verb;
  const choice = `Say what to do: ${verbs.slice(0, -1).join(', ')} or ${verbs.at(-1)}.`;
  if (word === undefined) throw new UsageError(choice);
  throw new UnknownNameError(`command "${command} ${word}"`, { name: word, known: verbs, otherwise: choice });
}

/** The help text of one command. */
export function helpOf({ name, summary, usage, options }: Command): string {
  const told = Object.entries(options).map(([option, { type, help }]) => [`  --${option}${type === 'string' ? ' <value>' : ''}`, help] as const);
  const width = Math.max(22, ...told.map(([option]) => option.length + 2));
  const rows = told.map(([option, help]) => option.padEnd(width) + help);
  return [summary, '', ...usage.map((line) => `  objectos ${name} ${line}`.trimEnd()), ...(rows.length > 0 ? ['', ...rows] : []), ''].join('\n');
}

/** The value of an option that takes one. */
export function textOption(given: Given, name: string): string | undefined {
  const value = given[name];
  return typeof value === 'string' ? value : undefined;
}
