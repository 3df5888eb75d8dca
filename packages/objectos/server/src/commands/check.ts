import { allowedOrigins } from '../allowed-origins.ts';
import { checkApp } from '../check-app.ts';
import type { CheckedApp } from '../check-app.ts';
import { appOptions, exitCode } from '../command.ts';
import type { Command } from '../command.ts';
import { issuesText, locateIssues } from '../issue-text.ts';
import { loadConfig } from '../load-config.ts';
import { SourceFiles } from '../source-files.ts';
import { CodeFault } from '../thrown-issues.ts';

export const command: Command = {
  name: 'check',
  summary: 'Checks an app as its start would; changes nothing.',
  usage: ['[app]'],
  words: 1,
  options: { json: appOptions.json },
  async run(given, [app]) {
    const { ok, issues, files } = await review(app);
    const located = locateIssues(issues, files);
    const faults = issues.filter(({ severity }) => severity === 'fault').length;
    const report = { ok, faults, warnings: issues.length - faults, issues: located };
    process.stdout.write(given['json'] === true ? `${JSON.stringify(report)}\n` : `${issuesText(located)}\n`);
    if (!ok) return exitCode.error;
    return issues.length > 0 ? exitCode.findings : exitCode.ok;
  },
};

interface Reviewed extends CheckedApp {
  readonly files: SourceFiles;
}

async function review(app: string | undefined): Promise<Reviewed> {
  try {
    const { config } = await loadConfig(app);
    allowedOrigins({}, config);
    return { ...(await checkApp(config)), files: new SourceFiles(config.plugins) };
  } catch (error) {
    if (!(error instanceof CodeFault)) throw error;
    return { ok: false, issues: error.issues, plugins: [], files: new SourceFiles([error]) };
  }
}
