import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

const root = `${import.meta.dirname}/../..`;
const objects = Array.from({ length: 200 }, (_, index) => `object${index}`);

/** Fifteen fields of every sort, among them two lookups; every fourth object has a flow. */
function manifestText(): string {
  const described = objects.map((name, index) => ({
    name,
    fields: {
      title: { type: 'text', required: true }, code: { type: 'text', unique: true }, notes: { type: 'text' }, email: { type: 'text' }, phone: { type: 'text' },
      amount: { type: 'money', currency: 'USD' }, rate: { type: 'decimal', scale: 4 }, size: { type: 'integer' }, active: { type: 'boolean' }, day: { type: 'date' },
      at: { type: 'datetime' }, stage: { type: 'select', options: ['open', 'held', 'done', 'lost'] }, tags: { type: 'multiSelect', options: ['a', 'b', 'c'] },
      parent: { type: 'lookup', object: objects[(index + 1) % objects.length] }, owner: { type: 'lookup', object: objects[(index + 7) % objects.length] },
    },
  }));
  const flows = objects.filter((_, index) => index % 4 === 0).map((object) => ({
    name: `flow_${object}`, object, field: 'stage', initialState: 'open',
    states: { open: { on: { finish: { target: 'done', conditions: [{ role: 'clerk' }] } } }, held: {}, done: {}, lost: {} },
  }));
  return JSON.stringify({ name: 'large', version: '1.0.0', objects: described, flows, permissions: { clerk: ['*:*'] } });
}

/** The same app as TypeScript, which infers the types. */
function appText(): string {
  const defined = objects.map((name, index) => `
export const ${name} = defineObject({ name: '${name}', fields: {
  title: f.text({ required: true }), code: f.text({ unique: true }), notes: f.text(), email: f.text(), phone: f.text(),
  amount: f.money({ currency: 'USD' }), rate: f.decimal({ scale: 4 }), size: f.integer(), active: f.boolean(), day: f.date(),
  at: f.datetime(), stage: f.select(['open', 'held', 'done', 'lost']), tags: f.multiSelect(['a', 'b', 'c']),
  parent: f.lookup('${objects[(index + 1) % objects.length]}'), owner: f.lookup('${objects[(index + 7) % objects.length]}'),
} });`);
  const flows = objects.filter((_, index) => index % 4 === 0).map((name) => `
const flow_${name} = defineFlow({ name: 'flow_${name}', object: '${name}', field: 'stage', initialState: 'open', states: { open: { on: { finish: { target: 'done', conditions: [{ role: 'clerk' }] } } }, held: {}, done: {}, lost: {} } });`);
  const names = flows.map((text) => /flow_\w+/u.exec(text)?.[0] ?? '');
  return [`import { defineApp, defineFlow, defineObject, f } from '@objectql/metadata';`, ...defined, ...flows, `const app = defineApp({ objects: [${objects.join(', ')}], flows: [${names.join(', ')}] });`, 'export type App = typeof app;'].join('\n');
}

/** A program that uses every object in most of the ways there are, right and wrong. */
function programText(app: string): string {
  const uses = objects.map((name, index) => `
async function use${index}(client: Client<App>): Promise<readonly unknown[]> {
  const { ${name} } = client;
  const page = await ${name}.list({ filter: { stage: { $in: ['open', 'done'] }, $or: [{ amount: { $gte: '1' } }, { tags: { $contains: 'a' } }] }, sort: ['-amount', 'title'], fields: ['title', 'stage'] });
  const title: string | undefined = page.records[0]?.title;
  const one = await ${name}.get('1', { expand: ['parent', 'owner'] });
  const parent: string | undefined = one.parent?.title;
  const made = await ${name}.create({ title: 'x', amount: '1.50', tags: ['b'], parent: null });
  const changed = await ${name}.update(made, { size: 3 });
  for await (const { amount, owner } of ${name}.all({ filter: { active: true }, expand: ['owner'] })) void [amount, owner?.code];
  // @ts-expect-error no such option
  await ${name}.list({ filter: { stage: 'opened' } });
  // @ts-expect-error no such field
  await ${name}.update('1', { titel: 'y' });
  ${index % 4 === 0 ? `await ${name}.finish(changed, { comment: 'ok' });` : `// @ts-expect-error no such event\n  await ${name}.finish(changed);`}
  return [title, parent];
}`);
  return [`import type { Client } from '@objectos/client';`, `import type { App } from './${app}.ts';`, ...uses, `export const all = [${objects.map((_, index) => `use${index}`).join(', ')}];`].join('\n');
}

const patience = { timeout: 180_000 };
const long = process.env['OBJECTOS_LONG'] !== undefined;

/** A folder that resolves what the workspace has. */
function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'large-app-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['node_modules', 'packages']) symlinkSync(join(root, name), join(folder, name));
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions: { types: [join(root, 'node_modules/@types/node')] }, include: [], files: ['program.ts'] };
  for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }', 'tsconfig.json': JSON.stringify(config), ...files })) writeFileSync(join(folder, name), text);
  return folder;
}

/** It compiles; in a long run in under ten seconds, of the clock or, where the machine has other work, of its processors. */
function assertCompiles(t: TestContext, folder: string): void {
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync('sh', ['-c', '"$0" -p "$1" --extendedDiagnostics && times', join(root, 'node_modules/.bin/tsc'), folder], { encoding: 'utf8', cwd: folder });
  const clock = (performance.now() - began) / 1_000;
  assert.equal(status, 0, stdout.slice(0, 2_000) + stderr);
  // The second line of `times` is of what the shell ran: user and system.
  const processors = Array.from(stdout.trimEnd().split('\n').at(-1)?.matchAll(/(?<minutes>\d+)m(?<seconds>[\d.]+)s/gu) ?? [], ({ groups }) => Number(groups?.['minutes']) * 60 + Number(groups?.['seconds'])).reduce((sum, each) => sum + each, 0);
  const counts = Array.from(stdout.matchAll(/^(?<what>Types|Instantiations|Memory used):\s+(?<count>\S+)$/gmu), ({ groups }) => `${groups?.['what'] ?? ''} ${groups?.['count'] ?? ''}`);
  const told = `type check of 200 objects with 15 fields: ${clock.toFixed(1)} s, ${processors.toFixed(1)} s of processors (${counts.join(', ')})`;
  t.diagnostic(told);
  assert.ok(processors > 0, stdout.slice(-200));
  if (long) assert.ok(Math.min(clock, processors) < 10, told);
}

test('an app of 200 objects with 15 fields each types its client by "objectos types", and a program that uses all of them compiles', patience, (t) => {
  const folder = folderWith(t, {
    'manifest.json': manifestText(),
    'objectos.config.ts': `import manifest from './manifest.json' with { type: 'json' };\nexport default { plugins: [{ manifest, from: import.meta.url }] };\n`,
    'program.ts': programText('objectos.types'),
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'packages/objectos/server/bin/objectos.js'), 'types', folder], { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
  assertCompiles(t, folder);
});

test('so does the same app in TypeScript by inference', { ...patience, skip: long ? false : 'in long runs (OBJECTOS_LONG)' }, (t) => {
  assertCompiles(t, folderWith(t, { 'app.ts': appText(), 'program.ts': programText('app') }));
});
