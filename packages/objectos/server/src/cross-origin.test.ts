import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { MemoryCheckpointStore } from '@objectos/journal';
import type { DurableObjectStorage } from '@objectql/driver-sqlite/durable-object';
import { expenses, objectos, startServer } from './cli-process.contract.ts';
import { openEdgeApp } from './edge/open-edge-app.ts';
import { rawRequest } from './raw-request.contract.ts';
import type { RawAnswer } from './raw-request.contract.ts';
import { serveApp } from './serve-app.ts';
import { helpDesk, scratchFolder, startHelpDesk } from './test-app.contract.ts';
import { startTestApp } from './testing.ts';

const origin = 'https://app.example.com';
const exposed = 'allow, date, etag, idempotency-replayed, location, retry-after, www-authenticate';

/** What an answer says of origins. */
function told({ headers }: RawAnswer): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name === 'vary' || name.startsWith('access-control-')));
}

const granted = { 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed, 'vary': 'origin' };

test('a page of a listed origin may read every answer, whatever its status', async (t) => {
  const desk = await startHelpDesk(t, [], { origins: [origin, 'http://localhost:5173'] });
  const authorization = `Bearer ${await desk.token('clara')}`;
  const signedIn = { origin, authorization, 'content-type': 'application/json' };
  const ask = (path: string, headers: Readonly<Record<string, string>>, more: Parameters<typeof rawRequest>[2] = {}) => rawRequest(`${desk.address}${path}`, headers, more);

  const created = await ask('/api/v1/data/account', { ...signedIn, 'idempotency-key': 'k' }, { method: 'POST', body: '{"id":"acme","name":"Acme"}' });
  const answers: readonly (readonly [number, RawAnswer])[] = [
    [201, created],
    [201, await ask('/api/v1/data/account', { ...signedIn, 'idempotency-key': 'k' }, { method: 'POST', body: '{"id":"acme","name":"Acme"}' })],
    [200, await ask('/api/v1/data/account/acme', signedIn)],
    [304, await ask('/api/v1/data/account/acme', { ...signedIn, 'if-none-match': '"1"' })],
    [200, await ask('/api/v1/data/account/acme', signedIn, { method: 'HEAD' })],
    [412, await ask('/api/v1/data/account/acme', { ...signedIn, 'if-match': '"7"' }, { method: 'PATCH', body: '{"name":"Other"}' })],
    [400, await ask('/api/v1/data/account?filter=oops', signedIn)],
    [404, await ask('/api/v1/data/nothing', signedIn)],
    [405, await ask('/api/v1/data/account', signedIn, { method: 'DELETE' })],
    [401, await ask('/api/v1/data/account', { origin })],
    [401, await ask('/api/v1/nowhere', { origin, authorization: 'Bearer wrong' })],
    [200, await ask('/health', { origin })],
  ];
  for (const [status, answer] of answers) assert.deepEqual([answer.status, told(answer)], [status, granted]);
  assert.equal(created.headers.etag, '"1"');
  const other = await ask('/health', { origin: 'http://localhost:5173' });
  assert.equal(other.headers['access-control-allow-origin'], 'http://localhost:5173', 'each is told itself');
  assert.deepEqual(told(await ask('/api/openapi.json', signedIn)), { ...granted, vary: 'accept-encoding, origin' });
});

test('a preflight of a listed origin is 204 without a token and without a body', async (t) => {
  const desk = await startHelpDesk(t, [], { origins: [origin] });
  const preflight = await rawRequest(`${desk.address}/api/v1/data/account/acme`, { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization,content-type,if-match' }, { method: 'OPTIONS' });
  assert.deepEqual([preflight.status, preflight.body.length, preflight.headers['content-length'], preflight.headers['transfer-encoding']], [204, 0, undefined, undefined]);
  assert.deepEqual(told(preflight), {
    'access-control-allow-origin': origin, 'access-control-allow-methods': 'GET, HEAD, PATCH, DELETE', 'access-control-allow-headers': 'authorization, content-type, idempotency-key, if-match, if-none-match, *',
    'access-control-max-age': '7200', 'vary': 'origin',
  });
});

test('an origin that is not listed is told nothing, and neither is anybody where none is', async (t) => {
  const listing = await startHelpDesk(t, [], { origins: [origin] });
  const none = await startHelpDesk(t);
  for (const [desk, from, expected] of [[listing, 'https://evil.example', { vary: 'origin' }], [listing, 'null', { vary: 'origin' }], [listing, null, { vary: 'origin' }], [none, origin, {}], [none, null, {}]] as const) {
    const headers = { authorization: `Bearer ${await desk.token('clara')}`, ...(from === null ? {} : { origin: from }) };
    const answer = await rawRequest(`${desk.address}/api/v1/data/account`, headers);
    assert.deepEqual([answer.status, told(answer)], [200, expected], String(from));
    const preflight = await rawRequest(`${desk.address}/api/v1/data/account`, { ...(from === null ? {} : { origin: from }), 'access-control-request-method': 'POST' }, { method: 'OPTIONS' });
    assert.deepEqual([preflight.status, told(preflight)], [401, expected], String(from));
  }
});

test('neither MCP nor the reference page is opened by it', async (t) => {
  const desk = await startHelpDesk(t, [], { origins: [origin] });
  const signedIn = { origin, 'authorization': `Bearer ${await desk.token('clara')}`, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream' };
  const called = await rawRequest(`${desk.address}/mcp`, signedIn, { method: 'POST', body: '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}' });
  assert.deepEqual([called.status, told(called)], [403, {}]);
  const preflight = await rawRequest(`${desk.address}/mcp`, { origin, 'access-control-request-method': 'POST' }, { method: 'OPTIONS' });
  assert.deepEqual([preflight.status, told(preflight)], [403, {}]);
  assert.deepEqual(told(await rawRequest(`${desk.address}/docs`, { origin })), { vary: 'accept-encoding' });
});

test('the flag goes before its variable, and that before the configuration', async (t) => {
  const folder = scratchFolder();
  const config = (origins: string): void =>
    writeFileSync(join(folder, 'objectos.config.ts'), `export default { plugins: [{ manifest: { name: 'empty', version: '1.0.0' }, from: import.meta.url }], origins: ${origins} };\n`);
  config("['https://configured.example']");
  const [configured, said, flagged] = ['https://configured.example', 'https://said.example', 'https://flagged.example'];
  for (const [args, env, listed] of [[[], {}, [configured]], [[], { OBJECTOS_ORIGIN: `${said}, ${origin}` }, [said, origin]], [[], { OBJECTOS_ORIGIN: '' }, []], [['--origin', flagged], { OBJECTOS_ORIGIN: said }, [flagged]]] as const) {
    const server = await startServer(t, [folder, ...args], env);
    const found = await Promise.all([configured, said, flagged, origin].map(async (each) => (await rawRequest(`${server.address}/health`, { origin: each })).headers['access-control-allow-origin']));
    assert.deepEqual(found.filter((each) => each !== undefined), listed);
    await server.stop();
  }

  const refused = '"https://app.example.com/" is no origin of pages that may call REST: write https://app.example.com.\n';
  for (const command of ['start', 'dev']) {
    const { code, stdout, stderr } = await objectos([command, expenses, '--port', '0', '--data', join(folder, 'data'), '--origin', 'https://app.example.com/']);
    assert.deepEqual([code, stdout, stderr], [1, '', `ORIGIN_INVALID: ${refused}`]);
  }
  assert.match((await objectos(['start', expenses, '--port', '0'], { OBJECTOS_ORIGIN: '*' })).stderr, /^ORIGIN_INVALID: "\*" is no origin of pages that may call REST: every origin is listed by itself/u);
  config("['https://app.example.com/']");
  for (const command of ['start', 'check']) assert.equal((await objectos([command, folder])).stderr, `ORIGIN_INVALID: ${refused}`);
  config("'https://app.example.com'");
  assert.match((await objectos(['start', folder])).stderr, /^`origins` of the app must be a list, such as \['https:\/\/app\.example\.com'\]\.\n/u);
});

test('an app in a test is served with the origins of its configuration', async () => {
  await using app = await startTestApp({ ...helpDesk, origins: [origin] });
  assert.deepEqual(told(await rawRequest(`${app.address}/health`, { origin })), granted);
});

test('who serves an app by himself is refused the same', async (t) => {
  const desk = await startHelpDesk(t);
  await assert.rejects(serveApp(desk.app, { data: scratchFolder(), host: '127.0.0.1', port: 0, origins: ['app.example.com'] }), { code: 'ORIGIN_INVALID' });
  // Before anything is opened: there is no storage here.
  const storage = {} as DurableObjectStorage;
  await assert.rejects(openEdgeApp({ descriptors: [], storage, checkpoints: new MemoryCheckpointStore(), origins: ['*'] }), { code: 'ORIGIN_INVALID' });
});
