import { createHash } from 'node:crypto';
import { cpSync, globSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** The workspace in a new folder, to pack in, without the examples, which are not published: other packages that it needs are those of this workspace. */
export function copyOfWorkspace(): string {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), 'objectos-workspace-')));
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', 'LICENSE', '.gitignore', 'packages', 'packaging']) {
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: (path) => !['node_modules', '.objectos', 'dist'].includes(basename(path)) });
  }
  for (const path of globSync(['*', '.bin', '@*/*'], { cwd: join(root, 'node_modules') }).filter((name) => !/^(?:@[^/]+|@examples\/.+)$/u.test(name))) link(path, copy);
  return copy;
}

/** Packages of the workspace lead to those of the copy. */
function link(path: string, copy: string): void {
  const from = join(root, 'node_modules', path);
  const real = realpathSync(from);
  const isOurs = lstatSync(from).isSymbolicLink() && !real.startsWith(join(realpathSync(root), 'node_modules'));
  mkdirSync(join(copy, 'node_modules', path, '..'), { recursive: true });
  symlinkSync(isOurs ? join(copy, real.slice(realpathSync(root).length)) : real, join(copy, 'node_modules', path));
}

/** Every file below a folder by its path, with its permissions and a digest of what it holds; without `node_modules`. */
export function contentsOf(folder: string): Readonly<Record<string, string>> {
  const paths = globSync(['**', '**/.*'], { cwd: folder, exclude: (path) => path.endsWith('node_modules') }).toSorted();
  const files = paths.map((path) => ({ path, found: statSync(join(folder, path)) })).filter(({ found }) => found.isFile());
  return Object.fromEntries(files.map(({ path, found }) => [path, `${(found.mode & 0o777).toString(8)} ${createHash('sha256').update(readFileSync(join(folder, path))).digest('hex')}`]));
}
