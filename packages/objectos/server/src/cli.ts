import { exitCode, helpOf, parseCommand, UnknownNameError, UsageError } from './command.ts';
import type { Command, ExitCode } from './command.ts';
import { version } from './version.ts';

/** Commands are loaded when they are called: `objectos --version` must not load a database. */
const commands: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  start: () => import('./commands/start.ts'),
  dev: () => import('./commands/dev.ts'),
  check: () => import('./commands/check.ts'),
  call: () => import('./commands/call.ts'),
  explain: () => import('./commands/explain.ts'),
  token: () => import('./commands/token.ts'),
  audit: () => import('./commands/audit.ts'),
  plugin: () => import('./commands/plugin.ts'),
  types: () => import('./commands/write-declarations.ts'),
  schemas: () => import('./commands/schemas.ts'),
  mcp: () => import('./commands/mcp.ts'),
};

const helpWords: ReadonlySet<string> = new Set(['--help', '-h', 'help']);

/** Runs the command line; answers the exit code. */
export async function runCli(args: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') return print(version);
  if (name === undefined) return print(await overview());
  if (helpWords.has(name)) return rest[0] === undefined || helpWords.has(rest[0]) ? print(await overview()) : runCli([rest[0], '--help']);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) return complain(new UnknownNameError(`command "${name}"`, { name, known: [...Object.keys(commands), '--help', '--version'] }), await overview());
  const { command } = await load();
  if (rest.includes('--help') || rest.includes('-h')) return print(helpOf(command));
  try {
    const { given, words } = parseCommand(command, rest);
    return await command.run(given, words);
  } catch (error) {
    if (error instanceof UsageError) return complain(error, helpOf(command));
    throw error;
  }
}

async function overview(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  const rows = loaded.map(({ command }) => `  ${command.name.padEnd(10)}${command.summary}`);
  return ['objectos <command>; objectos <command> --help says more', '', ...rows, '', 'Exit codes: 0 ok, 1 error, 2 findings.', ''].join('\n');
}

function print(text: string): ExitCode {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  return exitCode.ok;
}

function complain(error: UsageError, help: string): ExitCode {
  process.stderr.write(`${error.message}\n\n${help}`);
  return exitCode.error;
}
