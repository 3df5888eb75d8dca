import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { AppFolder } from './app-folder.contract.ts';
import { FileWatch } from './file-watch.ts';

/** A folder that is watched, and the names that the next burst has. */
function watched(context: TestContext, files: Readonly<Record<string, string>>): { readonly folder: AppFolder; readonly next: () => Promise<readonly string[]> } {
  const folder = new AppFolder(context, files);
  const watch = new FileWatch([folder.path], (path) => path === folder.file('data'));
  context.after(() => watch.close());
  return { folder, next: async () => Array.from((await watch.next())?.files ?? [], (path) => relative(folder.path, path)).toSorted((a, b) => (a < b ? -1 : 1)) };
}

test('a save is seen however the editor makes it', { timeout: 60_000 }, async (t) => {
  const { folder, next } = watched(t, { 'a.ts': '1', 'flows/b.yml': '1' });
  folder.write('a.ts', '2');
  assert.deepEqual(await next(), ['a.ts']);
  folder.replace('flows/b.yml', '2');
  assert.deepEqual(await next(), ['flows/b.yml']);
  folder.write('a.ts', '2');
  assert.deepEqual(await next(), ['a.ts'], 'the same text and the same size are a save as well');
  folder.remove('a.ts');
  assert.deepEqual(await next(), ['a.ts']);
});

test('many files that are saved together are one burst', { timeout: 60_000 }, async (t) => {
  const { folder, next } = watched(t, {});
  const names = Array.from({ length: 200 }, (_, index) => `m${String(index).padStart(3, '0')}.ts`);
  for (const name of names) folder.write(name, name);
  assert.deepEqual(await next(), names);
});

test('folders that come are watched with all that is in them, and so are those that come again', { timeout: 60_000 }, async (t) => {
  const { folder, next } = watched(t, {});
  folder.write('deep/er/a.ts', '1');
  assert.deepEqual(await next(), ['deep/er/a.ts']);
  folder.write('deep/er/a.ts', '2');
  assert.deepEqual(await next(), ['deep/er/a.ts']);
  folder.remove('deep');
  assert.ok((await next()).includes('deep'));
  folder.write('deep/b.yml', '1');
  assert.deepEqual(await next(), ['deep/b.yml']);
  folder.write('deep/b.yml', '2');
  assert.deepEqual(await next(), ['deep/b.yml']);
});

test('packages, what begins with a dot, the data and files of other kinds are not looked at', { timeout: 60_000 }, async (t) => {
  const { folder, next } = watched(t, { '.git/index.json': '1', 'data/x.json': '1' });
  mkdirSync(folder.file('sub/node_modules/p'), { recursive: true });
  for (const name of ['.git/index.json', 'data/x.json', 'sub/node_modules/p/index.js', 'notes.md', '.a.ts.swp', 'a.ts~']) writeFileSync(folder.file(name), '2');
  folder.write('last.ts', '1');
  assert.deepEqual(await next(), ['last.ts']);
});

test('files and folders elsewhere are watched when they are named, and nothing beside such a file', { timeout: 60_000 }, async (t) => {
  const [folder, elsewhere] = [new AppFolder(t, {}), new AppFolder(t, { 'shared.ts': '1', 'other.ts': '1', 'plugin/a.yml': '1' })];
  const watch = new FileWatch([folder.path]);
  t.after(() => watch.close());
  watch.follow([elsewhere.file('plugin')], [elsewhere.file('shared.ts'), folder.file('own.ts')]);
  const next = async () => [...(await watch.next())?.files ?? []];
  elsewhere.write('other.ts', '2');
  elsewhere.write('shared.ts', '2');
  assert.deepEqual(await next(), [elsewhere.file('shared.ts')]);
  elsewhere.write('plugin/flows/b.yml', '1');
  assert.deepEqual(await next(), [elsewhere.file('plugin/flows/b.yml')]);
});

test('a watch that is closed answers null to whoever waits', async (t) => {
  const folder = new AppFolder(t, {});
  const watch = new FileWatch([folder.path]);
  const waiting = watch.next();
  watch.close();
  assert.equal(await waiting, null);
  assert.equal(await watch.next(), null);
});
