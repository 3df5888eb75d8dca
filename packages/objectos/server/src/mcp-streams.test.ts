import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { socketPath } from './reach-app.ts';
import { startHelpDesk } from './test-app.contract.ts';
import type { TestApp } from './test-app.contract.ts';

type Json = Readonly<Record<string, unknown>>;

/** A client on standard input and output, as the running server sees it: a message a line. */
async function plugIn(t: TestContext, desk: TestApp, as: 'vito'): Promise<{ say(message: Json): void; heardUntil(fits: (message: Json) => boolean): Promise<Json[]> }> {
  const socket = connect(socketPath(desk.data));
  t.after(() => socket.destroy());
  socket.write(`${JSON.stringify({ mcp: await desk.token(as) })}\n`);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  assert.deepEqual(JSON.parse((await lines.next()).value ?? ''), { ok: true });
  return {
    say: (message) => void socket.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    async heardUntil(fits) {
      const heard: Json[] = [];
      for (;;) {
        const { value, done } = await lines.next();
        assert.notEqual(done, true, `the stream ended after ${JSON.stringify(heard)}`);
        heard.push(JSON.parse(value ?? '') as Json);
        if (fits(heard.at(-1) ?? {})) return heard;
      }
    },
  };
}

const uri = 'objectos://records/account/one';
const updated = ({ method, params }: Json): boolean => method === 'notifications/resources/updated' && (params as { uri: string }).uri === uri;
const answered = (id: number) => (message: Json): boolean => message['id'] === id;

test('a client of 2026-07-28 on standard input and output hears of what it listens for', async (t) => {
  const desk = await startHelpDesk(t);
  await desk.host.call('main', 'account.create', { id: 'one', name: 'One', segment: 'small' });
  const client = await plugIn(t, desk, 'vito');
  const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} };
  client.say({ id: 7, method: 'subscriptions/listen', params: { _meta: meta, notifications: { toolsListChanged: true, resourceSubscriptions: [uri] } } });
  await client.heardUntil(({ method }) => method === 'notifications/subscriptions/acknowledged');
  await desk.host.call('main', 'account.update', { id: 'one', secret: 'hush' });
  await desk.host.call('main', 'account.update', { id: 'one', name: 'Changed' });
  const [note] = (await client.heardUntil(updated)).slice(-1);
  assert.match(JSON.stringify(note), /"io\.modelcontextprotocol\/subscriptionId":7/u);
  await desk.host.call('main', 'principal.update', { id: 'vito', roles: ['clerk'] });
  await client.heardUntil(({ method }) => method === 'notifications/tools/list_changed');
});

test('a client of 2025-11-25 on standard input and output hears of its lists and of what it subscribes to', async (t) => {
  const desk = await startHelpDesk(t);
  await desk.host.call('main', 'account.create', { id: 'one', name: 'One', segment: 'small' });
  const client = await plugIn(t, desk, 'vito');
  client.say({ id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } } });
  await client.heardUntil(answered(1));
  client.say({ method: 'notifications/initialized' });
  client.say({ id: 2, method: 'resources/subscribe', params: { uri } });
  await client.heardUntil(answered(2));
  await desk.host.call('main', 'account.update', { id: 'one', name: 'Changed' });
  await client.heardUntil(updated);
  await desk.host.call('main', 'principal.update', { id: 'vito', roles: ['clerk'] });
  await client.heardUntil(({ method }) => method === 'notifications/tools/list_changed');
});

test('a client of 2025-11-25 hears of its lists without having subscribed to anything', async (t) => {
  const desk = await startHelpDesk(t);
  const client = await plugIn(t, desk, 'vito');
  client.say({ id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } } });
  await client.heardUntil(answered(1));
  client.say({ method: 'notifications/initialized' });
  const heard = new AbortController();
  const hearing = client.heardUntil(({ method }) => method === 'notifications/tools/list_changed').then(() => heard.abort());
  // Nothing says when the server has taken its first look, so the lists go on changing until it tells.
  for (let turn = 0; turn < 1000 && !heard.signal.aborted; turn++) await desk.host.call('main', 'principal.update', { id: 'vito', roles: turn % 2 === 0 ? ['clerk'] : ['viewer'] });
  assert.ok(heard.signal.aborted);
  await hearing;
});
