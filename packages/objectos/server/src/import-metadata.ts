import { readFile, realpath } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, extname, isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ImportedMetadata } from '@objectql/metadata';

const moduleEndings: ReadonlySet<string> = new Set(['.ts', '.mts', '.js', '.mjs']);

/**
 * Resolves the imports of one manifest: package names as Node does, relative paths below the manifest's own folder and
 * nowhere else. Files are named relative to that folder, so that messages and digests are the same on every machine. A query of
 * the manifest's URL, which tells one import of it from another, is that of the modules beside it too.
 */
export function importerFrom(manifestUrl: string): (specifier: string) => Promise<ImportedMetadata> {
  const folder = dirname(fileURLToPath(manifestUrl));
  const require = createRequire(manifestUrl);
  return async (specifier) => {
    if (!specifier.startsWith('.')) return moduleAt(require.resolve(packageEntry(specifier)), specifier);
    const path = fileURLToPath(new URL(specifier, manifestUrl));
    const file = pathWithin(folder, path);
    // A link inside may lead out as well.
    pathWithin(await realpath(folder), await realpath(path));
    return moduleEndings.has(extname(path)) ? moduleAt(path, file, new URL(manifestUrl).search) : { kind: 'text', file, text: await readFile(path, 'utf8') };
  };
}

function pathWithin(folder: string, path: string): string {
  const file = relative(folder, path).split(sep).join('/');
  if (file === '' || file === '..' || file.startsWith('../') || isAbsolute(file)) throw new Error(`it leads out of the folder of the manifest, ${basename(folder)}/.`);
  return file;
}

/** A package or one of its entries, and no way out of it: `@objectql/schemas/customer`. Throws for what only looks like one. */
function packageEntry(specifier: string): string {
  if (/^(?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*(?:\/[\w-][\w.-]*)*$/u.test(specifier)) return specifier;
  throw new Error('it is neither a package nor a path that begins with "./".');
}

async function moduleAt(path: string, file: string, query = ''): Promise<ImportedMetadata> {
  return { kind: 'module', file, exports: (await import(`${pathToFileURL(path).href}${query}`)) as Readonly<Record<string, unknown>> };
}
