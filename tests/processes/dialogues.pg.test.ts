import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestDatabase, testOnServer } from '../../packages/objectql/driver-postgres/src/test-server.contract.ts';
import { Operator } from '../parity/harness/operator.ts';
import { startServer } from '../parity/harness/server-process.ts';
import type { ServerProcess } from '../parity/harness/server-process.ts';

type Json = Readonly<Record<string, unknown>>;
interface Answer { readonly result?: Json; readonly error?: { readonly code: number } }

const revision = '2026-07-28';
const yes = { confirm: { action: 'accept', content: { confirmed: true } } };

/** `memo.create` over MCP at that server, in the first round or a later one. */
async function create({ address }: ServerProcess, token: string, round: Json = {}): Promise<Answer> {
  const params = { name: 'memo.create', arguments: { text: 'Confirmed' }, ...round, _meta: { 'io.modelcontextprotocol/protocolVersion': revision, 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } } };
  const headers = { 'authorization': `Bearer ${token}`, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', 'mcp-protocol-version': revision, 'mcp-method': 'tools/call', 'mcp-name': 'memo.create' };
  const response = await fetch(`${address}/mcp`, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }) });
  const text = await response.text();
  return JSON.parse(text.startsWith('{') ? text : (text.split('\n').findLast((line) => line.startsWith('data:')) ?? '').slice(5)) as Answer;
}

/** Of the memo that was made. */
function idOf({ result }: Answer): string | undefined {
  return (result?.['structuredContent'] as { readonly id: string } | undefined)?.id;
}

async function writer(operator: Operator): Promise<string> {
  await operator.value('home', 'principal.create', { id: 'wanda', name: 'Wanda', kind: 'person', roles: ['writer'] });
  return (await operator.value<{ token: string }>('home', 'token.create', { principal: 'wanda' })).token;
}

/** A fleet behind a balancer: each round of a dialogue may come to another process. */
testOnServer('dialogues of two server processes on one database', () => {
  test('what one has asked the other hears the answer to, after a restart as well; a state of another database is refused', { timeout: 120_000 }, async () => {
    const databases = [await TestDatabase.create(), await TestDatabase.create()] as const;
    const start = (which: 0 | 1): Promise<ServerProcess> => startServer('../processes/app', databases[which].url);
    const [first, second, stranger] = await Promise.all([start(0), start(0), start(1)]);
    const running = new Set([first, second, stranger]);
    const operators = await Promise.all([Operator.connect(first.socket), Operator.connect(stranger.socket)]);
    try {
      const [token, foreign] = [await writer(operators[0]), await writer(operators[1])];
      // Both need a key at the same time, and there is none yet.
      const asked = await Promise.all([create(first, token), create(second, token)]);
      const [ofFirst, ofSecond] = asked.map(({ result }) => String(result?.['requestState']));
      assert.deepEqual(asked.map(({ result }) => result?.['resultType']), ['input_required', 'input_required']);
      assert.equal((await create(stranger, foreign, { requestState: ofFirst, inputResponses: yes })).error?.code, -32_602);
      await create(stranger, foreign);
      assert.equal((await create(stranger, foreign, { requestState: ofFirst, inputResponses: yes })).error?.code, -32_602, 'nor when it has a key of its own');
      const crossed = await Promise.all([create(second, token, { requestState: ofFirst, inputResponses: yes }), create(first, token, { requestState: ofSecond, inputResponses: yes })]);
      const ids = crossed.map(idOf);
      assert.ok(ids.every((id) => typeof id === 'string') && ids[0] !== ids[1], JSON.stringify(crossed));
      const last = String((await create(second, token)).result?.['requestState']);
      for (const server of [first, second]) {
        await server.stop();
        running.delete(server);
      }
      const again = await start(0);
      running.add(again);
      const answered = await create(again, token, { requestState: last, inputResponses: yes });
      assert.ok(idOf(answered) !== undefined, JSON.stringify(answered));
      assert.equal(idOf(await create(again, token, { requestState: ofFirst, inputResponses: yes })), ids[0], 'one dialogue writes once, wherever it is answered');
    } finally {
      await Promise.allSettled(operators.map((operator) => operator.close()));
      await Promise.all([...running].map((server) => server.stop()));
      for (const database of databases) await database.drop();
    }
  });
});
