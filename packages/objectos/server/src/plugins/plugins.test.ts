import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { storesRef } from '@objectql/engine';
import { objectos, startServer } from '../cli-process.contract.ts';
import { openApp } from '../compose.ts';
import type { LocalAnswer } from '../local-call.ts';
import { operatorCalls } from '../operator-calls.ts';
import { helpDesk, scratchFolder, startHelpDesk } from '../test-app.contract.ts';
import type { TestApp } from '../test-app.contract.ts';

/** Writes the files of a plugin and answers its folder. */
function pluginFolder(files: Readonly<Record<string, string>>, folder = scratchFolder()): string {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const parts = { objects: "[{ import: './part.object.yml' }]", permissions: "{ clerk: ['*:parts'] }", code: '[]', version: '1.0.0', name: 'parts' };

function moduleText(more: Partial<typeof parts> & { readonly before?: string } = {}): string {
  const { name, version, objects, permissions, code } = { ...parts, ...more };
  return `${more.before ?? ''}\nexport default { from: import.meta.url, code: ${code}, manifest: { name: '${name}', version: '${version}', objects: ${objects}, permissions: ${permissions} } };\n`;
}

const partsFiles = { 'part.object.yml': 'name: part\nfields:\n  sku: { type: text, required: true }\n', 'objectos.plugin.ts': moduleText() };

type Perform = (operation: string, input?: object, as?: string) => Promise<LocalAnswer>;
const operator = ({ app }: Pick<TestApp, 'app'>): Perform => (operation, input = {}, as) =>
  operatorCalls(app).perform({ operation, input, tenant: 'system', operator: 'ada', ...(as === undefined ? {} : { as, tenant: 'main' }) });

async function done(answer: Promise<LocalAnswer>): Promise<Record<string, unknown>> {
  const found = await answer;
  assert.ok(found.ok, JSON.stringify(found));
  return found.value as Record<string, unknown>;
}

/** What the system store's journal says of plugins. */
async function journalled({ app }: TestApp): Promise<readonly { readonly operation: string; readonly principal: string; readonly actors: readonly string[] }[]> {
  const entries = await (await app.kernel.service(storesRef).system()).journal(0, 100);
  return entries.map(({ header }) => JSON.parse(header) as Awaited<ReturnType<typeof journalled>>[number]).filter(({ operation }) => operation.startsWith('plugin.'));
}

async function problem(answer: Promise<LocalAnswer>): Promise<[code: string, message: string]> {
  const found = await answer;
  assert.ok(!found.ok, JSON.stringify(found));
  return [found.problem.code, found.problem.message];
}

test('an object is installed into an app that serves, gets another version with a new field, and is taken out when it is empty', async (t) => {
  const desk = await startHelpDesk(t);
  const perform = operator(desk);
  await desk.ask('POST', '/api/v1/data/ticket', { body: { title: 'before' } });
  assert.equal((await desk.ask('GET', '/api/v1/data/part')).status, 404);

  const folder = pluginFolder(partsFiles);
  const { begun, ended } = await done(perform('plugin.install', { from: folder }));
  assert.deepEqual([begun, ended], [['parts'], []]);
  const made = await desk.ask('POST', '/api/v1/data/part', { body: { id: 'p1', sku: 'A-1' } });
  assert.deepEqual([made.status, made.json['sku']], [201, 'A-1']);
  assert.equal((await desk.ask('GET', '/api/v1/data/part', { as: 'vito' })).status, 404, 'his roles say nothing of it');

  pluginFolder({ 'part.object.yml': 'name: part\nfields:\n  sku: { type: text, required: true }\n  weight: { type: integer, default: 7 }\n', 'objectos.plugin.ts': moduleText({ version: '1.1.0' }) }, folder);
  await done(perform('plugin.replace', { from: folder }));
  assert.equal((await desk.ask('PATCH', '/api/v1/data/part/p1', { body: { weight: 8 } })).json['weight'], 8);
  const listed = (await done(perform('plugin.list')))['plugins'] as readonly { readonly name: string; readonly version: string; readonly origin: string }[];
  assert.deepEqual(listed.filter(({ origin }) => origin !== 'runtime').map(({ name, version, origin }) => [name, version, origin]), [['help-desk', '1.0.0', 'config'], ['added', '1.0.0', 'config'], ['help-desk-handlers', '1.0.0', 'config'], ['parts', '1.1.0', 'installed']]);

  const [code, message] = await problem(perform('plugin.remove', { name: 'parts' }));
  assert.deepEqual([code, /STORES_NOT_MIGRATED.*holds 1 record of it/su.test(message)], ['CHANGE_REFUSED', true], message);
  assert.equal((await desk.ask('GET', '/api/v1/data/part/p1')).status, 200, 'it serves as before');
  assert.equal((await desk.ask('DELETE', '/api/v1/data/part/p1')).status, 200);
  await done(perform('plugin.remove', { name: 'parts' }));
  assert.equal((await desk.ask('GET', '/api/v1/data/part')).status, 404);
  assert.equal(((await desk.ask('GET', '/api/v1/data/ticket')).json['records'] as unknown[]).length, 1);

  assert.deepEqual((await journalled(desk)).map(({ operation, principal, actors }) => [operation, principal, actors]), ['plugin.install', 'plugin.replace', 'plugin.remove'].map((each) => [each, 'system', ['plugin:operator', 'operator:ada']]));
});

test('what cannot serve is refused with everything wrong, and nothing has changed', async (t) => {
  const desk = await startHelpDesk(t);
  const perform = operator(desk);
  const { version } = desk.app.kernel.snapshot;
  const refused = async (files: Readonly<Record<string, string>>, verb = 'install') => problem(perform(`plugin.${verb}`, { from: pluginFolder(files) }));
  const faulty = await refused({ 'objectos.plugin.ts': moduleText({ objects: "[{ name: 'part', fields: { owner: { type: 'lookup', object: 'prson' }, size: { type: 'nmber' } } }]" }) });
  assert.equal(faulty[0], 'PLUGIN_UNFIT');
  assert.match(faulty[1], /nmber/u);
  assert.deepEqual((await refused({ ...partsFiles, 'objectos.plugin.ts': moduleText({ permissions: "{ clerk: ['*:prts'] }" }) }))[0], 'PLUGIN_UNFIT');
  assert.deepEqual(await refused({ ...partsFiles, 'objectos.plugin.ts': moduleText({ code: "[{ name: 'x', version: '1', setup() { throw new Error('no key'); } }]" }) }), [
    'CHANGE_REFUSED', 'The plugins stay as they are, for 1 reason:\n  PLUGIN_FAILED: The setup of plugin "x" failed: no key',
  ]);
  const [unreadable, why] = await refused({ 'objectos.plugin.ts': "throw new Error('oops');" });
  assert.deepEqual([unreadable, /oops \(\S+:\d+:\d+\)$/u.test(why)], ['PLUGIN_UNREADABLE', true]);
  assert.equal((await refused({ 'objectos.plugin.ts': 'export default {};' }))[0], 'PLUGIN_UNREADABLE');
  assert.equal((await refused({ 'other.ts': '' }))[0], 'PLUGIN_NOT_THERE');
  assert.equal((await refused(partsFiles, 'replace'))[0], 'PLUGIN_UNKNOWN');
  assert.equal((await refused({ ...partsFiles, 'objectos.plugin.ts': moduleText({ name: '@objectos/records' }) }))[0], 'PLUGIN_THERE');
  assert.equal((await problem(perform('plugin.remove', { name: 'help-desk' })))[0], 'PLUGIN_CONFIGURED');
  assert.equal((await problem(perform('plugin.remove', { name: 'nothing' })))[0], 'PLUGIN_UNKNOWN');
  assert.equal((await problem(perform('plugin.install', { from: '', more: 1 })))[0], 'INPUT_INVALID');
  assert.equal((await problem(perform('plugin.list', {}, 'clara')))[0], 'PLUGIN_OPERATOR_ONLY');
  assert.equal(desk.app.kernel.snapshot.version, version);
  assert.deepEqual(await journalled(desk), []);
});

test('a failure is a plugin\'s where its own code is on the stack, the nearest folder first, and not what it has installed', async (t) => {
  const desk = await startHelpDesk(t);
  const folder = pluginFolder(partsFiles);
  await done(operator(desk)('plugin.install', { from: folder }));
  const ownerOf = (...places: string[]) => desk.app.plugins.ownerOf(['Error: oops', ...places.map((place) => `    at f (file://${place}:1:2)`)].join('\n'));
  assert.equal(ownerOf('/elsewhere/a.ts', `${folder}/lib/b.ts`), 'parts');
  assert.equal(ownerOf(`${folder}/node_modules/x/index.js`), null);
  assert.equal(ownerOf('/elsewhere/a.ts'), null);
  assert.equal(desk.app.plugins.ownerOf('oops'), null);
});

test('the code that serves is the code as it is, with what it imports from its own folder', async (t) => {
  const desk = await startHelpDesk(t);
  const perform = operator(desk);
  const answering = moduleText({
    objects: '[]', permissions: '{}', before: "import { word } from './lib/word.ts';\nconst seen = globalThis as { heard?: string[] };",
    code: "[{ name: 'parts-code', version: '1', setup(_: object, lifetime: { onStop(close: () => void): void }) { (seen.heard ??= []).push(word); lifetime.onStop(() => void seen.heard?.push(`no ${word}`)); } }]",
  });
  const folder = pluginFolder({ 'objectos.plugin.ts': answering, 'lib/word.ts': "export const word = 'first';" });
  const { heard } = globalThis as { heard?: string[] };
  assert.equal(heard, undefined);
  await done(perform('plugin.install', { from: folder }));
  pluginFolder({ 'lib/word.ts': "export const word = 'second';" }, folder);
  await done(perform('plugin.replace', { from: folder }));
  await done(perform('plugin.remove', { name: 'parts' }));
  assert.deepEqual((await done(perform('plugin.settled')))['problems'], []);
  assert.deepEqual((globalThis as { heard?: string[] }).heard, ['first', 'second', 'no first', 'no second']);
});

test('what was installed is there after the next start; where it cannot serve nothing does, until it is taken out', async () => {
  const data = scratchFolder();
  const folder = pluginFolder(partsFiles);
  const open = (without?: string) => openApp(helpDesk, { data, synchronous: 'NORMAL', ...(without === undefined ? {} : { without }) });
  const first = await open();
  await done(operator({ app: first })('plugin.install', { from: folder }));
  await first.stop();
  const second = await open();
  assert.ok(second.kernel.snapshot.metadata('object').has('part'));
  await second.stop();
  pluginFolder({ 'part.object.yml': 'name: part\nfields:\n  sku: { type: txt }\n' }, folder);
  await assert.rejects(open(), { code: 'PLUGINS_NOT_RESTORED' });
  const third = await open('parts');
  await done(operator({ app: third })('plugin.remove', { name: 'parts' }));
  await third.stop();
  const fourth = await open();
  assert.ok(!fourth.kernel.snapshot.metadata('object').has('part'));
  await fourth.stop();
});

test('plugins are changed from the command line while the app serves, and one that rejects, throws and leaks is named and does not end the process', { timeout: 60_000 }, async (t) => {
  const data = scratchFolder();
  const app = pluginFolder({ 'objectos.config.ts': "export default { plugins: [{ manifest: { name: 'base', version: '1.0.0' }, from: import.meta.url }] };" });
  const server = await startServer(t, [app, '--data', data]);
  let log = '';
  server.process.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const bad = pluginFolder({
    'objectos.plugin.ts': moduleText({
      name: 'bad', objects: '[]', permissions: '{}',
      code: `[{ name: 'bad-code', version: '1', needs: { platform: { id: 'kernel.platform' } }, setup({ platform }: any, lifetime: any) {
        void Promise.reject(new Error('nobody hears this'));
        setTimeout(() => { throw new Error('nor this'); }, 0);
        void (async () => { await null; throw new Error('nor that'); })();
        platform.timer(100_000_000, () => undefined);
        lifetime.onStop(() => Promise.reject(new Error('no end')));
      } }]`,
    }),
  });
  const run = (...args: string[]) => objectos(['plugin', ...args, '--app', app, '--data', data]);
  const installed = await run('install', bad);
  assert.deepEqual([installed.code, installed.stdout.split('\n').slice(0, 3)], [0, ['bad 1.0.0', '  begun: bad, bad-code', '  ended: none']], installed.stderr);
  const again = await run('install', bad, '--json');
  assert.deepEqual([again.code, (JSON.parse(again.stderr) as { code: string }).code], [1, 'PLUGIN_THERE']);
  const removed = await run('remove', 'bad', '--json');
  const { problems } = JSON.parse(removed.stdout) as { readonly problems: readonly { readonly message: string }[] };
  assert.deepEqual([removed.code, problems.map(({ message }) => message)], [2, [
    'The stop of plugin "bad-code" failed: no end', 'Plugin "bad-code" stopped and left 1 timer behind, now cancelled; cancel what is set in onStop.',
  ]], removed.stderr);
  const listed = await run('list', '--json');
  assert.ok(!listed.stdout.includes('"bad"'), listed.stdout);
  for (const failure of ['nobody hears this', 'nor this', 'nor that']) {
    assert.match(log, new RegExp(`plugin "bad-code" (?:rejected a promise that nobody awaits|threw where nobody could catch it); it is contained, and is to be mended Error: ${failure}`, 'u'));
  }
  assert.equal((await fetch(`${server.address}/health`)).status, 200);
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
});

test('a plugin whose code does not parse, throws or imports what is not there is refused with file and line', async (t) => {
  const perform = operator(await startHelpDesk(t));
  for (const [file, text, said] of [
    ['objectos.plugin.ts', `const names: string[] = ['a',;\n${moduleText()}`, /Expression expected \(\S+\/objectos\.plugin\.ts:1:\d+\)$/u],
    ['objectos.plugin.ts', moduleText({ before: "const f = {} as Record<string, () => void>;\nf['mony']!();" }), /f\.mony is not a function \(\S+\/objectos\.plugin\.ts:2:\d+\)$/u],
    ['part.ts', 'export const part = (;\n', /\(\S+\/part\.ts:1:\d+\)$/u],
    ['objectos.plugin.ts', moduleText({ before: "import './nowhere.ts';" }), /nowhere\.ts.* \(\S+\/objectos\.plugin\.ts:1:\d+\)$/u],
  ] as const) {
    const folder = pluginFolder({ ...partsFiles, 'objectos.plugin.ts': moduleText({ before: "import './part.ts';" }), 'part.ts': 'export {};\n', [file]: text });
    const [code, message] = await problem(perform('plugin.replace', { from: folder }));
    assert.equal(code, 'PLUGIN_UNREADABLE');
    assert.match(message, said);
  }
});
