import type { Plugin } from '@objectos/kernel';
import type { PluginDescriptor } from '@objectql/metadata';
import { codeReport } from '../issue-text.ts';
import { loadConfig } from '../load-config.ts';
import type { LoadedConfig } from '../load-config.ts';
import { shared } from './app-changes.ts';
import type { AppContent } from './app-changes.ts';
import { AppModules } from './app-modules.ts';
import { MetadataEvaluator } from './metadata-evaluator.ts';
import type { Warning } from './metadata-worker.ts';

/** The app as its files say it. */
export interface AppVersion extends AppContent {
  readonly loaded: LoadedConfig;
  readonly warnings: readonly Warning[];
  /** What it was read from: folders of manifests with all that is in them, and files of code. */
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** The next version, or everything that is wrong with it. */
export type NextVersion = { readonly ok: true; readonly version: AppVersion } | { readonly ok: false; readonly report: string };

/** Reads an app again and again: its metadata in a thread of its own each time, its code into modules that can go. */
export class AppVersions {
  readonly #place: string;
  readonly #data: string | undefined;
  readonly #evaluator = new MetadataEvaluator();
  #modules: AppModules | undefined;
  #plugins: readonly PluginDescriptor[] = [];

  constructor(place: string, data: string | undefined) {
    this.#place = place;
    this.#data = data;
  }

  /** One at a time. What cannot be read leaves no trace: broken files never reach this thread. */
  async next(): Promise<NextVersion> {
    const { ok, plugins, report, warnings, folders } = await this.#evaluator.evaluate(this.#place);
    if (!ok) return { ok, report };
    try {
      const loaded = await loadConfig(this.#place, this.#data, (path) => (this.#modules ??= new AppModules(path)).load());
      this.#plugins = shared(this.#plugins, plugins);
      const code: readonly Plugin[] = loaded.config.plugins.flatMap((plugin) => plugin.code ?? []);
      return { ok, version: { loaded, plugins: this.#plugins, code, warnings, folders, files: this.#modules?.files ?? [] } };
    } catch (error) {
      return { ok: false, report: codeReport(error) };
    }
  }

  close(): Promise<void> {
    return this.#evaluator.close();
  }
}
