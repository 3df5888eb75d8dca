import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AppConfig } from './app-config.ts';
import { UsageError } from './command.ts';

export const configName = 'objectos.config.ts';

export interface LoadedConfig {
  readonly config: AppConfig;
  readonly path: string;
  /** The folder of its stores. */
  readonly data: string;
  /** Where they lie instead, `postgres://...`. */
  readonly database: string | undefined;
  /** What another command needs to find both from this folder: `--app examples`. */
  readonly flags: string;
}

type ImportModule = (path: string) => Promise<Readonly<Record<string, unknown>>>;

/** As Node does: once. */
const importOnce: ImportModule = async (path) => (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;

/** Loads the app at `place`: a folder with an `objectos.config.ts` or the file itself. */
export async function loadConfig(place = '.', data?: string, importModule = importOnce): Promise<LoadedConfig> {
  const given = resolve(place);
  if (!existsSync(given)) throw new UsageError(`There is nothing at ${place}.`);
  const path = statSync(given).isDirectory() ? join(given, configName) : given;
  if (!existsSync(path)) throw new UsageError(`There is no ${configName} in ${place}; an app is a folder with one.`);
  const { default: config } = (await importModule(path)) as { readonly default?: AppConfig };
  if (config === undefined || !Array.isArray(config.plugins)) throw new UsageError(`${place} must export its configuration as default: export default defineConfig({ plugins: [...] }).`);
  const usual = join(dirname(path), '.objectos');
  const stores = resolve(data ?? process.env['OBJECTOS_DATA'] ?? usual);
  return { config, path, data: stores, database: databaseOf(config), flags: flagsOf(place, stores === usual ? null : stores) };
}

/** What the operator says goes before what the app says. */
function databaseOf({ database }: AppConfig): string | undefined {
  const url = process.env['DATABASE_URL'] ?? database;
  if (url === undefined || url === '') return undefined;
  if (!/^postgres(?:ql)?:\/\//u.test(url) || !URL.canParse(url)) throw new UsageError('DATABASE_URL (or `database` of the app) must be postgres://user:password@host:port/database.');
  return url;
}

function flagsOf(place: string, data: string | null): string {
  return [...(place === '.' ? [] : [`--app ${quoted(place)}`]), ...(data === null ? [] : [`--data ${quoted(data)}`])].join(' ');
}

/** A word as a shell takes it. */
function quoted(text: string): string {
  return /^[\w./-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
