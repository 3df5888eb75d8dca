import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { AppFolder } from './app-folder.contract.ts';
import { DevProcess } from './dev-process.contract.ts';
import { files, flow, object } from './shop-app.contract.ts';

/** Each save costs a thread that loads everything; on a machine with other work to do that takes its time. */
const patience = { timeout: 240_000 };

async function started(t: TestContext, more: Readonly<Record<string, string>> = {}): Promise<{ folder: AppFolder; dev: DevProcess }> {
  const folder = new AppFolder(t, { ...files, ...more });
  return { folder, dev: await DevProcess.start(t, folder) };
}

/** The last text that the handler has stamped; effects run after the event, so it is asked for until it is there. */
async function stampedText(dev: DevProcess, id: string): Promise<unknown> {
  await dev.request('POST', 'order', { id, title: 'Desk' });
  await dev.request('POST', `order/${id}/win`);
  for (;;) {
    const { body } = await dev.request('GET', 'stamped?sort=-createdAt&limit=500');
    const records = body['records'] as readonly { readonly text: string }[];
    if (records.length > Number(id.slice(1))) return records[0]?.text;
  }
}

test('what is saved is served: a field in YAML, an object in TypeScript, a rule of a flow, in one line each', patience, async (t) => {
  const { folder, dev } = await started(t, { 'objectos.types.ts': '' });
  assert.match(readFileSync(folder.file('objectos.types.ts'), 'utf8'), /readonly order:/u, 'declarations are fresh from the start');
  await dev.request('POST', 'order', { id: 'o0', title: 'Desk' });
  folder.write('order.yml', object('cost_center: { type: text }'));
  assert.match(await dev.reloaded(), /^\+ field order\.cost_center, objectos\.types\.ts; serving in \d+ ms\n$/u);
  assert.partialDeepStrictEqual((await dev.request('POST', 'order', { title: 'Lamp', cost_center: 'A1' })).body, { cost_center: 'A1' });
  assert.partialDeepStrictEqual((await dev.request('GET', 'order/o0')).body, { title: 'Desk', cost_center: null });
  assert.match(readFileSync(folder.file('objectos.types.ts'), 'utf8'), /cost_center/u);
  folder.replace('order.yml', object('cost_center: { type: text }', 'size: { type: integer, required: true, default: 3 }'));
  assert.match(await dev.reloaded(), /^\+ field order\.size, /u);
  assert.partialDeepStrictEqual((await dev.request('GET', 'order/o0')).body, { size: 3 });
  folder.write('stamped.ts', files['stamped.ts'].replace('f.text()', 'f.text(), by: f.text()'));
  assert.match(await dev.reloaded(), /^\+ field stamped\.by, /u);
  folder.write('order.flow.yml', flow('lost'));
  assert.match(await dev.reloaded(), /^~ flow OrderFlow; /u);
  assert.partialDeepStrictEqual((await dev.request('POST', 'order/o0/win')).body, { stage: 'lost' });
  folder.write('order.yml', object('cost_center: { type: text, id: order.cost_center }', 'size: { type: integer, required: true, default: 3 }').replace('cost_center:', 'cost_unit:'));
  assert.match(await dev.reloaded(), /^~ field order\.cost_center is now cost_unit, /u);
  assert.equal((await dev.request('GET', 'order?filter={"cost_unit":"A1"}')).status, 200);
  assert.equal(await dev.stop(), 0);
});

test('what is wrong is told with its place, and the version before serves on', patience, async (t) => {
  const { folder, dev } = await started(t);
  await dev.request('POST', 'order', { id: 'o0', title: 'Desk' });
  const attempts: readonly (readonly [file: keyof typeof files, text: string, told: RegExp])[] = [
    ['order.yml', `${files['order.yml']}  size: { typ: integer }\n`, /^order\.yml:5:\d+ fault \w+: /mu],
    ['deep/word.ts', 'export const word = (): string => ;\n', /^deep\/word\.ts:1:35 fault CODE_NOT_LOADED: .*Expression expected/mu],
    ['handlers.ts', files['handlers.ts'].replace('action: \'stamp\'', 'action: \'stomp\''), /fault FLOW_EFFECT_UNHANDLED: /u],
  ];
  for (const [file, text, told] of attempts) {
    folder.write(file, text);
    const said = await dev.reloaded();
    assert.match(said, told);
    assert.match(said, /\nNot served: the version before goes on\.\n$/u);
    assert.partialDeepStrictEqual((await dev.request('GET', 'order/o0')).body, { title: 'Desk' });
    if (file === 'handlers.ts') continue;
    folder.write(file, files[file]);
    assert.match(await dev.reloaded(), /^no change; serving in/u);
  }
  folder.remove('order.flow.yml');
  assert.match(await dev.reloaded(), /order\.flow\.yml[^]*Not served/u);
  folder.write('handlers.ts', files['handlers.ts']);
  folder.write('order.flow.yml', files['order.flow.yml']);
  assert.match(await dev.reloaded(), /^no change/u);
  assert.equal(await stampedText(dev, 'o0'), 'first');
});

test('what would lose data is refused with what to do, in every tenant, and writes go on', patience, async (t) => {
  const { folder, dev } = await started(t, { 'order.yml': object('size: { type: integer }') });
  await dev.request('POST', 'order', { id: 'o0', title: 'Desk', size: 4 });
  const refused: readonly (readonly [text: string, told: RegExp])[] = [
    [object(), /tenant "main" cannot take the metadata[^]*order\.size \(id order\.size\) is gone from the metadata, and 1 record has a value in it: keep the field, clear it first/u],
    [object('size: { type: boolean }'), /order\.size has changed from integer to boolean, and 2 records have a value in it: keep it as it was/u],
    [object('size: { type: integer }', 'code: { type: text, required: true }'), /order\.code is new and required, and 3 records would have no value: give it a default, or make it optional/u],
  ];
  for (const [text, told] of refused) {
    folder.write('order.yml', text);
    const said = await dev.reloaded();
    assert.match(said, told);
    assert.match(said, /Not served: the version before goes on\.\n$/u);
    assert.equal((await dev.request('POST', 'order', { title: 'Lamp', size: 5 })).status, 201);
  }
  folder.write('order.yml', object('size: { type: integer }', 'code: { type: text }'));
  assert.match(await dev.reloaded(), /^\+ field order\.code; serving/u);
});

test('a change deep below a handler takes effect, and handlers that did not change are not loaded again', patience, async (t) => {
  const { folder, dev } = await started(t);
  assert.equal(await stampedText(dev, 'o0'), 'first');
  folder.write('deep/word.ts', 'export const word = (): string => \'second\';\n');
  assert.match(await dev.reloaded(), /^~ code shop-handlers; serving in \d+ ms\n$/u);
  assert.equal(await stampedText(dev, 'o1'), 'second');
  folder.write('order.yml', object('size: { type: integer }'));
  assert.match(await dev.reloaded(), /^\+ field order\.size; serving/u, 'metadata alone: nothing of the code is told');
  folder.write('other/new.ts', 'export const word = (): string => \'third\';\n');
  assert.match(await dev.reloaded(), /^no change/u);
  folder.write('deep/text.ts', 'export { word as textFor } from \'../other/new.ts\';\n');
  assert.match(await dev.reloaded(), /^~ code shop-handlers/u);
  assert.equal(await stampedText(dev, 'o2'), 'third');
});

test('an app that is broken when dev starts is served as soon as it is mended', patience, async (t) => {
  const folder = new AppFolder(t, { ...files, 'order.yml': 'name: order\nfields: {' });
  const dev = await DevProcess.start(t, folder, { serves: false });
  assert.match(await dev.reloaded(), /^order\.yml:\d+:\d+ fault [^]*Nothing is served yet; waiting for the next save\.\n$/u);
  folder.write('order.yml', files['order.yml']);
  await dev.serving();
  assert.equal((await dev.request('POST', 'order', { title: 'Desk' })).status, 201);
});
