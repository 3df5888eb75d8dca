import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Source } from '@objectql/metadata';
import type { PluginSource } from './app-config.ts';
import { placeOf } from './source-place.ts';

/** A file in which metadata was written. */
export interface SourceFile {
  readonly path: string;
  /** As one opens it from the current folder. */
  readonly shown: string;
  readonly text: string;
}

/**
 * Finds the files that sources name: by their whole path, relative to the manifest of a plugin, or as it imports a package. Of several plugins
 * with a file of one name, the one whose text has the source's key where the source says.
 */
export class SourceFiles {
  readonly #manifests: readonly string[];
  readonly #known = new Map<string, readonly SourceFile[]>();

  constructor(plugins: readonly Pick<PluginSource, 'from'>[]) {
    this.#manifests = [...new Set(plugins.map(({ from }) => from))];
  }

  find(source: Source): SourceFile | null {
    let files = this.#known.get(source.file);
    if (files === undefined) this.#known.set(source.file, (files = this.#read(source.file)));
    const [only, ...others] = files;
    return only === undefined || others.length === 0 ? (only ?? null) : (files.find(({ text }) => stands(source, text)) ?? null);
  }

  #read(file: string): readonly SourceFile[] {
    const paths = new Set(isAbsolute(file) ? [file] : this.#manifests.flatMap((manifest) => pathOf(file, manifest) ?? []));
    return Array.from(paths, (path) => ({ path, shown: shownFrom(process.cwd(), path), text: readFileSync(path, 'utf8') }));
  }
}

function pathOf(file: string, manifest: string): string | undefined {
  const beside = join(dirname(fileURLToPath(manifest)), file);
  if (existsSync(beside) && statSync(beside).isFile()) return beside;
  if (file.startsWith('.') || file.includes(' ')) return undefined;
  try {
    return createRequire(manifest).resolve(file);
  } catch {
    return undefined; // no package of this plugin: the name is that of another plugin's, or of a piece of code
  }
}

/** From the current folder where the file is below it, else the whole path. */
function shownFrom(folder: string, path: string): string {
  const below = relative(folder, path);
  return below.startsWith('..') ? path : below;
}

function stands({ line, column = 1, path }: Source, text: string): boolean {
  const key = path?.split(/[.[\]]+/u).findLast((part) => part !== '' && !/^\d+$/u.test(part));
  if (line === undefined) return key === undefined || text.includes(key);
  const written = text.split('\n')[line - 1];
  if (written === undefined) return false;
  return key === undefined || path?.endsWith(']') === true || written.slice(column - 1).replace(/^["']/u, '').startsWith(key);
}

/** `file:line:column` or `file (key path)`, as messages write a source, as one opens it from the current folder. */
export function openablePlace(at: string, files: SourceFiles): string {
  const [, file = at, line, column, path] = /^(.*?)(?::(\d+):(\d+)| \((.*)\))?$/u.exec(at) ?? [];
  const source: Source = line === undefined ? { file, ...(path === undefined ? {} : { path }) } : { file, line: Number(line), column: Number(column) };
  const found = files.find(source);
  if (found === null) return at;
  const place = placeOf({ source }, found.text);
  const shown = place === null ? found.shown : `${found.shown}:${place.line}:${place.column}`;
  return path === undefined ? shown : `${shown} (${path})`;
}
