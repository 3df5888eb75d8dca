import type { Issue } from '@objectql/metadata';
import type { PluginSource } from './app-config.ts';
import { issuesText, locateIssues } from './issue-text.ts';
import { SourceFiles } from './source-files.ts';

/** Metadata that cannot be loaded. Its message is what `objectos check` prints: every issue with its place and the lines around it. */
export class MetadataFault extends Error {
  readonly issues: readonly Issue[];

  /** `plugins`: where the files of the issues are looked for. */
  constructor(issues: readonly Issue[], plugins: readonly Pick<PluginSource, 'from'>[], options?: ErrorOptions) {
    super(issuesText(locateIssues(issues, new SourceFiles(plugins))), options);
    this.name = 'MetadataFault';
    this.issues = issues;
  }
}
