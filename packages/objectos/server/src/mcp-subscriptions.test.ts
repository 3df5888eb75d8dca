import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definePlugin } from '@objectos/kernel';
import { promptsFacet } from '@objectos/mcp';
import { mcpContributions } from './mcp-contributions.contract.ts';
import { listen, say, send } from './mcp-messages.contract.ts';
import type { Stream } from './mcp-messages.contract.ts';
import { newToken, startHelpDesk } from './test-app.contract.ts';
import type { TestApp } from './test-app.contract.ts';

/** What a stream tells up to and with the first message that fits. */
async function heardUntil(stream: Stream, what: string): Promise<string[]> {
  const heard: string[] = [];
  for (let message = await stream.next(); message !== undefined; message = await stream.next()) {
    const { method = 'ended', params } = message as { method?: string; params?: { uri?: string } };
    heard.push(params?.uri ?? method.replace('notifications/', ''));
    if (heard.at(-1) === what) return heard;
  }
  throw new assert.AssertionError({ message: `the stream ended after ${heard.join(', ')}, without ${what}` });
}

const uri = (id: string) => `objectos://records/account/${id}`;
const update = (desk: TestApp, id: string, changes: Record<string, string>) => desk.host.call('main', 'account.update', { id, ...changes });

async function deskWithAccounts(t: Parameters<typeof startHelpDesk>[0]): Promise<TestApp> {
  const desk = await startHelpDesk(t, [mcpContributions().plugin]);
  for (const [id, segment] of [['plain', 'small'], ['marker', 'small'], ['hidden', 'large']] as const) await desk.host.call('main', 'account.create', { id, name: id, segment });
  return desk;
}

test('a stream tells of a record when what the caller reads there has changed, and of nothing else', async (t) => {
  const desk = await deskWithAccounts(t);
  const stream = await listen(t, desk, { as: 'vito', notifications: { resourceSubscriptions: ['plain', 'marker', 'hidden', 'absent'].map(uri) } });
  assert.deepEqual(await heardUntil(stream, 'subscriptions/acknowledged'), ['subscriptions/acknowledged'], 'what is hidden is acknowledged as what is absent');
  await update(desk, 'hidden', { name: 'Other' });
  await update(desk, 'marker', { name: 'One' });
  assert.deepEqual(await heardUntil(stream, uri('marker')), [uri('marker')], 'not of the hidden one');
  await update(desk, 'plain', { name: 'Other' });
  assert.deepEqual(await heardUntil(stream, uri('plain')), [uri('plain')]);
  await update(desk, 'hidden', { segment: 'small' });
  assert.deepEqual(await heardUntil(stream, uri('hidden')), [uri('hidden')], 'it came into view');
  await update(desk, 'plain', { segment: 'large' });
  assert.deepEqual(await heardUntil(stream, uri('plain')), [uri('plain')], 'it left his view, as reading would tell him');
  await update(desk, 'plain', { name: 'Unseen' });
  await update(desk, 'marker', { name: 'Two' });
  assert.deepEqual(await heardUntil(stream, uri('marker')), [uri('marker')]);
});

test('a resource of a plugin is told of when the records change on which it rests, if its answer does', async (t) => {
  const desk = await deskWithAccounts(t);
  const stream = await listen(t, desk, { as: 'clara', notifications: { resourceSubscriptions: ['desk://briefing', uri('marker')] } });
  await heardUntil(stream, 'subscriptions/acknowledged');
  await desk.host.call('main', 'ticket.create', { title: 'Help' });
  await update(desk, 'marker', { name: 'One' });
  assert.deepEqual(await heardUntil(stream, uri('marker')), [uri('marker')], 'the briefing says what it said');
});

test('lists are told to have changed to whose lists have', async (t) => {
  const desk = await deskWithAccounts(t);
  const lists = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true };
  const vitos = await listen(t, desk, { as: 'vito', notifications: { ...lists, resourceSubscriptions: [uri('marker')] } });
  const claras = await listen(t, desk, { as: 'clara', notifications: { ...lists, resourceSubscriptions: [uri('marker')] } });
  const onlyTools = await listen(t, desk, { as: 'vito', notifications: { toolsListChanged: true, resourceSubscriptions: [uri('marker')] } });
  for (const stream of [vitos, claras, onlyTools]) await heardUntil(stream, 'subscriptions/acknowledged');
  const promptsBefore = JSON.stringify(await say(desk, 'prompts/list', { as: 'vito' }));
  await desk.host.call('main', 'principal.update', { id: 'vito', roles: ['clerk'] });
  assert.deepEqual((await heardUntil(vitos, 'resources/list_changed')).toSorted(), ['prompts/list_changed', 'resources/list_changed', 'tools/list_changed']);
  assert.notEqual(JSON.stringify(await say(desk, 'prompts/list', { as: 'vito' })), promptsBefore);
  await update(desk, 'marker', { name: 'One' });
  assert.deepEqual(await heardUntil(claras, uri('marker')), [uri('marker')], 'nothing changed for her');
  assert.deepEqual((await heardUntil(onlyTools, uri('marker'))).filter((each) => each.endsWith('list_changed')), ['tools/list_changed'], 'what was not asked for is not told');
});

test('lists are told to have changed when plugins are replaced', async (t) => {
  const desk = await deskWithAccounts(t);
  const stream = await listen(t, desk, { as: 'vito', notifications: { toolsListChanged: true, promptsListChanged: true } });
  await heardUntil(stream, 'subscriptions/acknowledged');
  const added = definePlugin({ name: 'more-prompts', version: '1.0.0', contributes: [promptsFacet.of({ name: 'another', title: 'Another', description: 'One more.', needs: [], messages: [] })] });
  await desk.app.kernel.replace((plugins) => [...plugins, added]);
  await update(desk, 'marker', { name: 'One' });
  assert.deepEqual(await heardUntil(stream, 'prompts/list_changed'), ['prompts/list_changed'], 'the tools are as they were');
});

test('a stream ends when its token does', async (t) => {
  const desk = await deskWithAccounts(t);
  const token = await newToken(desk.host, { principal: 'vito' });
  const stream = await listen(t, { ...desk, token: () => Promise.resolve(token) }, { as: 'vito', notifications: { resourceSubscriptions: [uri('marker')] } });
  await heardUntil(stream, 'subscriptions/acknowledged');
  const { records } = (await desk.host.call('main', 'token.list', {})) as { records: { id: string; principal: string }[] };
  for (const { id, principal } of records) if (principal === 'vito') await desk.host.call('main', 'token.revoke', { id });
  await update(desk, 'marker', { name: 'One' });
  assert.deepEqual(await heardUntil(stream, 'ended'), ['ended'], 'without a word of the change');
});

test('what cannot be watched for is refused: too many resources, or a request that is none', async (t) => {
  const desk = await deskWithAccounts(t);
  const many = await say(desk, 'subscriptions/listen', { as: 'vito', params: { notifications: { resourceSubscriptions: Array.from({ length: 101 }, (_, index) => uri(String(index))) } } });
  assert.equal(many.error?.code, -32_603);
  for (const notifications of [undefined, 5, { resourceSubscriptions: 'x' }, { resourceSubscriptions: [1] }]) {
    assert.equal((await say(desk, 'subscriptions/listen', { as: 'vito', params: { notifications } })).error?.code, -32_602, JSON.stringify(notifications));
  }
});

test('a caller has twenty streams at most, and another one when he leaves one', async (t) => {
  const desk = await deskWithAccounts(t);
  const notifications = { toolsListChanged: true };
  const leave = new AbortController();
  // Held to the end: fetch leaves a stream whose response nobody has any more.
  const held: Response[] = [];
  t.after(() => {
    held.length = 0;
    leave.abort();
  });
  for (let count = 0; count < 19; count++) held.push(await send(desk, 'subscriptions/listen', { as: 'vito', params: { notifications } }, leave.signal));
  const last = new AbortController();
  held.push(await send(desk, 'subscriptions/listen', { as: 'vito', params: { notifications } }, last.signal));
  assert.equal((await say(desk, 'subscriptions/listen', { as: 'vito', params: { notifications } })).error?.code, -32_603);
  await heardUntil(await listen(t, desk, { as: 'clara', notifications }), 'subscriptions/acknowledged');
  last.abort();
  // The server learns of it when the connection closes.
  let stream = await listen(t, desk, { as: 'vito', notifications });
  for (let message = await stream.next(); message?.['method'] !== 'notifications/subscriptions/acknowledged'; message = await stream.next()) stream = await listen(t, desk, { as: 'vito', notifications });
});

test('a server that stops ends its streams with a last word', async (t) => {
  const stopping: (() => Promise<void>)[] = [];
  const desk = await startHelpDesk({ after: (stop: () => Promise<void>) => void stopping.push(stop) });
  const stream = await listen(t, desk, { as: 'vito', notifications: { toolsListChanged: true } });
  await heardUntil(stream, 'subscriptions/acknowledged');
  const heard = heardUntil(stream, 'ended');
  for (const stop of stopping) await stop();
  assert.deepEqual(await heard, ['ended']);
});
