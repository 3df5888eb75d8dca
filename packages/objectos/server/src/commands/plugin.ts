import { resolve } from 'node:path';
import { UsageError, appOptions, exitCode, refuseMoreWords, verbOf } from '../command.ts';
import type { Command, ExitCode, Given } from '../command.ts';
import type { LocalCall, LocalCalls } from '../local-call.ts';
import type { ListedPlugin, PluginChange } from '../plugins/plugin-host.ts';
import { printAnswer, printProblem } from '../print-answer.ts';
import { operatorName, reachApp } from '../reach-app.ts';

export const command: Command = {
  name: 'plugin',
  summary: 'Lists, installs, replaces and removes plugins, while the app runs.',
  usage: ['list', 'install <folder or module>', 'replace <folder or module>', 'remove <name>'],
  words: 2,
  options: appOptions,
  async run(given, [verb, what]) {
    const { operation, input } = requested(verb, what);
    const calls = await reachApp(given, operation === 'plugin.remove' && what !== undefined ? { without: what } : {});
    try {
      return await perform(calls, { operation, input }, given);
    } finally {
      await calls.close();
    }
  },
};

type Asked = Pick<LocalCall, 'operation' | 'input'>;

function requested(word: string | undefined, what: string | undefined): Asked {
  const verb = verbOf('plugin', word, ['list', 'install', 'replace', 'remove']);
  if (verb === 'list') refuseMoreWords('plugin list', what === undefined ? [] : [what], 0);
  if (verb === 'list') return { operation: 'plugin.list', input: {} };
  if (verb === 'remove') {
    if (what === undefined) throw new UsageError('Name the plugin; "objectos plugin list" shows them.');
    return { operation: 'plugin.remove', input: { name: what } };
  }
  if (what === undefined) throw new UsageError('Say where the plugin is: its module, or a folder with objectos.plugin.ts.');
  return { operation: `plugin.${verb}`, input: { from: resolve(what) } };
}

/** After a change it waits until what was replaced has ended: what went wrong in that is a finding, for the change stands. */
async function perform(calls: LocalCalls, asked: Asked, given: Given): Promise<ExitCode> {
  const ask = (each: Asked) => calls.perform({ ...each, tenant: 'system', operator: operatorName() });
  const asJson = given['json'] === true;
  const answer = await ask(asked);
  if (!answer.ok) return printProblem(answer.problem, asJson);
  if (asked.operation === 'plugin.list') {
    if (asJson) return printAnswer(answer, true);
    process.stdout.write((answer.value as { readonly plugins: readonly ListedPlugin[] }).plugins.map(rowOf).join(''));
    return exitCode.ok;
  }
  const settled = await ask({ operation: 'plugin.settled', input: {} });
  if (!settled.ok) return printProblem(settled.problem, asJson);
  const change = answer.value as PluginChange;
  const { problems } = settled.value as { readonly problems: readonly { readonly code: string; readonly message: string }[] };
  if (asJson) process.stdout.write(`${JSON.stringify({ ...change, problems })}\n`);
  else process.stdout.write(textOf(change) + problems.map(({ code, message }) => `  ${code}: ${message}\n`).join(''));
  return problems.length > 0 ? exitCode.findings : exitCode.ok;
}

function rowOf({ name, version, origin, place }: ListedPlugin): string {
  return `${name.padEnd(28)}  ${version.padEnd(10)}  ${origin}${place === null ? '' : `  ${place}`}\n`;
}

function textOf({ plugin, version, begun, ended, metadata }: PluginChange): string {
  return `${plugin} ${version ?? 'removed'}\n  begun: ${listed(begun)}\n  ended: ${listed(ended)}\n  metadata ${metadata.slice(0, 12)}\n`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}
