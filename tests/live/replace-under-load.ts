import { setImmediate as turn } from 'node:timers/promises';
import { actionHandlersFacet } from '@objectos/flow';
import { definePlugin, metadataFacet, platformRef, publishersFacet, wrapsFacet } from '@objectos/kernel';
import type { Fault, Plugin, Snapshot } from '@objectos/kernel';
import { createAppHost, openApp, serveApp } from '@objectos/server';
import type { RunningApp } from '@objectos/server';
import { defineAction, defineObject, f } from '@objectql/metadata';

/** How it went, once the plugin was replaced so many times. */
export interface Report {
  /** Bytes of the heap after a collection, before the replacements that count and after them. */
  readonly before: number;
  readonly after: number;
  /** Old snapshots that are still there. */
  readonly retained: number;
  readonly problems: readonly string[];
  /** Plugins that were set up, and those of them that were closed. */
  readonly begun: number;
  readonly ended: number;
}

export type Told = { readonly address: string; readonly token: string; readonly others: readonly string[] } | Report;

const task = defineObject({ name: 'task', fields: { title: f.text({ required: true }), effort: f.integer() } });
const estimate = defineAction({ object: 'task', name: 'estimate', input: { effort: f.integer({ required: true }) }, writes: ['effort'] });

const lives = { begun: 0, ended: 0 };

/** Code at every place where a plugin may have some; each value holds a megabyte that must go with it. */
function code(version: number): Plugin {
  const ballast = Array.from({ length: 131_072 }, () => version);
  return definePlugin({
    name: 'tasks-code',
    version: String(version),
    needs: { platform: platformRef },
    contributes: [
      actionHandlersFacet.of({ action: 'task.estimate', decide: ({ input }) => ({ changes: { effort: ballast.length > 0 ? Number(input['effort']) : null } }) }),
      wrapsFacet.of((_call, next) => (ballast.length > 0 ? next() : Promise.reject(new Error('it is gone')))),
      publishersFacet.of(() => void ballast.length),
    ],
    setup({ platform }, lifetime) {
      lives.begun++;
      const cancel = platform.timer(3_600_000, () => void ballast.length);
      lifetime.onProbe(turn);
      lifetime.onStop(() => {
        lives.ended++;
        cancel();
      });
    },
  });
}

/** Comes and goes: then the tables of the stores change under the calls as well. */
const extra = definePlugin({ name: 'extra', version: '1', contributes: [metadataFacet.of({ kind: 'object', name: 'extra', descriptor: defineObject({ name: 'extra', fields: { task: f.lookup('task') } }) })] });

async function open(data: string): Promise<RunningApp> {
  const manifest = { name: 'tasks', version: '1.0.0', objects: [task], actions: [estimate], permissions: { clerk: ['*:tasks'] } };
  return openApp({ plugins: [{ manifest, from: import.meta.url, code: [code(0)] }] }, { data, synchronous: 'NORMAL' });
}

async function collected(): Promise<number> {
  for (let time = 0; time < 5; time++) {
    await turn();
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

/** Replaces the plugin so many times, each time when the one before is closed; snapshots are remembered weakly. */
async function replaceOften({ kernel }: RunningApp, times: number, first: number): Promise<{ readonly snapshots: readonly WeakRef<Snapshot>[]; readonly problems: readonly Fault[] }> {
  const snapshots: WeakRef<Snapshot>[] = [];
  const problems: Fault[] = [];
  for (let version = first; version < first + times; version++) {
    snapshots.push(new WeakRef(kernel.snapshot));
    process.send?.({ version });
    const { settled } = await kernel.replace((present) => {
      const kept = present.filter(({ name }) => name !== 'extra').map((plugin) => (plugin.name === 'tasks-code' ? code(version) : plugin));
      return version % 10 < 5 ? kept : [...kept, extra];
    });
    problems.push(...await settled);
  }
  return { snapshots, problems };
}

async function run(data: string, times: number): Promise<void> {
  const app = await open(data);
  const served = await serveApp(app, { data, host: '127.0.0.1', port: 0 });
  const host = createAppHost(app, served.address);
  const tokenOf = async (id: string): Promise<string> => {
    await host.ensure('main', 'principal', { id, name: id, kind: 'person', roles: ['clerk'] });
    return ((await host.call('main', 'token.create', { principal: id })) as { readonly token: string }).token;
  };
  const others = await Promise.all(Array.from({ length: 20 }, (_, index) => tokenOf(`p${index}`)));
  process.send?.({ address: served.address, token: await tokenOf('clara'), others } satisfies Told);
  await new Promise((begin) => void process.once('message', begin));
  await replaceOften(app, 20, 1);
  const before = await collected();
  const { snapshots, problems } = await replaceOften(app, times, 21);
  const after = await collected();
  const retained = snapshots.filter((each) => each.deref() !== undefined).length;
  process.send?.({ before, after, retained, problems: problems.map(({ message }) => message), ...lives } satisfies Told);
  await new Promise((end) => void process.once('message', end));
  await served.close();
  await app.stop();
  process.disconnect();
}

const [, , data = '', times = '100'] = process.argv;
await run(data, Number(times));
