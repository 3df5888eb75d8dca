import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AppConfig } from './app-config.ts';
import { UsageError } from './command.ts';

export const configName = 'objectos.config.ts';

export interface LoadedConfig {
  readonly config: AppConfig;
  readonly path: string;
  /** Where its stores are unless said otherwise. */
  readonly data: string;
}

/** Loads the app at `place`: a folder with an `objectos.config.ts` or the file itself. */
export async function loadConfig(place = '.', data?: string): Promise<LoadedConfig> {
  const given = resolve(place);
  if (!existsSync(given)) throw new UsageError(`There is nothing at ${place}.`);
  const path = statSync(given).isDirectory() ? join(given, configName) : given;
  if (!existsSync(path)) throw new UsageError(`There is no ${configName} in ${place}; an app is a folder with one.`);
  const { default: config } = (await import(pathToFileURL(path).href)) as { readonly default?: AppConfig };
  if (config === undefined || !Array.isArray(config.plugins)) throw new UsageError(`${place} must export its configuration as default: export default defineConfig({ plugins: [...] }).`);
  return { config, path, data: resolve(data ?? process.env['OBJECTOS_DATA'] ?? join(dirname(path), '.objectos')) };
}
