import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AppConfig } from './app-config.ts';
import { UsageError } from './command.ts';
import { CodeFault } from './thrown-issues.ts';

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

/** Loads the app at `place`: a folder with an `objectos.config.ts` or the file itself. Throws a `CodeFault` where its code cannot be loaded. */
export async function loadConfig(place = '.', data?: string, importModule = importOnce): Promise<LoadedConfig> {
  const given = resolve(place);
  if (!existsSync(given)) throw new UsageError(`There is nothing at ${place}.`);
  const path = statSync(given).isDirectory() ? join(given, configName) : given;
  if (!existsSync(path)) throw new UsageError(`There is no ${configName} in ${place}; an app is a folder with one.`);
  if (!/\.[cm]?[jt]s$/u.test(path) || !statSync(path).isFile()) throw new UsageError(`${place} is no module; an app is a folder with ${configName}, or such a file.`);
  const config = configIn(place, await imported(path, importModule));
  const usual = join(dirname(path), '.objectos');
  const stores = resolve(data ?? process.env['OBJECTOS_DATA'] ?? usual);
  return { config, path, data: stores, database: databaseOf(config), flags: flagsOf(place, stores === usual ? null : stores) };
}

async function imported(path: string, importModule: ImportModule): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await importModule(path);
  } catch (error) {
    throw new CodeFault(path, error);
  }
}

function configIn(place: string, { default: config }: Readonly<Record<string, unknown>>): AppConfig {
  const wanted = 'export default defineConfig({ plugins: [{ manifest, from: import.meta.url }] })';
  if (typeof config !== 'object' || config === null) throw new UsageError(`${place} must export its configuration as default: ${wanted}.`);
  if (!('plugins' in config) || !Array.isArray(config.plugins)) throw new UsageError(`The configuration that ${place} exports has no list "plugins": ${wanted}.`);
  const unfit = config.plugins.findIndex((plugin) => !isPluginSource(plugin));
  if (unfit >= 0) throw new UsageError(`plugins[${unfit}] of the configuration that ${place} exports is no plugin with a manifest and a file URL that it is from: ${wanted}.`);
  return config as AppConfig;
}

function isPluginSource(plugin: unknown): boolean {
  return typeof plugin === 'object' && plugin !== null && 'manifest' in plugin && 'from' in plugin && typeof plugin.from === 'string' && plugin.from.startsWith('file:');
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
