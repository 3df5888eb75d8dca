import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/* What a newcomer finds beside the code, and what an install does to his machine. */

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('licence and contributing stand beside the README', () => {
  assert.match(read('LICENSE'), /Apache License\s+Version 2\.0, January 2004/u);
  for (const page of ['README.md', 'CONTRIBUTING.md']) assert.match(read(page), /Apache-2\.0/u);
});

test('the documents are there: the way in, the figure on one page, the words, and the decisions that froze the interfaces', () => {
  for (const page of ['getting-started', 'architecture', 'glossary']) assert.match(read(`docs/${page}.md`), /^# /u);
  const architecture = read('docs/architecture.md');
  assert.ok(architecture.split('\n').length <= 70, 'one page');
  assert.match(architecture, /life of (?:a|one) call/iu);
  const decisions = readdirSync(join(root, 'docs/decisions')).filter((name) => name.endsWith('.md')).toSorted();
  for (const title of ['unit-of-work', 'journal-entry', 'context-and-scope', 'stores', 'operation-and-validator', 'arrows']) {
    assert.ok(decisions.some((name) => name.endsWith(`-${title}.md`)), title);
  }
  assert.deepEqual(decisions.map((name) => Number(name.slice(0, 4))), decisions.map((_, index) => index + 1), 'numbered without a gap');
});

interface Locked {
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
}

test('an install builds nothing: only the package that brings Node has a script', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> };
  const scripted = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  const names = scripted.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length));
  assert.deepEqual(names, ['node']);
  for (const [path, { dev }] of scripted) assert.equal(dev, true, `${path} is for development alone`);
  for (const builder of ['node-gyp', 'node-addon-api', 'nan', 'prebuild-install', 'node-gyp-build', 'bindings']) assert.equal(packages[`node_modules/${builder}`], undefined, builder);
});
