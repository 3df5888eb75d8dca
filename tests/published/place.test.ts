import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { place, putBack } from '../../packaging/place.ts';
import { publishedPackages } from '../../packaging/workspace-package.ts';
import { contentsOf } from './workspace-copy.ts';

const source = { 'package.json': '{"exports":"./src/a.ts"}', 'src/a.ts': 'a', 'bin/a.js': '../src/a.ts', 'pages/a.html': '<p>' };
const published = { 'package.json': '{"exports":"./dist/a.js"}', 'dist/deep/a.js': 'a', 'bin/a.js': '../dist/a.js', 'pages/a.html': '<p>', 'README.md': '# a' };

function folders(context: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'objectos-place-'));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  const [folder, staged, notes] = ['folder', 'staged', 'notes'].map((name) => join(root, name)) as [string, string, string];
  write(folder, source);
  write(staged, published);
  mkdirSync(notes);
  return { folder, staged, notes };
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

test('a package that is placed is what is published, and put back it is what it was', (context) => {
  const { folder, staged, notes } = folders(context);
  const before = contentsOf(folder);
  place(staged, folder, notes);
  assert.deepEqual(contentsOf(folder), { ...before, ...contentsOf(staged) });
  putBack(notes);
  assert.deepEqual([contentsOf(folder), existsSync(join(folder, 'dist')), contentsOf(notes)], [before, false, {}]);
  putBack(notes);
  assert.deepEqual(contentsOf(folder), before);
});

test('what was placed or put back by half is put back', (context) => {
  const { folder, staged, notes } = folders(context);
  const before = contentsOf(folder);
  place(staged, folder, notes);
  rmSync(join(folder, 'README.md'));
  rmSync(join(folder, 'dist/deep'), { recursive: true });
  writeFileSync(join(folder, 'bin/a.js'), source['bin/a.js']);
  putBack(notes);
  assert.deepEqual(contentsOf(folder), before);
});

test('a dist/ of one\'s own is in the way, and nothing is touched', (context) => {
  const { folder, staged, notes } = folders(context);
  write(folder, { 'dist/old.js': 'old' });
  const before = contentsOf(folder);
  assert.throws(() => place(staged, folder, notes), /folder\/dist is in the way of packing: remove it\.$/u);
  assert.deepEqual(contentsOf(folder), before);
});

test('every package is placed before it is packed and put back after', () => {
  for (const { folder, manifest } of publishedPackages()) {
    const scripts = Object.entries(manifest.scripts ?? {}).map(([name, line]) => [name, resolve(folder, line.replace(/^node /u, ''))]);
    assert.deepEqual(scripts, ['prepack', 'postpack'].map((name) => [name, resolve(import.meta.dirname, `../../packaging/${name}.ts`)]), manifest.name);
  }
});

test('anything but npm is refused, with the command that does it', () => {
  const kernel = publishedPackages().find(({ manifest }) => manifest.name === '@objectos/kernel');
  const manifest = readFileSync(join(kernel?.folder ?? '', 'package.json'), 'utf8');
  const { status, stderr } = spawnSync(process.execPath, ['../../../packaging/prepack.ts'], { cwd: kernel?.folder, encoding: 'utf8', env: { ...process.env, npm_config_user_agent: 'pnpm/10.0.0 node/v24' } });
  assert.deepEqual([status, stderr], [1, 'Only npm packs this package in its own folder. Anything else packs what `npm run pack` makes, in dist/.\n']);
  assert.equal(readFileSync(join(kernel?.folder ?? '', 'package.json'), 'utf8'), manifest);
});
