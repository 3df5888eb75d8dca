import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { declarationsOf } from '../declarations.ts';
import { runtimeObjects } from '../load-plugins.ts';
import type { AppVersion } from './app-versions.ts';

export const declarationsName = 'objectos.types.ts';

/** Writes the declarations of an app that has the file, where they have changed; answers whether it did. */
export async function freshenDeclarations({ loaded, plugins }: AppVersion): Promise<boolean> {
  const path = join(dirname(loaded.path), declarationsName);
  const present = await readFile(path, 'utf8').catch(() => null);
  const text = declarationsOf(plugins, runtimeObjects);
  if (present === null || present === text) return false;
  await writeFile(path, text);
  return true;
}
