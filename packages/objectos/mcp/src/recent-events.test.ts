import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecentEvents } from './recent-events.ts';

const message = (method: string) => ({ jsonrpc: '2.0', method }) as const;

test('who comes back is sent what he missed of his own stream, in order', async () => {
  const events = new RecentEvents();
  const first = await events.storeEvent('a', {} as never);
  await events.storeEvent('b', message('other'));
  await events.storeEvent('a', message('one'));
  await events.storeEvent('a', message('two'));
  const sent: string[] = [];
  const send = (_id: string, each: object): Promise<void> => Promise.resolve(void sent.push((each as { method: string }).method));
  assert.equal(await events.getStreamIdForEventId(first), 'a');
  assert.equal(await events.replayEventsAfter(first, { send }), 'a');
  assert.deepEqual(sent, ['one', 'two']);
});

test('only the last hundred messages are kept', async () => {
  const events = new RecentEvents();
  const first = await events.storeEvent('a', message('first'));
  for (let count = 0; count < 100; count++) await events.storeEvent('a', message('more'));
  assert.equal(await events.getStreamIdForEventId(first), undefined);
});
