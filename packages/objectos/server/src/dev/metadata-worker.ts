import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parentPort } from 'node:worker_threads';
import type { PluginDescriptor } from '@objectql/metadata';
import { checkApp } from '../check-app.ts';
import { UsageError } from '../command.ts';
import { codeReport, issueText, issuesText, locateIssues } from '../issue-text.ts';
import type { LocatedIssue } from '../issue-text.ts';
import { loadConfig } from '../load-config.ts';
import { SourceFiles } from '../source-files.ts';

/** What an app says, as plain data; its code stays here and goes with the thread. */
export interface EvaluatedApp {
  readonly ok: boolean;
  readonly plugins: readonly PluginDescriptor[];
  /** What `objectos check` prints of what is wrong. */
  readonly report: string;
  /** In which its manifests stand, and all that they import by relative paths. */
  readonly folders: readonly string[];
  /** What is doubtful, as `objectos check` prints it. */
  readonly warnings: readonly Warning[];
}

export interface Warning {
  /** What it is about: the same as long as it stands, wherever in its file. */
  readonly subject: string;
  readonly text: string;
}

/** Reads the app as `objectos check` does, in a thread that has never read it before: nothing that it has imported stays. */
async function evaluate(place: string): Promise<EvaluatedApp> {
  try {
    const { config } = await loadConfig(place);
    const { ok, plugins, issues } = await checkApp(config);
    const located = locateIssues(issues, new SourceFiles(config.plugins));
    return { ok, plugins, report: ok ? '' : issuesText(located), warnings: ok ? located.map(warningOf) : [], folders: config.plugins.map(({ from }) => dirname(fileURLToPath(from))) };
  } catch (error) {
    const report = error instanceof UsageError ? error.message : codeReport(error);
    return { ok: false, plugins: [], report, warnings: [], folders: [] };
  }
}

function warningOf(issue: LocatedIssue): Warning {
  const { code, message, source: { file, path } } = issue;
  return { subject: JSON.stringify([code, file, path, message]), text: issueText(issue) };
}

// All that it takes to read an app is loaded by now, and nothing of the app.
parentPort?.once('message', (place: string) => void evaluate(place).then((evaluated) => parentPort?.postMessage(evaluated, [])));
