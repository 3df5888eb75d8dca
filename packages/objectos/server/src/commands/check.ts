import { appOptions, exitCode } from '../command.ts';
import type { Command } from '../command.ts';
import { checkApp } from '../compose.ts';
import { loadConfig } from '../load-config.ts';
import { formatIssue } from '../metadata-error.ts';

export const command: Command = {
  name: 'check',
  summary: 'Checks an app as its start would; changes nothing.',
  usage: ['[app]'],
  options: { json: appOptions.json },
  async run(given, [app]) {
    const { config } = await loadConfig(app);
    const { ok, issues } = await checkApp(config);
    const faults = issues.filter(({ severity }) => severity === 'fault').length;
    if (given['json'] === true) process.stdout.write(`${JSON.stringify({ ok, issues })}\n`);
    else process.stdout.write(`${[...issues.map(formatIssue), `${faults} faults, ${issues.length - faults} warnings`].join('\n')}\n`);
    if (!ok) return exitCode.error;
    return issues.length > 0 ? exitCode.findings : exitCode.ok;
  },
};
