import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { eras } from './mcp-clients.contract.ts';
import type { AgentClient, Door } from './mcp-clients.contract.ts';
import { newToken, scratchFolder, startHelpDesk } from './test-app.contract.ts';
import type { TestApp } from './test-app.contract.ts';
import { openApp } from './compose.ts';
import { createAppHost } from './app-host.ts';
import { bin, expenses } from './cli-process.contract.ts';
import { loadConfig } from './load-config.ts';

/** Beside the running process: only the folder of its stores counts. */
const stdioOf = ({ data }: Pick<TestApp, 'data'>): Door => ({ command: [bin, 'mcp', '--app', expenses, '--data', data] });

/** Everybody may read his notifications, and mark them as read. */
const ofNotifications = ['record_history', 'update_record'];

async function useEverything(agent: AgentClient): Promise<void> {
  const tools = new Map((await agent.tools()).map((tool) => [tool.name, tool]));
  assert.deepEqual([...tools.keys()], [...tools.keys()].toSorted(), 'sorted');
  assert.deepEqual(
    [...tools.keys()],
    ['account.create', 'account.get', 'account.list', 'create_record', 'describe_object', 'get_record', 'list_objects', 'perform_action', 'query_records', 'record_history', 'ticket.close', 'ticket.estimate', 'update_record'],
    'no delete_record: nothing that may be deleted is reached by agents',
  );
  for (const { name, outputSchema, annotations } of tools.values()) assert.ok(outputSchema !== undefined && annotations?.readOnlyHint !== undefined, name);
  const made = await agent.call('account.create', { name: 'By an agent' });
  assert.deepEqual(JSON.parse(made.content[0]!.text), made.structuredContent);
  const id = made.structuredContent?.['id'] as string;
  assert.equal((await agent.call('get_record', { object: 'account', id })).structuredContent?.['name'], 'By an agent');
  const page = (await agent.call('query_records', { object: 'account', filter: { name: { $startsWith: 'By' } }, fields: ['name'], count: true })).structuredContent;
  assert.equal((page?.['records'] as unknown[] | undefined)?.length, page?.['total']);
  assert.ok(Array.isArray((await agent.call('account.list', { limit: 1 })).structuredContent?.['records']));
  const objects = (await agent.call('list_objects')).structuredContent?.['objects'] as { name: string; verbs: string[] }[];
  assert.deepEqual(objects.find(({ name }) => name === 'account')?.verbs.toSorted(), ['create', 'get', 'list', 'query'], 'and list_objects tells no more (query is list)');
  assert.equal((await agent.call('describe_object', { object: 'ticket' })).structuredContent?.['name'], 'ticket');
}

async function failInEveryWay(agent: AgentClient): Promise<void> {
  const problemOf = async (name: string, given: Record<string, unknown>) => {
    const answer = await agent.call(name, given);
    assert.equal(answer.isError, true, name);
    return JSON.parse(answer.content[0]!.text) as { code: string; status: number; requestId: string; issues?: { path: string }[]; hint?: string };
  };
  const invalid = await problemOf('account.create', { segment: 'huge', nmae: 'x' });
  assert.deepEqual([invalid.code, invalid.status, invalid.issues?.map(({ path }) => path).toSorted()], ['INPUT_INVALID', 400, ['name', 'nmae', 'segment']]);
  assert.equal((await problemOf('get_record', { object: 'account', id: 'none' })).code, 'RECORD_NOT_FOUND');
  assert.equal((await problemOf('get_record', { object: 'account', id: 'none', revision: 1 })).code, 'TOOL_ARGUMENTS_INVALID');
  assert.equal((await problemOf('query_records', { object: 'acount' })).hint, 'Did you mean "account.list"?');
  assert.equal((await problemOf('perform_action', { object: 'account', id: '1', action: 'delete' })).code, 'ACTION_UNKNOWN');
  for (const name of ['account.delete', 'delete_record', 'no.such']) await assert.rejects(agent.call(name, { object: 'account', id: '1' }), new RegExp(`Unknown tool: ${name}`, 'u'));
}

for (const [era, connect] of Object.entries(eras)) {
  test(`the official client of ${era} works over HTTP and over the standard streams of a process`, async (t) => {
    const desk = await startHelpDesk(t);
    for (const door of [{ address: desk.address }, stdioOf(desk)]) {
      const agent = await connect(t, door, await desk.token('bot'));
      assert.equal(agent.protocol, era);
      await useEverything(agent);
      await failInEveryWay(agent);
    }
    assert.deepEqual(desk.errors, []);
    const { entries } = (await desk.host.call('main', 'audit.log', { limit: 500 })) as { entries: { operation: string; surface: string; principal: string; actors: string[] }[] };
    const made = entries.filter(({ operation }) => operation === 'account.create');
    assert.deepEqual(made.map(({ surface, principal, actors }) => `${surface}: ${principal} by ${actors.join(', ')}`), Array<string>(2).fill('mcp: clara by bot'));
  });

  test(`a token that is revoked ends the session of a client of ${era} at its next message`, async (t) => {
    const desk = await startHelpDesk(t);
    for (const door of [{ address: desk.address }, stdioOf(desk)]) {
      const token = await newToken(desk.host, { principal: 'clara', agent: 'bot' });
      const agent = await connect(t, door, token);
      await agent.call('list_objects');
      const { records } = (await desk.host.call('main', 'token.list', {})) as { records: { id: string }[] };
      await desk.host.call('main', 'token.revoke', { id: records[0]!.id });
      await assert.rejects(agent.call('list_objects'), /Unauthorized|token that is in force|revoked/u);
      await assert.rejects(agent.tools(), /Unauthorized|token that is in force|revoked/u);
    }
  });

  test(`a client of ${era} sees the tools of its own caller`, async (t) => {
    const desk = await startHelpDesk(t);
    const namesOf = async (person: 'vito' | 'wim') => (await (await connect(t, { address: desk.address }, await desk.token(person))).tools()).map(({ name }) => name);
    assert.deepEqual(await namesOf('vito'), ['account.get', 'account.list', 'describe_object', 'get_record', 'list_objects', 'query_records', ...ofNotifications]);
    assert.deepEqual(await namesOf('wim'), ['account.create', 'create_record', 'describe_object', 'get_record', 'list_objects', 'query_records', ...ofNotifications]);
  });
}

test('where no process runs, objectos mcp opens the stores itself, and leaves when its client does', async (t) => {
  const data = scratchFolder();
  const { config } = await loadConfig(expenses);
  const app = await openApp(config, { data });
  const host = createAppHost(app, '');
  await config.ready?.(host);
  const token = await newToken(host, { principal: 'emma' });
  await app.stop();
  for (const connect of Object.values(eras)) {
    await t.test(`by a client of ${connect.name}`, async (client) => {
      const agent = await connect(client, stdioOf({ data }), token);
      assert.equal((await agent.call('create_record', { object: 'expense', values: { title: 'Train', amount: '84.50', spent_on: '2026-11-20' } })).structuredContent?.['status'], 'submitted');
      await assert.rejects(openApp(config, { data }), { code: 'STORE_LOCKED' });
    });
  }
});

test('a wrong token is refused before anything is served', async (t) => {
  const desk = await startHelpDesk(t);
  for (const [token, said] of [['oos_wrong', /unknown, expired or revoked/u], ['', /OBJECTOS_TOKEN/u]] as const) {
    const child = spawn(process.execPath, [bin, 'mcp', '--app', expenses, '--data', desk.data], { env: { ...process.env, OBJECTOS_TOKEN: token } });
    let told = '';
    child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString()));
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 1);
    assert.match(told, said);
  }
});

test('only this host, these origins and a token come in, one message at a time', async (t) => {
  const desk = await startHelpDesk(t);
  const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  const authorization = `Bearer ${await desk.token('bot')}`;
  const common = { authorization, 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const post = async (headers: Record<string, string>, body = message, method = 'POST') => {
    const response = await fetch(`${desk.address}/mcp`, { method, headers: { ...common, ...headers }, ...(method === 'POST' ? { body } : {}) });
    await response.text();
    return response;
  };
  assert.equal((await post({})).status, 200);
  assert.equal((await post({ origin: desk.address })).status, 200);
  for (const origin of ['http://evil.example', 'null', `${desk.address}0`, desk.address.replace('http:', 'https:')]) assert.equal((await post({ origin })).status, 403, origin);
  const none = await post({ authorization: '' });
  assert.deepEqual([none.status, none.headers.get('www-authenticate')], [401, 'Bearer realm="ObjectOS"']);
  assert.match((await post({ authorization: 'Bearer oos_wrong' })).headers.get('www-authenticate') ?? '', /invalid_token/u);
  assert.equal((await post({}, '{"jsonrpc"')).status, 400);
  assert.equal((await post({}, `[${message},${message}]`)).status, 400);
  assert.equal((await post({}, `"${'x'.repeat(1_100_000)}"`)).status, 413);
  assert.equal((await post({}, '', 'GET')).status, 405);
  assert.equal((await post({}, '', 'DELETE')).status, 405);
  assert.equal((await rebound(desk.address, common, message)), 403, 'a page whose name was made to point here');
});

/** The status of a request that names another host, as DNS rebinding makes browsers do. */
async function rebound(address: string, headers: Record<string, string>, body: string): Promise<number | undefined> {
  const { request } = await import('node:http');
  const asking = request(`${address}/mcp`, { method: 'POST', headers: { ...headers, host: 'evil.example:80' } });
  asking.end(body);
  const [response] = (await once(asking, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  return response.statusCode;
}
