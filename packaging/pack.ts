// `npm run pack [folder]`: every package as it is published, compiled and packed into a folder of tarballs, `dist/` unless given.
// The packages of the workspace stay as they are: each is put together, as JavaScript with declarations, in a folder of its own.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { settle } from './packing.ts';
import { compile, run, stage } from './stage.ts';
import { publishedPackages, root } from './workspace-package.ts';

const scratch = mkdtempSync(join(tmpdir(), 'objectos-pack-'));
try {
  await settle();
  const destination = resolve(process.argv[2] ?? join(root, 'dist'));
  rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination, { recursive: true });
  const compiled = join(scratch, 'compiled');
  compile(compiled);
  const packages = publishedPackages();
  for (const each of packages) {
    const staged = join(scratch, each.room);
    stage(each, compiled, staged);
    process.stdout.write(`${pack(staged, destination)}\n`);
  }
  process.stdout.write(`${packages.length} packages in ${destination}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Answers the line to print. */
function pack(folder: string, destination: string): string {
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', destination], folder)) as readonly { readonly filename: string; readonly size: number; readonly files: readonly unknown[] }[];
  if (packed === undefined) throw new Error(`npm packed nothing of ${folder}.`);
  return `${packed.filename} files=${packed.files.length} kb=${Math.ceil(packed.size / 1024)}`;
}
