import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ElicitRequestSchema, PromptListChangedNotificationSchema, ResourceUpdatedNotificationSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { mcpContributions } from './mcp-contributions.contract.ts';
import { startHelpDesk } from './test-app.contract.ts';
import type { TestApp } from './test-app.contract.ts';

const uri = (id: string) => `objectos://records/account/${id}`;

async function connect(t: TestContext, desk: TestApp, as: 'clara' | 'vito'): Promise<{ client: Client; transport: StreamableHTTPClientTransport }> {
  const client = new Client({ name: 'test', version: '1.0.0' }, { capabilities: { elicitation: {} } });
  const transport = new StreamableHTTPClientTransport(new URL(`${desk.address}/mcp`), { requestInit: { headers: { authorization: `Bearer ${await desk.token(as)}` } } });
  await client.connect(transport);
  t.after(() => client.close());
  return { client, transport };
}

/** Resolves when the client is notified so. */
function notified(client: Client, schema: typeof ToolListChangedNotificationSchema | typeof PromptListChangedNotificationSchema | typeof ResourceUpdatedNotificationSchema): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  client.setNotificationHandler(schema, resolve);
  return promise;
}

test('a client of 2025-11-25 is asked over its session, and the call goes on with the answer', async (t) => {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  const { client } = await connect(t, desk, 'clara');
  const asked: string[] = [];
  let confirmed = false;
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    asked.push(params.message);
    return { action: 'accept', content: { confirmed } };
  });
  const create = () => client.callTool({ name: 'account.create', arguments: { name: 'By hand' } });
  assert.equal((await create()).isError, true);
  confirmed = true;
  assert.equal(((await create()).structuredContent as { name: string }).name, 'By hand');
  assert.equal(asked.length, 2);
  assert.equal(((await desk.host.call('main', 'account.list', { count: true })) as { total: number }).total, 1);
});

test('a session notifies of lists and of resources that its client has subscribed to, until it unsubscribes', async (t) => {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  for (const id of ['one', 'two']) await desk.host.call('main', 'account.create', { id, name: id, segment: 'small' });
  const { client } = await connect(t, desk, 'vito');
  const updates: string[] = [];
  let heard = Promise.withResolvers<void>();
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
    updates.push(params.uri);
    heard.resolve();
  });
  await client.subscribeResource({ uri: uri('one') });
  await client.subscribeResource({ uri: uri('two') });
  await desk.host.call('main', 'account.update', { id: 'one', name: 'Changed' });
  await heard.promise;
  await client.unsubscribeResource({ uri: uri('one') });
  heard = Promise.withResolvers();
  await desk.host.call('main', 'account.update', { id: 'one', name: 'Unheard' });
  await desk.host.call('main', 'account.update', { id: 'two', name: 'Heard' });
  await heard.promise;
  assert.deepEqual(updates, [uri('one'), uri('two')]);
  const changes = Promise.all([notified(client, ToolListChangedNotificationSchema), notified(client, PromptListChangedNotificationSchema)]);
  await desk.host.call('main', 'principal.update', { id: 'vito', roles: ['clerk'] });
  await changes;
});

test('a session is there for the token that opened it, and for nobody once it has ended', async (t) => {
  const desk = await startHelpDesk(t);
  const { transport } = await connect(t, desk, 'clara');
  const session = transport.sessionId ?? '';
  const list = (as: 'clara' | 'vito' | 'bot', id = session) => desk.ask('POST', '/mcp', { as, body: { jsonrpc: '2.0', id: 1, method: 'ping' }, headers: { accept: 'application/json, text/event-stream', 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' } });
  for (const as of ['vito', 'bot'] as const) assert.equal((await list(as)).status, 404, as);
  assert.equal((await list('clara', 'no-such-session')).status, 404);
  for (const method of ['GET', 'DELETE']) assert.equal((await desk.ask(method, '/mcp', { as: 'vito', headers: { accept: 'text/event-stream', 'mcp-session-id': session } })).status, 404, method);
  await transport.terminateSession();
  assert.equal((await list('clara')).status, 404);
});

test('rights are those of the moment, whatever the session began with', async (t) => {
  const desk = await startHelpDesk(t);
  const { client } = await connect(t, desk, 'clara');
  const namesOf = async () => (await client.listTools()).tools.map(({ name }) => name);
  assert.ok((await namesOf()).includes('account.create'));
  await desk.host.call('main', 'principal.update', { id: 'clara', roles: ['viewer'] });
  assert.equal((await namesOf()).includes('account.create'), false);
  await assert.rejects(client.callTool({ name: 'account.create', arguments: { name: 'x' } }), /Unknown tool/u);
});

test('a session outlasts a time in which its token is not in force', async (t) => {
  const desk = await startHelpDesk(t);
  const { client, transport } = await connect(t, desk, 'vito');
  const session = transport.sessionId;
  await client.subscribeResource({ uri: uri('one') });
  await desk.host.call('main', 'principal.update', { id: 'vito', active: false });
  await assert.rejects(client.ping(), /in force/u);
  await desk.host.call('main', 'principal.update', { id: 'vito', active: true });
  await client.ping();
  assert.equal(transport.sessionId, session);
});

test('a caller who begins more sessions than he may have loses his oldest, and nobody else loses one', async (t) => {
  const desk = await startHelpDesk(t);
  const begin = (as: 'clara' | 'vito') => connect(t, desk, as);
  const other = await begin('vito');
  const first = await begin('clara');
  const rest: Awaited<ReturnType<typeof begin>>[] = [];
  for (let count = 1; count < 20; count++) rest.push(await begin('clara'));
  await first.client.ping();
  const second = await begin('clara');
  await first.client.ping();
  await second.client.ping();
  await other.client.ping();
  await assert.rejects(async () => rest[0]?.client.ping(), /no such session/u, 'the one that has been idle longest');
  await rest[1]?.client.ping();
});
