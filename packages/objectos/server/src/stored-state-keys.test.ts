import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { runtimeRef, systemRef } from '@objectos/kernel';
import type { Kernel } from '@objectos/kernel';
import { storesRef } from '@objectql/engine';
import type { Attempt, Store } from '@objectql/engine';
import { createAppHost } from './app-host.ts';
import { openApp } from './compose.ts';
import type { RunningApp } from './compose.ts';
import { mcpContributions } from './mcp-contributions.contract.ts';
import { say } from './mcp-messages.contract.ts';
import { serveApp } from './serve-app.ts';
import { StoredStateKeys } from './stored-state-keys.ts';
import { helpDesk, newToken, scratchFolder } from './test-app.contract.ts';
import type { TestApp } from './test-app.contract.ts';

const day = 24 * 60 * 60_000;

async function open(t: TestContext): Promise<RunningApp> {
  const app = await openApp(helpDesk, { data: scratchFolder(), synchronous: 'NORMAL' });
  t.after(() => app.stop());
  return app;
}

/** The keys as one process has them whose clock says this; `asked` counts how often it went to the store. */
function keysAt(kernel: Kernel, clock: { now: number }): { readonly keys: StoredStateKeys; readonly asked: () => number; readonly failNext: () => void } {
  let [asked, fails, made] = [0, false, 0];
  const counted = (store: Store): Store => Object.assign(Object.create(store) as Store, {
    commit(attempt: Attempt) {
      asked++;
      if (!fails) return store.commit(attempt);
      fails = false;
      return Promise.reject(new Error('the store is away'));
    },
  });
  const keys = new StoredStateKeys({
    stores: { system: async () => counted(await kernel.service(storesRef).system()) },
    system: kernel.service(systemRef),
    runtime: kernel.service(runtimeRef),
    platform: { now: () => clock.now, randomHex: (bytes) => `${++made}`.padStart(bytes * 2, '0') },
  });
  return { keys, asked: () => asked, failNext: () => void (fails = true) };
}

test('all processes get the key that the first has made, and go to the store once a day', async (t) => {
  const { kernel } = await open(t);
  const clock = { now: 20_000 * day };
  const processes = Array.from({ length: 8 }, () => keysAt(kernel, clock));
  const keys = await Promise.all(processes.flatMap(({ keys: own }) => [own.current(), own.current()]));
  assert.equal(new Set(keys.map(({ name, secret }) => `${name} ${secret}`)).size, 1);
  assert.equal(keys[0]?.name, '20000');
  for (const { keys: own, asked } of processes) {
    assert.equal(await own.current(), await own.named('20000'), 'the identical object');
    assert.equal(asked(), 1);
  }
});

test('there is a key for each day, and the last one still opens; what was before is gone from the store', async (t) => {
  const { kernel } = await open(t);
  const clock = { now: 20_000 * day };
  const { keys, asked } = keysAt(kernel, clock);
  const first = await keys.current();
  clock.now += day;
  const second = await keys.current();
  assert.notEqual(second.secret, first.secret);
  assert.deepEqual([second.name, await keys.named('20000')], ['20001', first]);
  assert.deepEqual(await keysAt(kernel, clock).keys.named('20000'), first, 'another process, too');
  await keys.named('20000');
  assert.equal(asked(), 3);
  clock.now += day;
  await keys.current();
  assert.deepEqual([await keys.named('20001'), await keys.named('20000')], [second, null]);
  for (const name of ['', '1', '-1', 'even', '20003', '2e4', ' 20001', '20001.0', '__proto__']) assert.equal(await keys.named(name), null, name);
  clock.now += 5 * day;
  await keys.current();
  assert.equal(await keys.named('20006'), null, 'nobody needed one on that day');
});

test('clocks may differ: who is late opens what is sealed with the next key, and does not make an old one of it', async (t) => {
  const { kernel } = await open(t);
  const [early, late] = [{ now: 20_001 * day + 1_000 }, { now: 20_001 * day - 1_000 }];
  const next = await keysAt(kernel, early).keys.current();
  const { keys, asked } = keysAt(kernel, late);
  assert.deepEqual(await keys.named('20001'), next);
  assert.equal((await keys.current()).name, '20000');
  await keys.named('20001');
  assert.equal(asked(), 2);
  assert.equal(await keysAt(kernel, { now: 20_000 * day + 1_000 }).keys.named('20001'), null, 'a day ahead is no clock');
  const behind = keysAt(kernel, { now: 19_999 * day });
  assert.deepEqual(await behind.keys.current(), next, 'a key of a later day is not overwritten');
});

test('a store that is away is asked again by the next who comes', async (t) => {
  const { kernel } = await open(t);
  const { keys, failNext } = keysAt(kernel, { now: 20_000 * day });
  failNext();
  await assert.rejects(keys.current(), /the store is away/u);
  assert.equal((await keys.current()).name, '20000');
  failNext();
  await assert.rejects(keys.named('19999'), /the store is away/u);
  assert.equal(await keys.named('19999'), null);
});

interface Asked { readonly resultType: string; readonly requestState: string }

/** The help desk as one process serves it; `desk` is what its clients see. */
async function serve(t: TestContext, data: string, token?: string): Promise<{ readonly app: RunningApp; readonly token: string; readonly desk: TestApp; readonly close: () => Promise<void> }> {
  const app = await openApp({ plugins: [...helpDesk.plugins, { manifest: { name: 'added', version: '1.0.0' }, from: import.meta.url, code: [mcpContributions().plugin] }] }, { data, synchronous: 'NORMAL' });
  const served = await serveApp(app, { data, host: '127.0.0.1', port: 0 });
  const host = createAppHost(app, served.address);
  await host.ensure('main', 'principal', { id: 'clara', name: 'Clara', kind: 'person', roles: ['clerk'] });
  const own = token ?? (await newToken(host, { principal: 'clara' }));
  const desk = { address: served.address, token: () => Promise.resolve(own) } as unknown as TestApp;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= served.close().then(() => app.stop()));
  t.after(close);
  return { app, token: own, desk, close };
}

const create = (desk: TestApp, params: object) => say(desk, 'tools/call', { as: 'clara', capabilities: { elicitation: {} }, params: { name: 'account.create', arguments: { name: 'Confirmed' }, ...params } });
const yes = { confirm: { action: 'accept', content: { confirmed: true } } };

test('a dialogue goes on after a restart, and not in another installation', async (t) => {
  const [data, otherData] = [scratchFolder(), scratchFolder()];
  const before = await serve(t, data);
  const { requestState } = (await create(before.desk, {})).result as unknown as Asked;
  await before.close();
  const other = await serve(t, otherData);
  await create(other.desk, {});
  assert.equal((await create(other.desk, { requestState, inputResponses: yes })).error?.code, -32_602);
  await other.close();
  const after = await serve(t, data, before.token);
  const { result } = await create(after.desk, { requestState, inputResponses: yes });
  assert.match(JSON.stringify(result), /"structuredContent":\{"id":/u);
});

test('nothing that anybody can ask tells the key: no operation, no description, no journal, no log of what was read', async (t) => {
  const data = scratchFolder();
  const { app, desk, token } = await serve(t, data);
  await create(desk, {});
  const store = new DatabaseSync(join(data, '_system.db'), { readOnly: true });
  const tables = store.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all().map(({ name }) => String(name));
  const holding = tables.filter((table) => table.includes('state_key'));
  assert.equal(holding.length, 1, tables.join());
  const [row] = store.prepare(`SELECT * FROM "${holding[0]}"`).all();
  const secret = String(Object.values(row ?? {}).find((value) => /^[0-9a-f]{64}$/u.test(String(value))));
  assert.match(secret, /^[0-9a-f]{64}$/u);
  for (const table of tables.filter((each) => each !== holding[0])) assert.ok(!JSON.stringify(store.prepare(`SELECT * FROM "${table}"`).all(), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)).includes(secret), table);
  store.close();
  const system = await app.kernel.service(storesRef).system();
  const told = [
    JSON.stringify(await system.journal(0, 500)), JSON.stringify(await system.accessLog(0, 500)),
    JSON.stringify(app.kernel.permitted(app.system.context({ tenant: 'main', onBehalfOf: null })).map(({ operation }) => operation.name)),
    await (await fetch(`${desk.address}/api/openapi.json`, { headers: { authorization: `Bearer ${token}` } })).text(),
    JSON.stringify((await app.kernel.call('meta.objects', {}, app.system.context({ tenant: 'main', onBehalfOf: null }))).value),
  ];
  for (const text of told) assert.ok(!text.includes(secret) && !text.includes('state_key'), text.slice(0, 200));
  const files = readdirSync(data, { withFileTypes: true }).filter((each) => each.isFile() && readFileSync(join(data, each.name)).includes(secret)).map(({ name }) => name);
  assert.deepEqual(files.filter((name) => !name.startsWith('_system.db')), [], 'in no other file');
});
