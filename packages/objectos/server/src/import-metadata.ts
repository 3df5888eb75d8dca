import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ImportedMetadata } from '@objectql/metadata';

const moduleEndings: ReadonlySet<string> = new Set(['.ts', '.mts', '.js', '.mjs']);

/**
 * Resolves the imports of one manifest: package names as Node does, relative paths below the manifest's own folder and
 * nowhere else. Files are named relative to that folder, so that messages and digests are the same on every machine.
 */
export function importerFrom(manifestUrl: string): (specifier: string) => Promise<ImportedMetadata> {
  const folder = dirname(fileURLToPath(manifestUrl));
  const require = createRequire(manifestUrl);
  return async (specifier) => {
    if (!specifier.startsWith('.')) return moduleAt(require.resolve(specifier), specifier);
    const path = fileURLToPath(new URL(specifier, manifestUrl));
    const file = relative(folder, path).split(sep).join('/');
    if (file.startsWith('..') || file === '') throw new Error(`it leads out of the folder of the manifest, ${basename(folder)}/.`);
    return moduleEndings.has(extname(path)) ? moduleAt(path, file) : { kind: 'text', file, text: await readFile(path, 'utf8') };
  };
}

async function moduleAt(path: string, file: string): Promise<ImportedMetadata> {
  return { kind: 'module', file, exports: (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>> };
}
