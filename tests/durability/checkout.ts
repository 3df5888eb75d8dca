import { cpSync, mkdirSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Scopes of the workspace's own packages: links into the checkout that they stand in. */
const own: ReadonlySet<string> = new Set(['@objectql', '@objectos', '@objectui', '@examples']);

/** The sources of this repository in another folder, as another machine has them; only what others wrote is shared. */
export function copyCheckout(folder: string): void {
  for (const part of ['package.json', 'packages', 'examples', 'tests/durability']) {
    mkdirSync(dirname(join(folder, part)), { recursive: true });
    cpSync(join(root, part), join(folder, part), { recursive: true, filter: isSource });
  }
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (own.has(name)) copyLinks(join(root, 'node_modules', name), join(folder, 'node_modules', name));
    else symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
}

function isSource(path: string): boolean {
  return !/\/(?:node_modules|\.objectos)$/u.test(path);
}

function copyLinks(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) symlinkSync(readlinkSync(join(from, name)), join(to, name));
}
