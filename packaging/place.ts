import { copyFileSync, cpSync, existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What `place` did to a folder. It is written down before anything is touched. */
interface Placed {
  readonly folder: string;
  /** Files and folders that were not there. */
  readonly made: readonly string[];
  /** Files that were there with other content, which `kept/` keeps. */
  readonly changed: readonly string[];
}

/** Lays what is `staged` over a package's own `folder`, so that npm packs that. What it changes is kept in the folder `notes`, for `putBack`. */
export function place(staged: string, folder: string, notes: string): void {
  if (existsSync(join(folder, 'dist'))) throw new Error(`${folder}/dist is in the way of packing: remove it.`);
  const files = globSync('**', { cwd: staged, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(staged.length + 1));
  const made = new Set(files.flatMap((file) => firstMissing(file, folder)));
  const changed = files.filter((file) => existsSync(join(folder, file)) && !readFileSync(join(folder, file)).equals(readFileSync(join(staged, file))));
  for (const file of changed) copy(join(folder, file), join(notes, 'kept', file));
  writeWhole(join(notes, 'placed.json'), JSON.stringify({ folder, made: [...made], changed } satisfies Placed));
  for (const path of made) cpSync(join(staged, path), join(folder, path), { recursive: true });
  for (const file of changed) replace(join(folder, file), join(staged, file));
}

/** Undoes `place`, also one that was interrupted, or an undoing that was. Does nothing where nothing is placed. */
export function putBack(notes: string): void {
  const note = join(notes, 'placed.json');
  if (!existsSync(note)) return;
  const { folder, made, changed } = JSON.parse(readFileSync(note, 'utf8')) as Placed;
  for (const file of changed) replace(join(folder, file), join(notes, 'kept', file));
  for (const path of made) rmSync(join(folder, path), { recursive: true, force: true });
  rmSync(note);
  rmSync(join(notes, 'kept'), { recursive: true, force: true });
}

/** The outermost folder of `path` that `folder` has not, or the file itself. */
function firstMissing(path: string, folder: string): readonly string[] {
  const parts = path.split('/');
  const missing = parts.findIndex((_, at) => !existsSync(join(folder, ...parts.slice(0, at + 1))));
  return missing === -1 ? [] : [parts.slice(0, missing + 1).join('/')];
}

/** In one step: who reads it meanwhile sees the one text or the other. */
function replace(path: string, from: string): void {
  copyFileSync(from, `${path}.new`);
  renameSync(`${path}.new`, path);
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}
