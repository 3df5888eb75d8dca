import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createClient } from '@objectos/client';
import type { Client } from '@objectos/client';
import type { App } from './objectos.types.ts';

/** Never run: what must and must not compile against the seed's manifest and its two flow files, byte for byte as they are. */
async function compiled(client: Client<App>): Promise<readonly unknown[]> {
  const approved: 'submitted' | 'pending_director' | 'approved' | 'rejected' = (await client.expense.approve('1')).status;
  await client.expense.approve('1', { comment: 'Fine.' }, { revision: 3, idempotencyKey: 'k' });
  await client.expense.escalate('1', {});
  // @ts-expect-error no such event
  await client.expense.aprove('1');
  // @ts-expect-error events of other objects' flows are not there
  await client.expense.qualify('1');
  // @ts-expect-error an event takes a comment and nothing else
  await client.expense.approve('1', { amount: '1' });
  // @ts-expect-error the flow alone writes its state
  await client.expense.create({ title: 'x', amount: 1, spent_on: '2026-11-20', status: 'approved' });
  // @ts-expect-error nor may an update
  await client.expense.update('1', { status: 'approved' });
  // @ts-expect-error a required field is missing
  await client.expense.create({ title: 'x', spent_on: '2026-11-20' });
  // @ts-expect-error the number is given by the system
  await client.expense.create({ title: 'x', amount: 1, spent_on: '2026-11-20', number: 'E-1' });

  const amount: string = (await client.expense.get('1')).amount;
  // @ts-expect-error money is text, so that no digit is lost
  const rounded: number = (await client.expense.get('1')).amount;

  const page = await client.opportunity.list({ filter: { stage: { $in: ['proposal', 'won'] }, amount: { $gte: '1000' } }, sort: ['-amount', 'title'], fields: ['title', 'stage'], count: true });
  const title: string | undefined = page.records[0]?.title;
  // @ts-expect-error a field that was not asked for is not there
  const missing: unknown = page.records[0]?.amount;
  // @ts-expect-error not one of the stages
  await client.opportunity.list({ filter: { stage: 'lst' } });
  // @ts-expect-error not an operator
  await client.opportunity.list({ filter: { amount: { $gte: 1, $above: 2 } } });
  // @ts-expect-error no field to sort by
  await client.opportunity.list({ sort: '-amout' });

  const customer: string | undefined = (await client.opportunity.get('1', { expand: ['customer'] })).customer?.name;
  // @ts-expect-error title is no lookup
  await client.opportunity.get('1', { expand: ['title'] });
  await client.opportunity.advanceStage('1');
  await client.opportunity.advanceStage('1', { to: 'won' });
  // @ts-expect-error not a stage to go to
  await client.opportunity.advanceStage('1', { to: 'prospecting' });
  await client.contract.approve('1', { comment: 'Signed.' });
  await client.lead.qualify('1');
  await client.notification.list({ sort: '-createdAt' });
  // @ts-expect-error no such object
  await client.costumer.list();
  return [approved, amount, rounded, title, missing, customer];
}

test('the declarations of the examples type the client of the seed flow (see compiled above; tsc is the judge)', () => {
  assert.equal(typeof createClient<App>({ url: 'http://127.0.0.1:1', token: 't' }).expense.approve, 'function');
  assert.equal(typeof compiled, 'function');
});

test('the declarations are those of the metadata as it is now', () => {
  const { status, stdout } = spawnSync(process.execPath, ['packages/objectos/server/bin/objectos.js', 'types', 'examples', '--check'], { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' });
  assert.deepEqual([status, stdout], [0, 'Up to date.\n']);
});
