import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What a manifest's `{ import }` found: the text of a YAML or JSON file, or what a module exports. */
export type ImportedMetadata =
  | { readonly kind: 'yaml' | 'json'; readonly file: string; readonly text: string }
  | { readonly kind: 'module'; readonly file: string; readonly value: unknown };

/** An import that leads nowhere, or out of the manifest's folder. */
export class ImportError extends Error {}

/**
 * Resolves the imports of one manifest: package names as Node does, relative paths below the manifest's own folder and
 * nowhere else. Files are named relative to that folder, so that messages and digests are the same on every machine.
 */
export function importerFrom(manifestUrl: string): (specifier: string) => Promise<ImportedMetadata> {
  const folder = dirname(fileURLToPath(manifestUrl));
  const require = createRequire(manifestUrl);
  return async (specifier) => {
    if (!specifier.startsWith('.')) return moduleAt(resolvePackage(require, specifier), specifier);
    const path = fileURLToPath(new URL(specifier, manifestUrl));
    const file = relative(folder, path).split(sep).join('/');
    if (file.startsWith('..') || file === '') throw new ImportError(`"${specifier}" leads out of the folder of the manifest, ${basename(folder)}/.`);
    const kind = kinds[extname(path)];
    if (kind === undefined) throw new ImportError(`"${specifier}" must end in ${Object.keys(kinds).join(', ')}.`);
    return kind === 'module' ? moduleAt(path, file) : { kind, file, text: await textAt(path, specifier) };
  };
}

const kinds: Readonly<Record<string, ImportedMetadata['kind']>> = {
  '.yml': 'yaml', '.yaml': 'yaml', '.json': 'json', '.ts': 'module', '.mts': 'module', '.js': 'module', '.mjs': 'module',
};

function resolvePackage(require: NodeJS.Require, specifier: string): string {
  try {
    return require.resolve(specifier);
  } catch (cause) {
    throw new ImportError(`There is no module "${specifier}"; is its package installed?`, { cause });
  }
}

async function moduleAt(path: string, file: string): Promise<ImportedMetadata> {
  const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  const values = Object.values(module);
  const value = module['default'] ?? (values.length === 1 ? values[0] : undefined);
  if (value === undefined) throw new ImportError(`"${file}" must export its metadata as default, or as its only export.`);
  return { kind: 'module', file, value };
}

async function textAt(path: string, specifier: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ImportError(`The file "${specifier}" cannot be read.`, { cause });
  }
}
