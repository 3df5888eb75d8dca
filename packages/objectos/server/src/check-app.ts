import type { MetadataIssue } from '@objectos/kernel';
import type { Issue, PluginDescriptor } from '@objectql/metadata';
import type { AppConfig } from './app-config.ts';
import { composeUnopened } from './compose.ts';
import { reviewPlugins } from './load-plugins.ts';

/** Everything wrong or doubtful in an app; `ok` where nothing would keep it from starting. */
export interface CheckedApp {
  readonly ok: boolean;
  readonly issues: readonly Issue[];
  /** As far as they could be read. */
  readonly plugins: readonly PluginDescriptor[];
}

/** Codes of faults that say of the whole what another fault has said of a part. */
const consequences: ReadonlySet<string> = new Set(['METADATA_DUPLICATE', 'OPERATION_DUPLICATE', 'FACET_FAILED', 'METADATA_CHECK_FAILED']);

/**
 * Checks an app as its start would, its metadata and its code taken together, and goes on where a start would stop: conditions,
 * handlers and effects are looked at as well while names are still wrong. Nothing is started and no store is opened.
 */
export async function checkApp(config: AppConfig): Promise<CheckedApp> {
  const { ok, complete, plugins, issues } = await reviewPlugins(config.plugins);
  if (!complete) return { ok, issues, plugins };
  const faulty = new Set(issues.filter(({ severity }) => severity === 'fault').map(placeKey));
  const further = composeUnopened(config, plugins).review().map(issueOf).filter((issue) => {
    if (issue.severity === 'warning' || faulty.size === 0) return true;
    return !consequences.has(issue.code) && !faulty.has(placeKey(issue));
  });
  const all = [...issues, ...further];
  return { ok: all.every(({ severity }) => severity !== 'fault'), issues: all, plugins };
}

function issueOf(issue: MetadataIssue): Issue {
  return { ...issue, source: issue.source ?? { file: 'start' } };
}

function placeKey({ source: { file, line, column, path } }: Issue): string {
  return JSON.stringify([file, line, column, path]);
}
