import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expenses, objectos } from './cli-process.contract.ts';
import { scratchFolder } from './test-app.contract.ts';

interface Settings {
  readonly 'yaml.schemas': Readonly<Record<string, readonly string[]>>;
  readonly 'json.schemas': readonly { readonly fileMatch: readonly string[]; readonly url: string }[];
  readonly [other: string]: unknown;
}

test('schemas writes one file per kind and enters them in the settings, keeping what else is there', { timeout: 60_000 }, async () => {
  const out = scratchFolder();
  mkdirSync(join(out, '.vscode'));
  const settings = join(out, '.vscode/settings.json');
  writeFileSync(settings, JSON.stringify({ 'editor.tabSize': 2, 'json.schemas': [{ fileMatch: ['x.json'], url: './x.schema.json' }] }));
  assert.equal((await objectos(['schemas', expenses, '--out', out, '--check'])).code, 2, 'nothing is there yet');
  const written = await objectos(['schemas', expenses, '--out', out]);
  assert.deepEqual([written.code, written.stderr, written.stdout.split('\n').length - 1], [0, '', 6], written.stdout);
  const merged = JSON.parse(readFileSync(settings, 'utf8')) as Settings;
  assert.deepEqual([merged['editor.tabSize'], merged['json.schemas'][0]?.url], [2, './x.schema.json']);
  assert.ok(merged['yaml.schemas']['./.vscode/objectos/flow.schema.json']?.includes('*.flow.yml'));
  assert.match(readFileSync(join(out, '.vscode/objectos/flow.schema.json'), 'utf8'), /"director"/u, 'with the names of the app');
  assert.equal((await objectos(['schemas', expenses, '--out', out, '--check'])).code, 0);
  assert.match((await objectos(['schemas', expenses, '--out', out])).stdout, /up to date/u);
});

test('settings with comments are left as they are, and what they should say is printed', { timeout: 60_000 }, async () => {
  const out = scratchFolder();
  mkdirSync(join(out, '.vscode'));
  const text = '{\n  // mine\n  "editor.tabSize": 2\n}\n';
  writeFileSync(join(out, '.vscode/settings.json'), text);
  const { code, stdout } = await objectos(['schemas', expenses, '--out', out]);
  assert.equal(code, 0);
  assert.match(stdout, /has comments and was left as it is; let it say:\n\{\n  "yaml\.schemas"/u);
  assert.equal(readFileSync(join(out, '.vscode/settings.json'), 'utf8'), text);
});
