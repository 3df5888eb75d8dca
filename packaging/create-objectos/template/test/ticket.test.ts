import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient, ObjectosError } from '@objectos/client';
import { startTestApp } from '@objectos/server/testing';
import config from '../objectos.config.ts';
import type { App } from '../objectos.types.ts';

test('a ticket is opened by a customer, resolved by a supporter and closed by the customer', async () => {
  await using app = await startTestApp(config);
  const carla = createClient<App>({ url: app.address, token: await app.token('carla') });
  const sam = createClient<App>({ url: app.address, token: await app.token('sam') });

  const { id, number, status } = await carla.ticket.create({ title: 'The printer is on fire', priority: 'urgent' });
  assert.deepEqual([number, status], ['T-0001', 'open']);

  await sam.ticket.take(id);
  await assert.rejects(sam.ticket.resolve(id), (error) => error instanceof ObjectosError && error.code === 'FLOW_GUARD_FAILED');
  await sam.ticket.update(id, { solution: 'Put it out.' });
  assert.equal((await sam.ticket.resolve(id)).status, 'resolved');

  assert.equal((await carla.ticket.close(id)).status, 'closed');
});

test('a customer sees his own tickets, and no internal note', async () => {
  await using app = await startTestApp(config);
  const carla = createClient<App>({ url: app.address, token: await app.token('carla') });
  const lea = createClient<App>({ url: app.address, token: await app.token('lea') });

  await lea.ticket.create({ title: 'Audit the printers', internal_note: 'Not for customers' });
  const { id } = await carla.ticket.create({ title: 'No paper' });
  await lea.ticket.update(id, { internal_note: 'Asks every week' });

  const { records } = await carla.ticket.list();
  assert.deepEqual(records.map(({ title }) => title), ['No paper']);
  assert.ok(!('internal_note' in await carla.ticket.get(id)));
});
