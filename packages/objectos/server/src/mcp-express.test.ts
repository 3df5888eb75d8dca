import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definePlugin } from '@objectos/kernel';
import { confirmationsFacet } from '@objectos/mcp';
import { say } from './mcp-messages.contract.ts';
import { startHelpDesk } from './test-app.contract.ts';
import type { TestApp } from './test-app.contract.ts';

interface Call { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }

/** The answer by the short way, and by the general one, which whoever may want progress takes. */
async function bothWays(desk: TestApp, as: 'clara' | 'vito' | 'bot', call: Call): Promise<readonly [string, string]> {
  const plain = await say(desk, 'tools/call', { as, params: { ...call } });
  const general = await say(desk, 'tools/call', { as, params: { ...call, _meta: { progressToken: 1 } } });
  return [normal(plain), normal(general)];
}

/** Ids of requests differ from one to the next. */
function normal(answer: unknown): string {
  return JSON.stringify(answer, (_key, value: unknown) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value)).replaceAll(/requestId\\+":\\+"[0-9a-f-]{36}/gu, 'requestId');
}

test('reads of records are answered by the short way as by the general one', async (t) => {
  const desk = await startHelpDesk(t);
  await desk.host.call('main', 'account.create', { id: 'a1', name: 'Quote " and \\ and ü \u2028', segment: 'small', secret: 'hush' });
  await desk.host.call('main', 'account.create', { id: 'a2', name: 'Hidden', segment: 'large' });
  const calls: readonly Call[] = [
    { name: 'get_record', arguments: { object: 'account', id: 'a1' } },
    { name: 'get_record', arguments: { object: 'account', id: 'a2' } },
    { name: 'get_record', arguments: { object: 'account', id: 'none' } },
    { name: 'get_record', arguments: { object: 'ticket', id: 'none' } },
    { name: 'get_record', arguments: { objet: 'account' } },
    { name: 'get_record', arguments: { object: 'account', id: 'a1', fields: ['secret'] } },
    { name: 'query_records', arguments: { object: 'account', filter: { name: { $startsWith: 'Q' } }, count: true } },
    { name: 'query_records', arguments: { object: 'acount' } },
    { name: 'account.list', arguments: { limit: 1 } },
    { name: 'account.get', arguments: { id: 'a1' } },
    { name: 'list_objects', arguments: {} },
    { name: 'no_such_tool', arguments: {} },
  ];
  for (const as of ['clara', 'vito', 'bot'] as const) {
    for (const call of calls) {
      const [short, general] = await bothWays(desk, as, call);
      assert.equal(short, general, `${as}: ${JSON.stringify(call)}`);
    }
  }
});

test('what is not exactly of its form does not take the short way', async (t) => {
  const desk = await startHelpDesk(t);
  const ask = async (more: object, headers: Record<string, string> = {}) => {
    const params = { name: 'get_record', arguments: { object: 'account', id: 'none' }, _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientCapabilities': {} } };
    const { status, json } = await desk.ask('POST', '/mcp', {
      body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params, ...more },
      headers: { accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'get_record', ...headers },
    });
    return [status, (json['error'] as { code: number } | undefined)?.code];
  };
  assert.deepEqual(await ask({}), [200, undefined]);
  for (const headers of [{ 'mcp-name': 'query_records' }, { 'mcp-method': 'tools/list' }, { 'mcp-protocol-version': '2025-11-25' }]) assert.deepEqual(await ask({}, headers), [400, -32_020], JSON.stringify(headers));
  assert.deepEqual(await ask({}, { 'content-type': 'text/plain' }), [415, -32_000]);
  assert.deepEqual(await ask({ params: { name: 'get_record' } }), [400, -32_602], 'without its envelope');
});

test('a confirmation is asked for on the general way', async (t) => {
  const desk = await startHelpDesk(t, [definePlugin({ name: 'careful', version: '1.0.0', contributes: [confirmationsFacet.of({ operation: 'account.get', required: true })] })]);
  const { error } = await say(desk, 'tools/call', { as: 'clara', params: { name: 'account.get', arguments: { id: 'x' } } });
  assert.equal(error?.code, -32_021);
});
