import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definePlugin } from '@objectos/kernel';
import { promptsFacet } from '@objectos/mcp';
import { mcpContributions } from './mcp-contributions.contract.ts';
import { listed, say } from './mcp-messages.contract.ts';
import { startHelpDesk } from './test-app.contract.ts';

const textsOf = (result: unknown): string => JSON.stringify((result as { messages: unknown }).messages);

test('a prompt is listed for who may use everything that it rests on, and is unknown to anybody else', async (t) => {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  const namesOf = async (as: 'clara' | 'vito' | 'wim' | 'bot') => listed(await say(desk, 'prompts/list', { as }), 'prompts', 'name');
  assert.deepEqual(await namesOf('clara'), ['account_review', 'briefing', 'close_tickets']);
  assert.deepEqual(await namesOf('bot'), ['account_review', 'briefing', 'close_tickets'], 'an agent acts with the rights of its person');
  assert.deepEqual(await namesOf('vito'), ['account_review']);
  assert.deepEqual(await namesOf('wim'), []);
  const hidden = await say(desk, 'prompts/get', { as: 'vito', params: { name: 'close_tickets' } });
  const absent = await say(desk, 'prompts/get', { as: 'vito', params: { name: 'no_such_one' } });
  assert.deepEqual([hidden.error?.code, hidden.error?.message], [-32_602, 'Unknown prompt: close_tickets']);
  assert.deepEqual([hidden.status, hidden.error?.code, hidden.error?.data], [absent.status, absent.error?.code, absent.error?.data]);
});

test('a record in a prompt is read as whoever asks for the prompt', async (t) => {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  await desk.host.call('main', 'account.create', { id: 'small', name: 'Small', segment: 'small', secret: 'hush', credit: '5.00' });
  await desk.host.call('main', 'account.create', { id: 'large', name: 'Large', segment: 'large' });
  const review = (as: 'clara' | 'vito', account: string) => say(desk, 'prompts/get', { as, params: { name: 'account_review', arguments: { account } } });
  const seen = textsOf((await review('clara', 'small')).result);
  assert.match(seen, /hush/u);
  assert.match(seen, /I have read small\./u);
  const masked = textsOf((await review('vito', 'small')).result);
  assert.match(masked, /Small/u);
  assert.doesNotMatch(masked, /hush|secret|credit/u);
  const [hidden, absent] = [await review('vito', 'large'), await review('vito', 'aaaaa')];
  assert.equal(hidden.error?.code, -32_602);
  assert.deepEqual(JSON.stringify(hidden).replaceAll('large', 'aaaaa'), JSON.stringify(absent), 'hidden is absent');
});

test('arguments that are missing or unknown are told together', async (t) => {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  const { error } = await say(desk, 'prompts/get', { as: 'clara', params: { name: 'account_review', arguments: { acount: '1' } } });
  assert.equal(error?.code, -32_602);
  assert.deepEqual((error.data as { issues: { path: string; code: string }[] }).issues.map(({ path, code }) => `${path} ${code}`), ['acount ARGUMENT_UNKNOWN', 'account ARGUMENT_MISSING']);
});

test('a long list comes in pages, to who asks with the cursor', async (t) => {
  const prompts = Array.from({ length: 120 }, (_, index) => ({ name: `p${String(index).padStart(3, '0')}`, title: 'One of many', description: 'One of many.', needs: [], messages: [] }));
  const desk = await startHelpDesk(t, [definePlugin({ name: 'many', version: '1.0.0', contributes: [promptsFacet.of(...prompts)] })]);
  const first = (await say(desk, 'prompts/list', { as: 'clara' })).result as { prompts: { name: string }[]; nextCursor: string; ttlMs: number; cacheScope: string };
  const second = (await say(desk, 'prompts/list', { as: 'clara', params: { cursor: first.nextCursor } })).result as { prompts: { name: string }[]; nextCursor?: string };
  assert.deepEqual([...first.prompts, ...second.prompts].map(({ name }) => name), prompts.map(({ name }) => name));
  assert.equal(second.nextCursor, undefined);
  assert.deepEqual([first.cacheScope, Number.isInteger(first.ttlMs)], ['private', true], 'what is filtered is nobody else’s');
  assert.equal((await say(desk, 'prompts/list', { as: 'clara', params: { cursor: 'bogus' } })).error?.code, -32_602);
});
