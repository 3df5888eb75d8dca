import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { test } from 'node:test';

const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    loaded.push(url);
    return next(url, context);
  },
});

const ofSdk = () => loaded.filter((url) => url.includes('/@modelcontextprotocol/'));

test('the MCP SDK is loaded when the first agent comes, not before', async (t) => {
  const { startHelpDesk } = await import('./test-app.contract.ts');
  const { say } = await import('./mcp-messages.contract.ts');
  const desk = await startHelpDesk(t);
  await desk.ask('GET', '/api/openapi.json');
  assert.ok(loaded.length > 100, 'what is loaded is seen here');
  assert.deepEqual(ofSdk(), []);
  await desk.ask('POST', '/mcp', { as: null, body: {} });
  assert.deepEqual(ofSdk(), [], 'nor for who has no token');
  await say(desk, 'tools/call', { as: 'clara', params: { name: 'query_records', arguments: { object: 'account' } } });
  assert.deepEqual(ofSdk(), [], 'nor for who only reads records');
  await desk.ask('POST', '/mcp', { body: { jsonrpc: '2.0', id: 1, method: 'tools/list' }, headers: { accept: 'application/json, text/event-stream' } });
  assert.ok(ofSdk().length > 0);
});
