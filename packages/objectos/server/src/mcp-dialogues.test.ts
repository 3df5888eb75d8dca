import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mcpContributions } from './mcp-contributions.contract.ts';
import { say, sayAndHear, send } from './mcp-messages.contract.ts';
import { startHelpDesk } from './test-app.contract.ts';
import type { TestApp } from './test-app.contract.ts';

type Person = 'clara' | 'vito' | 'wim' | 'bot';
interface Asked { readonly resultType: string; readonly requestState: string; readonly inputRequests: Record<string, { params: { message: string } }> }

const capabilities = { elicitation: {} };
const yes = { confirm: { action: 'accept', content: { confirmed: true } } };
const given = { name: 'Confirmed' };

const create = (desk: TestApp, params: object, as: Person = 'clara') => say(desk, 'tools/call', { as, capabilities, params: { name: 'account.create', arguments: given, ...params } });
const textOf = (result: unknown): string => (result as { content: [{ text: string }] }).content[0].text;
const problemOf = (result: unknown): { code: string } => JSON.parse(textOf(result)) as { code: string };
const idOf = (result: unknown): string => (result as { structuredContent: { id: string } }).structuredContent.id;
const accounts = async (desk: TestApp) => ((await desk.host.call('main', 'account.list', { count: true })) as { total: number }).total;

test('an operation that wants a confirmation is performed once a person has said yes, and once only', async (t) => {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  const asked = (await create(desk, {})).result as unknown as Asked;
  assert.equal(asked.resultType, 'input_required');
  assert.match(asked.inputRequests['confirm']?.params.message ?? '', /account\.create.*\n.*"name":"Confirmed"/u);
  assert.equal(await accounts(desk), 0);
  const { requestState } = asked;
  const first = await create(desk, { requestState, inputResponses: yes });
  const again = await create(desk, { requestState, inputResponses: yes });
  assert.equal(idOf(again.result), idOf(first.result), 'a repeated yes is answered, not done');
  assert.equal(await accounts(desk), 1);
});

test('a yes counts for the caller and the arguments that were shown, and not without its state', async (t) => {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  const { requestState } = (await create(desk, {})).result as unknown as Asked;
  assert.equal(((await create(desk, { inputResponses: yes })).result as unknown as Asked).resultType, 'input_required', 'made up');
  for (const [what, params, as] of [
    ['other arguments', { requestState, arguments: { name: 'Other' } }, 'clara'],
    ['another tool', { requestState, name: 'create_record', arguments: { object: 'account', values: given } }, 'clara'],
    ['another caller', { requestState }, 'wim'],
    ['her agent', { requestState }, 'bot'],
    ['a changed state', { requestState: `${requestState}x` }, 'clara'],
    ['no state', { requestState: 7 }, 'clara'],
  ] as const) assert.equal((await create(desk, { ...params, inputResponses: yes }, as)).error?.code, -32_602, what);
  assert.equal(await accounts(desk), 0);
});

test('a person who says no, or nothing that fits, is not overruled', async (t) => {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  const { requestState } = (await create(desk, {})).result as unknown as Asked;
  for (const confirm of [{ action: 'decline' }, { action: 'cancel' }, { action: 'accept', content: { confirmed: false } }]) {
    const { result } = await create(desk, { requestState, inputResponses: { confirm } });
    assert.deepEqual([result?.['isError'], problemOf(result).code], [true, 'NOT_CONFIRMED'], JSON.stringify(confirm));
  }
  for (const confirm of [{ action: 'accept', content: { confirmed: 'yes' } }, { action: 'accept', content: {} }, { action: 'accept' }]) {
    const { result } = await create(desk, { requestState, inputResponses: { confirm } });
    assert.equal(result?.['resultType'], 'input_required', JSON.stringify(confirm));
  }
  assert.equal(await accounts(desk), 0);
});

test('the generic tool asks as well, a client that cannot ask is refused, and who has no right is not asked', async (t) => {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  const generic = { name: 'create_record', arguments: { object: 'account', values: given } };
  assert.equal(((await create(desk, generic)).result as unknown as Asked).resultType, 'input_required');
  const mute = await say(desk, 'tools/call', { as: 'clara', params: generic });
  assert.deepEqual([mute.status, mute.error?.code, mute.error?.data], [400, -32_021, { requiredCapabilities: { elicitation: {} } }]);
  assert.equal((await create(desk, {}, 'vito')).error?.message, 'Unknown tool: account.create');
  assert.equal(await accounts(desk), 0);
  assert.equal((await desk.ask('POST', '/api/v1/data/account', { body: given })).status, 201, 'other surfaces know of no such question');
});

test('an operation asks, remembers and answers; where nobody can be asked it says what it says there', async (t) => {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  const greet = (params: object, as: Person = 'clara') => say(desk, 'tools/call', { as, capabilities, params: { name: 'greet', arguments: {}, ...params } });
  const { requestState } = (await greet({})).result as unknown as Asked;
  const nickname = { nickname: { action: 'accept', content: { name: 'Cee' } } };
  assert.equal(textOf((await greet({ requestState, inputResponses: nickname })).result), 'Hello, Cee; I remember that I asked.');
  assert.equal(textOf((await greet({ inputResponses: { ...nickname, other: {} } })).result), 'Hello, Cee; I do not remember that I asked.');
  assert.equal(textOf((await greet({ requestState, inputResponses: { nickname: { action: 'decline' } } })).result), 'Hello, stranger; I remember that I asked.');
  assert.equal((await greet({ requestState, inputResponses: nickname }, 'vito')).error?.code, -32_602);
  const context = await desk.host.call('main', 'desk.greet', {});
  assert.match(JSON.stringify(context), /whoever you are/u);
});

test('progress is told to who asked for it, and only ever grows', async (t) => {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  const count = (meta: object) => sayAndHear(desk, 'tools/call', { as: 'clara', params: { name: 'count', arguments: {}, _meta: meta } });
  const told = (await count({ progressToken: 'p' })).filter(({ method }) => method === 'notifications/progress').map(({ params }) => params as { progressToken: string; progress: number; total: number });
  assert.deepEqual(told.map(({ progressToken, progress, total }) => [progressToken, progress, total]), [1, 3, 4].map((done) => ['p', done, 4]));
  assert.deepEqual(await count({}), [], 'nobody asked, so one plain answer comes and no stream');
});

test('a call that its client leaves is told so', async (t) => {
  const { plugin, happenings } = mcpContributions();
  const desk = await startHelpDesk(t, [plugin]);
  const leave = new AbortController();
  const calling = send(desk, 'tools/call', { as: 'clara', params: { name: 'wait', arguments: {} } }, leave.signal);
  await happenings.waiting;
  leave.abort();
  await assert.rejects(calling, { name: 'AbortError' });
  await happenings.left;
});
