import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { walkPage } from '../docs/walk-page.ts';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'packaging/create-objectos/bin/create-objectos.js');
const patience = 120_000;

function emptyFolder(context: Pick<TestContext, 'after'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'create-objectos-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function create(folder: string, ...words: readonly string[]) {
  return spawnSync(process.execPath, [program, ...words], { cwd: folder, encoding: 'utf8' });
}

test('the app that it makes does what its README says, its own tests among it', { timeout: patience }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'create-objectos-'));
  assert.equal(create(folder, 'desk', '--no-install').status, 0);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'desk/node_modules'));
  const commands = await walkPage('packaging/create-objectos/template/README.md', { folder: join(folder, 'desk'), server: { command: /^npm start$/mu, last: /\/mcp\n/u } });
  rmSync(folder, { recursive: true });
  assert.equal(commands, 3);
});

test('it says what it wrote and what comes next, and names the app after its folder', (context) => {
  const folder = emptyFolder(context);
  const { status, stdout } = create(folder, 'my-desk', '--no-install');
  assert.equal(status, 0);
  assert.match(stdout, /^ {2}flows\/ticket-handling\.flow\.yml\n/mu);
  assert.match(stdout, /\n {2}cd my-desk\n {2}npm install\n {2}npm start\n/u);
  const made = join(folder, 'my-desk');
  assert.equal((JSON.parse(readFileSync(join(made, 'package.json'), 'utf8')) as { readonly name: string }).name, 'my-desk');
  assert.match(readFileSync(join(made, 'support.manifest.ts'), 'utf8'), /name: 'my-desk'/u);
  assert.ok(!readdirSync(made).includes('gitignore') && readdirSync(made).includes('.gitignore'));
});

test('it writes nothing into a folder that has something in it, and nothing under a name that is none', (context) => {
  const folder = emptyFolder(context);
  mkdirSync(join(folder, 'full'));
  writeFileSync(join(folder, 'full/notes.txt'), 'mine');
  const full = create(folder, 'full', '--no-install');
  assert.deepEqual([full.status, full.stdout], [1, '']);
  assert.equal(full.stderr, 'full is not empty. Name a new folder: npm create objectos my-app\n');
  assert.deepEqual(readdirSync(join(folder, 'full')), ['notes.txt']);
  const odd = create(folder, 'My App', '--no-install');
  assert.equal(odd.status, 1);
  assert.match(odd.stderr, /^"My App" is no name for an app: begin with a small letter/u);
  assert.deepEqual(readdirSync(folder), ['full']);
});

test('what it does not understand it answers with its help, and does nothing', (context) => {
  const folder = emptyFolder(context);
  for (const words of [[], ['a', 'b'], ['a', '--force']]) {
    const { status, stderr } = create(folder, ...words);
    assert.equal(status, 1);
    assert.match(stderr, /\n\nMakes a new ObjectOS app: [^]*npm create objectos <folder>/u);
  }
  assert.deepEqual([create(folder, '--help').status, readdirSync(folder)], [0, []]);
});
