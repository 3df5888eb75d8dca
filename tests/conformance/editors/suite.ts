import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseMetadataYaml } from '@objectql/metadata';
import { LspClient } from './lsp-client.ts';
import type { Diagnostic, Position } from './lsp-client.ts';
import type { Suite, Verdict } from '../suite.ts';

const here = import.meta.dirname;
const repository = join(here, '../../..');

/** Lines (1-based) at which an editor must underline something; for all other files it must not underline anything. */
const faulty: Readonly<Record<string, readonly number[]>> = {
  // Our shorthand where YAML has a block scalar: an editor that knows YAML alone cannot but underline it.
  'expense-approval.flow.yml': [15],
  'faulty.flow.yml': [1, 2, 6, 7, 9, 11],
  'faulty.object.yml': [3, 4, 5, 6],
  'faulty.role.yml': [3, 4],
};

/** What is offered where the text ends. */
const completions: readonly (readonly [name: string, text: string, offered: readonly string[]])[] = [
  ['a.flow.yml', '', ['name', 'initialState', 'states', 'object', 'field']],
  ['b.flow.yml', 'name: ExpenseApproval\nobject: ', ['expense', 'ledger_entry', 'principal']],
  ['c.flow.yml', 'states:\n  submitted:\n    ', ['on', 'actions']],
  ['d.flow.yml', 'states:\n  submitted:\n    on:\n      approve:\n        ', ['target', 'conditions']],
  ['e.flow.yml', 'states:\n  submitted:\n    on:\n      approve:\n        target: approved\n        conditions:\n          - ', ['role', 'any', 'all', 'not', 'when']],
  ['f.flow.yml', 'states:\n  submitted:\n    on:\n      approve:\n        target: approved\n        conditions:\n          - role: ', ['employee', 'manager', 'director', 'accountant']],
  ['g.object.yml', 'name: note\nfields:\n  title:\n    type: ', ['text', 'money', 'select', 'lookup', 'datetime']],
  ['h.role.yml', 'name: clerk\nrules:\n  - allow: read\n    object: ', ['expense', 'expenses', 'ledger_entries']],
];

/** A place in a file, and words that are shown there. */
const hovers: readonly (readonly [name: string, place: Position, shown: RegExp])[] = [
  ['quoted.flow.yml', { line: 2, character: 3 }, /The state of a new record/u],
  ['quoted.flow.yml', { line: 7, character: 10 }, /The state that it leads to/u],
  ['quoted.flow.yml', { line: 9, character: 13 }, /A role that the caller holds/u],
  ['note.object.yml', { line: 12, character: 10 }, /Whose reads are recorded/u],
];

export const suite: Suite = {
  async *run() {
    const folder = mkdtempSync(join(tmpdir(), 'objectos-editors-'));
    try {
      yield await judged(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The language server over a folder with the schemas of the expenses example, as `objectos schemas` writes and enters them. */
async function judged(folder: string): Promise<Verdict> {
  const written = spawnSync(process.execPath, [join(repository, 'packages/objectos/server/bin/objectos.js'), 'schemas', join(repository, 'examples/expenses'), '--out', folder], { encoding: 'utf8' });
  if (written.status !== 0) throw new Error(`objectos schemas failed: ${written.stderr}`);
  cpSync(join(here, 'files'), folder, { recursive: true });
  cpSync(join(repository, 'examples/expenses/expense-approval.flow.yml'), join(folder, 'expense-approval.flow.yml'));
  const { 'yaml.schemas': schemas } = JSON.parse(readFileSync(join(folder, '.vscode/settings.json'), 'utf8')) as { readonly 'yaml.schemas': object };
  const client = new LspClient(join(here, 'node_modules/yaml-language-server/bin/yaml-language-server'), { yaml: { schemas, validate: true, completion: true, hover: true, schemaStore: { enable: false } } });
  await client.initialize(pathToFileURL(folder).href);
  const files = readdirSync(folder).filter((name) => name.endsWith('.yml')).toSorted();
  const failures = [...await diagnosed(client, folder, files), ...await completed(client, folder), ...await hovered(client, folder)];
  await client.close();
  const asExpected = failures.some((failure) => failure.includes('underlines')) ? 'not-as-expected' : 'as-expected';
  return { subject: 'editors yaml-language-server', counts: { files: files.length, diagnostics: asExpected, completions: completions.length, hovers: hovers.length }, failures };
}

function uriOf(folder: string, name: string): string {
  return pathToFileURL(join(folder, name)).href;
}

async function diagnosed(client: LspClient, folder: string, files: readonly string[]): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const name of files) {
    const found = await client.open(uriOf(folder, name), readFileSync(join(folder, name), 'utf8'));
    const lines = [...new Set(found.map(({ range }) => range.start.line + 1))].toSorted((a, b) => a - b);
    const expected = faulty[name] ?? [];
    if (parseMetadataYaml(readFileSync(join(folder, name), 'utf8'), name).ok === name.startsWith('faulty')) failures.push(`${name}: objectos underlines ${name.startsWith('faulty') ? 'nothing' : 'something'}`);
    if (JSON.stringify(lines) !== JSON.stringify(expected)) failures.push(`${name}: it underlines lines ${lines.join(', ') || 'none'}, not ${expected.join(', ') || 'none'}: ${found.map(textOf).join(' | ')}`);
  }
  return failures;
}

function textOf({ range, message }: Diagnostic): string {
  return `${range.start.line + 1}: ${message}`;
}

async function completed(client: LspClient, folder: string): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const [name, text, offered] of completions) {
    const uri = uriOf(folder, name);
    await client.open(uri, text);
    const lines = text.split('\n');
    const position: Position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
    const { items } = (await client.request('textDocument/completion', { textDocument: { uri }, position })) as { readonly items: readonly { readonly label: string }[] };
    const labels = items.map(({ label }) => label);
    const missing = offered.filter((word) => !labels.includes(word));
    if (missing.length > 0) failures.push(`${name}: ${missing.join(', ')} not offered among ${labels.join(', ') || 'nothing'}`);
  }
  return failures;
}

async function hovered(client: LspClient, folder: string): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const [name, position, shown] of hovers) {
    const answer = JSON.stringify(await client.request('textDocument/hover', { textDocument: { uri: uriOf(folder, name) }, position }));
    if (!shown.test(answer)) failures.push(`${name}:${position.line + 1}:${position.character + 1}: ${String(shown)} is not shown: ${answer}`);
  }
  return failures;
}
