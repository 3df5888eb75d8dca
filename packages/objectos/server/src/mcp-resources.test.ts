import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mcpContributions } from './mcp-contributions.contract.ts';
import { listed, say } from './mcp-messages.contract.ts';
import { startHelpDesk } from './test-app.contract.ts';
import type { TestApp } from './test-app.contract.ts';

type Person = 'clara' | 'vito' | 'wim' | 'bot';

const read = (desk: TestApp, as: Person, uri: string) => say(desk, 'resources/read', { as, params: { uri } });
const urisOf = async (desk: TestApp, as: Person) => listed(await say(desk, 'resources/list', { as }), 'resources', 'uri');
const textOf = (result: unknown): string => (result as { contents: [{ text: string }] }).contents[0].text;

async function deskWithAccounts(t: Parameters<typeof startHelpDesk>[0]): Promise<TestApp> {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  await desk.host.call('main', 'account.create', { id: 'small-1', name: 'Small', segment: 'small', secret: 'hush', credit: '5.00' });
  await desk.host.call('main', 'account.create', { id: 'small-2', name: 'Also small', segment: 'small', secret: 'hushed' });
  await desk.host.call('main', 'account.create', { id: 'small-3', name: 'Large in truth', segment: 'large', secret: 'hush' });
  await desk.host.call('main', 'ticket.create', { id: 'ticket-1', title: 'It does not work' });
  return desk;
}

test('resources are the schemas of what a caller may use and what plugins bring, as far as he may use it', async (t) => {
  const desk = await deskWithAccounts(t);
  assert.deepEqual(await urisOf(desk, 'clara'), ['desk://briefing', 'objectos://schemas/account', 'objectos://schemas/notification', 'objectos://schemas/ticket']);
  assert.deepEqual(await urisOf(desk, 'vito'), ['objectos://schemas/account', 'objectos://schemas/notification']);
  const templates = listed(await say(desk, 'resources/templates/list', { as: 'vito' }), 'resourceTemplates', 'uriTemplate');
  assert.deepEqual(templates, ['objectos://records/{object}/{id}', 'objectos://schemas/{object}']);
});

test('a record and a schema read as their operations answer, without what is hidden', async (t) => {
  const desk = await deskWithAccounts(t);
  const { result } = await read(desk, 'vito', 'objectos://records/account/small-1');
  const { structuredContent } = (await say(desk, 'tools/call', { as: 'vito', params: { name: 'get_record', arguments: { object: 'account', id: 'small-1' } } })).result as { structuredContent: unknown };
  assert.deepEqual(JSON.parse(textOf(result)), structuredContent);
  assert.deepEqual([result?.['cacheScope'], result?.['ttlMs']], ['private', 0]);
  assert.doesNotMatch(textOf(result), /hush|secret|credit/u);
  const schema = textOf((await read(desk, 'vito', 'objectos://schemas/account')).result);
  assert.match(schema, /segment/u);
  assert.doesNotMatch(schema, /secret|credit/u);
  assert.match(textOf((await read(desk, 'clara', 'objectos://records/account/small-1')).result), /hush/u);
});

test('what is hidden, what agents do not reach and what does not exist read alike', async (t) => {
  const desk = await deskWithAccounts(t);
  const absent = JSON.stringify(await read(desk, 'vito', 'objectos://records/account/none'));
  for (const uri of ['objectos://records/account/small-3', 'objectos://records/ticket/ticket-1', 'objectos://schemas/ticket', 'objectos://records/token/x', 'objectos://records/nothing/x', 'desk://briefing', 'no://such', 'objectos://records/account/%E0%A4%A']) {
    const answer = await read(desk, 'vito', uri);
    assert.equal(JSON.stringify(answer), absent.replaceAll('objectos://records/account/none', uri), uri);
    assert.deepEqual([answer.error?.code, answer.error?.data], [-32_602, { uri }]);
  }
  assert.equal((await read(desk, 'clara', 'objectos://records/ticket/ticket-1')).error?.code, -32_602, 'ticket.get is not among the agentTools');
});

test('completion offers what the caller may read, and nothing that is hidden', async (t) => {
  const desk = await deskWithAccounts(t);
  const complete = async (as: Person, ref: object, argument: readonly [name: string, value: string], others?: Record<string, string>) => {
    const { result, error } = await say(desk, 'completion/complete', { as, params: { ref, argument: { name: argument[0], value: argument[1] }, ...(others === undefined ? {} : { context: { arguments: others } }) } });
    return error === undefined ? (result as { completion: { values: string[] } }).completion.values : error.code;
  };
  const records = { type: 'ref/resource', uri: 'objectos://records/{object}/{id}' };
  const review = { type: 'ref/prompt', name: 'account_review' };
  assert.deepEqual(await complete('clara', records, ['object', 'a']), ['account']);
  assert.deepEqual(await complete('vito', records, ['object', 't']), [], 'no ticket for a viewer');
  assert.deepEqual(await complete('clara', records, ['id', 'small-'], { object: 'account' }), ['small-1', 'small-2', 'small-3']);
  assert.deepEqual(await complete('vito', records, ['id', 'small-'], { object: 'account' }), ['small-1', 'small-2']);
  assert.deepEqual(await complete('vito', records, ['id', 't'], { object: 'ticket' }), []);
  assert.deepEqual(await complete('vito', records, ['id', 't'], { object: 'nothing' }), []);
  assert.deepEqual(await complete('vito', records, ['id', 's']), [], 'of no object');
  assert.deepEqual(await complete('vito', review, ['account', 'small-']), ['small-1', 'small-2']);
  assert.deepEqual(await complete('vito', review, ['tone', 'fr']), ['friendly', 'frank']);
  assert.deepEqual(await complete('clara', review, ['about', 'hush']), ['hush', 'hushed'], 'each value once');
  assert.deepEqual(await complete('vito', review, ['about', 'hush']), [], 'a field that he may not read');
  assert.equal(await complete('wim', review, ['account', 's']), -32_602, 'a prompt that he does not have');
  assert.equal(await complete('vito', { type: 'ref/resource', uri: 'no://such' }, ['a', '']), -32_602);
});

test('an agent whose delegation leaves out asking for objects has its records, and no schemas', async (t) => {
  const desk = await deskWithAccounts(t);
  await desk.host.call('main', 'delegation.update', { id: 'bot-for-clara', operations: ['account.get'] });
  assert.deepEqual(await urisOf(desk, 'bot'), []);
  assert.deepEqual(listed(await say(desk, 'resources/templates/list', { as: 'bot' }), 'resourceTemplates', 'uriTemplate'), ['objectos://records/{object}/{id}']);
  assert.match(textOf((await read(desk, 'bot', 'objectos://records/account/small-1')).result), /Small/u);
  assert.equal((await read(desk, 'bot', 'objectos://schemas/account')).error?.code, -32_602);
});
