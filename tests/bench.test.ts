import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { customerId } from '../bench/customer-table.ts';
import { Gate } from '../bench/gate.ts';
import { median } from '../bench/load.ts';
import { ServerProcess } from '../bench/server-process.ts';
import { BenchPlugin, customer } from '../bench/subject/bench-plugin.manifest.ts';
import { verifyJournal } from '../bench/verify.ts';

/*
 * What the figures of `npm run bench` are worth: that both sides serve the same table and the same requests, and that what the
 * limit handler is spared (sign-in, permission, validation, journal) is there on ours.
 */

const rows = 600;
const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
const env = { SYNC: 'NORMAL', ROWS: String(rows), OBJECTOS_DATA: join(folder, 'data'), DB: join(folder, 'limit.db') };
const root = '/api/v1/data/customer';

let limit: ServerProcess;
let ours: ServerProcess;
let administrator = '';
let clerk = '';

before(async () => {
  ({ process: limit } = await ServerProcess.start('limit', await freePort(), ['bench/limit-handler.ts'], { env, ready: /ready/u }));
  const started = await ServerProcess.start('objectos', await freePort(), ['packages/objectos/server/bin/objectos.js', 'start', 'bench/subject'], { env, ready: /bench tokens/u });
  ours = started.process;
  [, , administrator = '', clerk = ''] = started.lines.at(-1)?.split(' ') ?? [];
});

after(async () => {
  await Promise.all([limit.stop(), ours.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

type Body = Readonly<Record<string, unknown>>;

async function ask(server: ServerProcess, path: string, { token = clerk, method = 'GET', body }: { token?: string; method?: string; body?: string } = {}): Promise<{ status: number; json: Body }> {
  const headers = { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: response.status, json: (await response.json()) as Body };
}

/** A Lua script of the bench, and the first of its quoted texts that matches. */
function inScript(name: string, pattern: RegExp): string {
  return pattern.exec(readFileSync(`bench/requests/${name}.lua`, 'utf8'))?.[1] ?? assert.fail(`${name}.lua says nothing like ${pattern.source}`);
}

const ownNames: Readonly<Record<string, string>> = { created_at: 'createdAt', updated_at: 'updatedAt', version: 'revision' };

/** A column of the limit handler as ours is called, and its value as ours is told. */
function told(name: string, value: unknown): readonly [string, unknown] {
  if (name === 'amount') return [name, Number(value).toFixed(2)];
  return [ownNames[name] ?? name, name === 'active' ? value === 1 : value];
}

test('both sides serve the same 17 columns under the same indexes, with the same values', async () => {
  const database = new DatabaseSync(env.DB, { readOnly: true });
  const columns = database.prepare("SELECT name FROM pragma_table_info('customer')").all().map(({ name }) => String(name));
  const indexes = database.prepare("SELECT name FROM pragma_index_list('customer') WHERE origin = 'c' ORDER BY name").all().map(({ name }) =>
    database.prepare('SELECT name, "desc" FROM pragma_index_xinfo(?) WHERE key = 1').all(name ?? null).map((column) => `${column['desc'] === 1 ? '-' : ''}${told(String(column['name']), '')[0]}`));
  database.close();
  assert.equal(columns.length, 17);
  assert.deepEqual(columns.map((name) => told(name, '')[0]).toSorted(), ['id', ...Object.keys(customer.fields), 'createdAt', 'updatedAt', 'revision'].toSorted());
  assert.deepEqual(indexes.map((index) => index.filter((name) => name !== 'id')), customer.indexes.map((index) => (Array.isArray(index) ? index : (index as { fields: readonly string[] }).fields)));
  for (const index of [0, 1, 5, rows - 1]) {
    const [theirs, mine] = await Promise.all([ask(limit, `${root}/${customerId(index)}`), ask(ours, `${root}/${customerId(index)}`, { token: administrator })]);
    const expected = Object.fromEntries(Object.entries(theirs.json).filter(([name]) => !name.endsWith('_at')).map(([name, value]) => told(name, value)));
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, mine.json[name]])), expected);
  }
  const { json } = await ask(ours, `${root}?count=true&limit=1`, { token: administrator });
  assert.equal(json['total'], rows);
});

test('the role of the figures has a row rule and two masked fields, and its input is validated', async () => {
  assert.equal((await ask(ours, `${root}/${customerId(5)}`)).status, 404, 'index 5 is closed');
  const all = (await ask(ours, `${root}?limit=500`)).json['records'] as readonly Body[];
  assert.deepEqual([all.length, all.some(({ status }) => status === 'closed')], [(rows / 6) * 5, false]);
  const whole = (await ask(ours, `${root}/${customerId(1)}`, { token: administrator })).json;
  const seen = (await ask(ours, `${root}/${customerId(1)}`)).json;
  const texts = Object.keys(whole).filter((name) => (seen[name] ?? null) === null && typeof whole[name] === 'string');
  assert.deepEqual(texts, ['email', 'phone']);
  assert.equal((await ask(ours, `${root}?filter=${encodeURIComponent('{"email":"x"}')}`)).status, 400);
  for (const [body, status] of [['{"name":1}', 422], ['{"nmae":"x"}', 400], ['{"status":"closed"}', 403]] as const) {
    assert.equal((await ask(ours, `${root}/${customerId(1)}`, { method: 'PATCH', body })).status, status, body);
  }
  assert.equal((await ask(ours, root, { token: 'oos_none' })).status, 401);
  assert.equal(BenchPlugin.permissions.clerk.length, 2);
});

test('the requests of the bench are answered by both, and each write leaves its entry in a whole journal', async () => {
  const list = inScript('list', /"(\/api[^"]+)"/u);
  const create = inScript('create', /\[\[(.*)\]\]/u);
  const [amount, notes] = [inScript('update', /'\{"(amount)"/u), inScript('update', /,"(notes)":/u)];
  for (const server of [limit, ours]) {
    assert.equal(((await ask(server, list)).json['records'] as unknown[]).length, 50, 'a list of 50');
    assert.equal((await ask(server, `${root}/${customerId(7)}`)).status, 200);
  }
  const earlier = await verifyJournal(env.OBJECTOS_DATA);
  for (const server of [limit, ours]) {
    assert.equal((await ask(server, root, { method: 'POST', body: create })).status, 201);
    assert.equal((await ask(server, `${root}/${customerId(7)}`, { method: 'PATCH', body: JSON.stringify({ [amount]: 5, [notes]: 'new' }) })).status, 200);
  }
  const { entries, ok } = await verifyJournal(env.OBJECTOS_DATA);
  assert.deepEqual([entries - earlier.entries, ok], [2, true]);
});

test('a figure is the median of its rounds, and one that is lost by more than noise fails the gate', (t) => {
  assert.deepEqual([median([9, 1, 2]), median([4, 1, 2, 100])], [2, 3]);
  const printed = t.mock.method(process.stdout, 'write', () => true);
  const gate = new Gate();
  gate.atLeast('kept', 0.6, 0.75);
  gate.atMost('kept', 1.2, 1.15);
  gate.atLeast('slow', 0.5, 0.75);
  gate.atMost('large', 1.6, 1.15);
  gate.atLeast('unmeasured', Number.NaN, 0.75);
  const missed = gate.report();
  printed.mock.restore();
  assert.equal(missed, 3);
});
