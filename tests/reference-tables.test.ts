import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as sdk from '@objectos/client';
import * as hooks from '@objectos/client/react';
import { expressionFunctions } from './docs/expression-functions.ts';
import { generatedTables, writtenLines } from './docs/generated-tables.ts';
import { membersOf } from './docs/interface-members.ts';
import { fieldTypes } from './docs/metadata-keys.ts';
import { command as start } from '../packages/objectos/server/src/commands/start.ts';
import { builtInEffects } from '../packages/objectos/flow/src/built-in-effects.ts';

const root = `${import.meta.dirname}/..`;
const client = `${root}/packages/objectos/client/src`;

function read(path: string): string {
  return readFileSync(`${root}/${path}`, 'utf8');
}

/** The names in code that begin the rows of the table under this head: those of `| \`a\`, \`b\` | ...`. */
function namesIn(page: string, head: string): readonly string[] {
  const text = read(page);
  const from = text.indexOf(`${head}\n`);
  assert.ok(from >= 0, `${page} has no table ${head}`);
  const rows = text.slice(from).split('\n\n')[0]?.split('\n').slice(2) ?? [];
  return rows.flatMap((row) => Array.from(row.split(' | ')[0]?.matchAll(/`(<?\w+>?)/gu) ?? [], ([, name = '']) => name));
}

/** Names that stand in the inline code of a page. */
function codeNames(page: string): ReadonlySet<string> {
  const prose = read(page).replaceAll(/^```.*?^```$/gmsu, '');
  return new Set(Array.from(prose.matchAll(/`([^`\n]+)`/gu)).flatMap(([, code = '']) => code.match(/\w+/gu) ?? []));
}

test('every table that is made from the code says what the code says', () => {
  for (const { page, name, lines } of generatedTables) {
    const written = writtenLines(read(page), name);
    assert.ok(written !== undefined, `${page}: there is no "<!-- from the code: ${name} -->" with an "<!-- end -->"`);
    assert.deepEqual(written, lines(), `${page}: the table "${name}" is out of date; node tests/docs/write-tables.ts writes it`);
  }
});

test('every row that is made from the code says something', () => {
  for (const { page, name, lines } of generatedTables) {
    for (const line of lines().slice(2)) assert.doesNotMatch(line, /\|\s+\|$/u, `${page}, "${name}": ${line} needs a description in the code`);
  }
});

test('every mark of a generated table has its table', () => {
  for (const page of new Set(generatedTables.map((table) => table.page))) {
    const marked = Array.from(read(page).matchAll(/<!-- from the code: (.+?) -->/gu), ([, name = '']) => name);
    assert.deepEqual(marked.toSorted(), generatedTables.filter((table) => table.page === page).map(({ name }) => name).toSorted(), page);
  }
});

test('the metadata reference has a row for each type of field', () => {
  assert.deepEqual(namesIn('docs/reference/metadata.md', '| field | value in JSON | options of its own |').toSorted(), fieldTypes().toSorted());
});

test('the metadata reference has a row for each effect that comes with flows', () => {
  const names = new Set(namesIn('docs/reference/metadata.md', '| effect | what it does |'));
  assert.deepEqual([...names].toSorted(), [...builtInEffects.keys()].toSorted());
});

test('the metadata reference names every function of expressions', () => {
  const named = codeNames('docs/reference/metadata.md');
  assert.deepEqual(expressionFunctions().filter((name) => !named.has(name)), []);
});

test('the SDK reference has a row for each method of an object, and one for events and one for actions', () => {
  const methods = membersOf(`${client}/client-types.ts`, 'RecordMethods').map(({ name }) => name);
  assert.deepEqual(namesIn('docs/reference/sdk.md', '| of each object | |').toSorted(), [...methods, '<event>', '<action>'].toSorted());
});

test('the SDK reference has a row for each hook, and names whatever else the packages export', () => {
  assert.deepEqual(namesIn('docs/reference/sdk.md', '| hook | |').toSorted(), Object.keys(hooks).filter((name) => name.startsWith('use')).toSorted());
  const text = read('docs/reference/sdk.md');
  const missing = [...Object.keys(sdk), ...Object.keys(hooks)].filter((name) => !new RegExp(`\\b${name}\\b`, 'u').test(text));
  assert.deepEqual(missing, []);
});

test('the SDK reference names what a get, a list and an edit take, and what a hook answers', () => {
  const named = codeNames('docs/reference/sdk.md');
  const results = ([['use-record', 'RecordResult'], ['use-list', 'ListResult'], ['use-action', 'Action']] as const).flatMap(([file, name]) => membersOf(`${client}/react/${file}.ts`, name));
  const names = [...membersOf(`${client}/client-types.ts`, 'GetOptions'), ...membersOf(`${client}/edit-record.ts`, 'EditOptions'), ...results].map(({ name }) => name);
  assert.deepEqual(names.filter((name) => !named.has(name)), []);
});

test('the command line reference has a section with the help of each command', () => {
  const overview = execFileSync(process.execPath, [`${root}/packages/objectos/server/bin/objectos.js`, '--help'], { encoding: 'utf8' });
  const commands = Array.from(overview.matchAll(/^ {2}(\w+) +\S/gmu), ([, name = '']) => name);
  const sections = read('docs/reference/cli.md').split(/^## /mu).slice(1);
  assert.deepEqual(sections.map((section) => section.slice(0, section.indexOf('\n'))), commands);
  for (const section of sections) assert.match(section, new RegExp(`\nnpx objectos ${section.slice(0, section.indexOf('\n'))} --help\n`, 'u'));
});

test('the settings of operations are the variables that the code reads, and flags of start', () => {
  const rows = read('docs/operations.md').split('| variable | flag | |\n')[1]?.split('\n\n')[0]?.split('\n').slice(1) ?? [];
  const column = (at: number): readonly string[] => rows.flatMap((row) => row.split('|')[at]?.match(/[A-Z_]+|--\w+/gu) ?? []);
  const sources = globSync('packages/*/*/src/**/*.ts', { cwd: root }).filter((path) => !/\.(?:test|contract|bench)\.ts$/u.test(path));
  const variables = sources.flatMap((path) => Array.from(read(path).matchAll(/process\.env(?:\['(\w+)'\]|\.(\w+))/gu), ([, quoted, plain]) => quoted ?? plain ?? ''));
  assert.deepEqual(column(1).toSorted(), [...new Set(variables)].toSorted());
  assert.deepEqual(column(2).toSorted(), Object.keys(start.options).map((name) => `--${name}`).toSorted());
});

test('the REST reference has a row for each status that a code can have', () => {
  const rows = read('docs/reference/rest.md').split('| status | |\n')[1]?.split('\n\n')[0]?.split('\n').slice(1) ?? [];
  const told = new Set(rows.flatMap((row) => row.split('|')[1]?.match(/\d+/gu) ?? []));
  const reserved = new Set(['423', '429']);
  const coded = Array.from(read('docs/reference/errors.md').matchAll(/^\| `\w+` \| \w+ ([45]\d\d) \|/gmu), ([, status = '']) => status);
  assert.deepEqual([...told].filter((status) => !reserved.has(status)).toSorted(), [...new Set(coded)].toSorted());
});

test('the metadata reference has each facet in the row of its package', () => {
  const exported = globSync('packages/*/*/src/index.ts', { cwd: root }).flatMap((path) => {
    const { name } = JSON.parse(read(path.replace('src/index.ts', 'package.json'))) as { readonly name: string };
    return (read(path).match(/\b(?!define)\w+Facet\b/gu) ?? []).map((facet) => `${facet} ${name}`);
  });
  const rows = read('docs/reference/metadata.md').split('| facet | of | what it takes |\n')[1]?.split('\n\n')[0]?.split('\n').slice(1) ?? [];
  const told = rows.flatMap((row) => {
    const [, facets = '', name = ''] = /^\| (.+?) \| `(.+?)` \|/u.exec(row) ?? [];
    return (facets.match(/\w+/gu) ?? []).map((facet) => `${facet} ${name}`);
  });
  assert.deepEqual(told.toSorted(), exported.toSorted());
});
