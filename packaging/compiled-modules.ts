import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { moduleNames } from './module-names.ts';

export interface CompiledModules {
  /** JavaScript and declarations of every module that can be reached, by path relative to `dist/`. */
  readonly texts: ReadonlyMap<string, string>;
  /** What they import from elsewhere, packages by name and `node:` modules, and which of them do. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
}

/**
 * Every module below `folder` that `entries` lead to (`./dist/*.js` is a pattern), each naming its neighbours by what they were
 * compiled to: the compiler leaves `.ts` in declarations and in addresses of workers.
 */
export function compiledModules(folder: string, entries: readonly string[]): CompiledModules {
  const texts = new Map<string, string>();
  const imports = new Map<string, string[]>();
  const waiting = entries.flatMap((entry) => globSync(entry.replace(/^\.\/dist\//u, '').replace(/\.js$/u, '{.js,.d.ts}'), { cwd: folder }));
  for (const file of waiting) {
    if (texts.has(file)) continue;
    let text = readFileSync(join(folder, file), 'utf8');
    for (const { name, start, end, isBeside } of moduleNames(file, text).toReversed()) {
      if (!isBeside) {
        imports.set(name, [...imports.get(name) ?? [], file]);
        continue;
      }
      const compiled = name.replace(/\.tsx?$/u, '.js');
      text = `${text.slice(0, start)}${compiled}${text.slice(end)}`;
      waiting.push(...filesOf(folder, normalize(join(dirname(file), compiled)), file));
    }
    texts.set(file, text);
  }
  return { texts, imports };
}

/** What stands at `path` once compiled; what is beside `dist/` (a `package.json`), or is no code, is no module. */
function filesOf(folder: string, path: string, from: string): readonly string[] {
  if (path.startsWith('..') || !path.endsWith('.js')) return [];
  const found = [path, path.replace(/\.js$/u, '.d.ts')].filter((file) => existsSync(join(folder, file)));
  if (found.length === 0) throw new Error(`${from} names ${path}, which was not compiled.`);
  return found;
}
