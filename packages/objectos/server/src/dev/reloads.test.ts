import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppFolder } from './app-folder.contract.ts';
import { DevProcess } from './dev-process.contract.ts';
import { files, flow, object } from './shop-app.contract.ts';

const long = process.env['OBJECTOS_LONG'] !== undefined;
const [warmUp, reloads] = long ? [40, 140] : [3, 9];

/** Everything that a save can change, over and over: columns that come, are renamed and go, flows, code deep below a handler. */
const saves: readonly ((folder: AppFolder, cycle: number) => void)[] = [
  (folder) => folder.write('order.yml', object('size: { type: integer, id: order.size }', 'code: { type: text, index: true }')),
  (folder) => folder.replace('order.yml', object('volume: { type: integer, id: order.size }', 'code: { type: text, index: true }')),
  (folder) => folder.write('deep/word.ts', `export const word = (): string => 'word ${Math.random()}';\n`),
  (folder) => folder.write('order.yml', object()),
  (folder, cycle) => folder.write('order.flow.yml', flow(cycle % 2 === 0 ? 'lost' : 'won')),
  (folder, cycle) => folder.write('stamped.ts', files['stamped.ts'].replace('f.text()', `f.text({ max: ${100 + (cycle % 2)} })`)),
];

/** Calls one after the other until told to stop; what failed, and how many there were. */
async function trickle(dev: DevProcess, name: string, stop: AbortSignal): Promise<{ readonly calls: number; readonly failed: readonly string[] }> {
  const failed: string[] = [];
  let calls = 0;
  const call = async (method: string, path: string, body?: object): Promise<void> => {
    const answer = await dev.request(method, path, body);
    calls += 1;
    if (answer.status >= 300) failed.push(`${method} ${path}: ${JSON.stringify(answer.body)}`);
  };
  for (let each = 0; !stop.aborted; each++) {
    const id = `${name}-${each}`;
    await call('POST', 'order', { id, title: 'Desk' });
    await call('PATCH', `order/${id}`, { title: 'Lamp' });
    await call('GET', `order/${id}`);
    await call('GET', 'order?sort=title&limit=5&filter={"stage":"open"}');
    await call('POST', `order/${id}/win`);
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
  return { calls, failed };
}

test(`${reloads} reloads under a trickle of calls harm none of them and leave the memory flat`, { timeout: 900_000 }, async (t) => {
  const folder = new AppFolder(t, files);
  const dev = await DevProcess.start(t, folder, { measurable: true });
  const stop = new AbortController();
  t.after(() => stop.abort());
  const trickles = ['a', 'b', 'c'].map((name) => trickle(dev, name, stop.signal));
  const times: number[] = [];
  let before = 0;
  for (let each = 0; each < reloads; each++) {
    saves[each % saves.length]?.(folder, Math.floor(each / saves.length));
    const said = await dev.reloaded();
    const [, took] = /; serving in (\d+) ms\n$/u.exec(said) ?? [];
    assert.ok(took !== undefined && !said.includes('no change'), said);
    times.push(Number(took));
    if (each === warmUp) before = await dev.heap();
  }
  const after = await dev.heap();
  stop.abort();
  const done = await Promise.all(trickles);
  assert.deepEqual(done.flatMap(({ failed }) => failed), []);
  const grown = after - before;
  times.sort((a, b) => a - b);
  t.diagnostic(`${done.reduce((sum, { calls }) => sum + calls, 0)} calls; save to serving: median ${times[times.length >> 1]} ms, slowest ${times.at(-1)} ms; heap ${Math.round(before)} KiB, then ${Math.round(after)} KiB after ${reloads - warmUp} more reloads`);
  // One snapshot of this app with all that is compiled of it takes 400 KiB.
  assert.ok(grown < 3 * 1024, `the heap grew by ${Math.round(grown)} KiB in ${reloads - warmUp} reloads`);
  assert.equal(await dev.stop(), 0);
});
