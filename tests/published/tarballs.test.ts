import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { walkPage } from '../docs/walk-page.ts';
import { installTarballs, must, packAll } from './install-tarballs.ts';

/** Compiling, packing and installing takes the registry and most of a minute. */
const isLong = process.env['OBJECTOS_LONG'] === '1';
const skip = isLong ? false : 'it installs from the registry: set OBJECTOS_LONG=1';
const patience = 240_000;

let tarballs = '';
before(() => {
  if (isLong) tarballs = packAll();
}, { timeout: patience });
after(() => rmSync(tarballs, { recursive: true, force: true }));

test('what is packed, installed in an empty folder outside, carries getting started as it is printed', { skip, timeout: patience }, async () => {
  const commands = await walkPage('docs/getting-started.md', { folder: installTarballs(tarballs), server: { command: / start my-app/u, last: /\/mcp\n/u } });
  assert.ok(commands >= 15, `only ${commands} commands were found`);
});

test('what is packed declares itself: a plugin of one\'s own compiles against it, declarations checked, and runs', { skip, timeout: patience }, () => {
  const folder = installTarballs(tarballs);
  try {
    writeFileSync(join(folder, 'objectos.config.ts'), appWithOwnPlugin);
    writeFileSync(join(folder, 'tsconfig.app.json'), JSON.stringify({ extends: './tsconfig.json', compilerOptions: { skipLibCheck: false }, include: ['objectos.config.ts'] }));
    must(spawnSync('npx', ['tsc', '-p', 'tsconfig.app.json'], { cwd: folder, encoding: 'utf8' }));
    const answer = must(spawnSync('npx', ['objectos', 'call', 'greeting.say', '--as', 'system', '--json', '--input', '{"name":"Ada"}'], { cwd: folder, encoding: 'utf8' }));
    assert.deepEqual(JSON.parse(answer), { said: 'Hello, Ada.' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what is packed makes an app, whose own tests pass on what is packed', { skip, timeout: patience }, () => {
  const folder = installTarballs(tarballs);
  try {
    must(spawnSync('npx', ['create-objectos', 'desk', '--no-install'], { cwd: folder, encoding: 'utf8' }));
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'desk/package.json'), 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> };
    assert.deepEqual(dependencies, { '@objectos/client': '^0.1.0', '@objectos/server': '^0.1.0', '@objectql/metadata': '^0.1.0' });
    symlinkSync(join(folder, 'node_modules'), join(folder, 'desk/node_modules'));
    must(spawnSync('npm', ['test'], { cwd: join(folder, 'desk'), encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('what is packed is JavaScript with declarations, and no source or test', { skip, timeout: patience }, () => {
  const archives = globSync('*.tgz', { cwd: tarballs });
  assert.ok(archives.length >= 18, archives.join(', '));
  for (const archive of archives) {
    const files = must(spawnSync('tar', ['-tzf', join(tarballs, archive)], { encoding: 'utf8' })).trim().split('\n');
    assert.ok(files.includes('package/LICENSE') && files.includes('package/README.md'), archive);
    assert.deepEqual(files.filter((file) => /(?:^|[^d])\.tsx?$|\.test\.|\.bench\./u.test(file) && !file.endsWith('.d.ts') && !file.includes('/template/')), [], archive);
  }
});

const appWithOwnPlugin = `
import { definePlugin, operationsFacet } from '@objectos/kernel';
import type { Operation } from '@objectos/kernel';
import { defineConfig } from '@objectos/server';

const say: Operation<{ readonly name: string }, { readonly said: string }> = {
  name: 'greeting.say',
  title: 'Say hello',
  description: 'Greets somebody.',
  effect: 'read',
  idempotent: true,
  grant: null,
  target: 'system',
  input: {
    parse: (value) => ({ ok: true, value: value as { readonly name: string } }),
    jsonSchema: () => ({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }),
  },
  output: () => ({ type: 'object', properties: { said: { type: 'string' } }, required: ['said'] }),
  handler: ({ input }) => ({ value: { said: \`Hello, \${input.name}.\` } }),
};

const greeter = definePlugin({ name: 'greeter', version: '1.0.0', contributes: [operationsFacet.of(say)] });

export default defineConfig({ plugins: [{ manifest: { name: 'greetings', version: '1.0.0' }, from: import.meta.url, code: [greeter] }] });
`;
