import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineAction, defineApp, defineFlow, defineObject, f } from '@objectql/metadata';
import { createClient } from './create-client.ts';
import { ObjectosError } from './index.ts';

const customer = defineObject({ name: 'customer', fields: { name: f.text({ required: true }), segment: f.select(['Consumer', 'Corporate']) } });
const opportunity = defineObject({
  name: 'opportunity',
  fields: { title: f.text({ required: true }), amount: f.money({ currency: 'USD' }), stage: f.select(['new', 'won']), customer: f.lookup('customer') },
});
const expense = defineObject({ name: 'expense', fields: { title: f.text({ required: true }), status: f.select(['submitted', 'approved']) } });
const approval = defineFlow({
  name: 'ExpenseApproval',
  initialState: 'submitted',
  states: { submitted: { on: { approve: { target: 'approved', conditions: [{ role: 'manager' }] } } }, approved: {} },
});
const advanceStage = defineAction({ object: 'opportunity', name: 'advanceStage', input: { to: f.select(['new', 'won'], { required: true }) }, writes: ['stage'] });
const app = defineApp({ objects: [customer, opportunity, expense], flows: [approval], actions: [advanceStage] });

interface Sent {
  readonly url: string;
  readonly method: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function clientThatGets(answer: unknown, status = 200) {
  const sent: Sent[] = [];
  const client = createClient<typeof app>({
    url: 'http://127.0.0.1:4000/',
    token: 'oos_1',
    fetch: (url, init) => {
      sent.push({ url, method: init.method, headers: init.headers as Record<string, string>, body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined });
      return Promise.resolve(Response.json(answer, { status }));
    },
  });
  return { client, sent };
}

test('methods become the requests of the REST surface', async () => {
  const { client, sent } = clientThatGets({ id: '1' });
  await client.customer.get('a/b', { fields: ['name'] });
  await client.customer.list({ filter: { segment: 'Corporate' }, sort: '-name', limit: 10 });
  await client.customer.create({ name: 'Ada' }, { idempotencyKey: 'k1' });
  await client.customer.update('1', { segment: null }, { revision: 3, dryRun: true });
  await client.customer.delete('1');
  await client.opportunity.advanceStage('9', { to: 'won' });
  await client.expense.approve('7');
  assert.deepEqual(sent.map(({ method, url }) => `${method} ${decodeURIComponent(url).replace('http://127.0.0.1:4000/api/v1', '')}`), [
    'GET /data/customer/a/b?fields=name',
    'GET /data/customer?filter={"segment":"Corporate"}&sort=-name&limit=10',
    'POST /data/customer',
    'PATCH /data/customer/1?dryRun=true',
    'DELETE /data/customer/1',
    'POST /data/opportunity/9/advanceStage',
    'POST /data/expense/7/approve',
  ]);
  assert.equal(sent[0]?.url.includes('a%2Fb'), true);
  assert.equal(sent[2]?.headers['idempotency-key'], 'k1');
  assert.deepEqual(sent.map(({ headers }) => headers['idempotency-key']?.length), [undefined, undefined, 2, undefined, 32, 32, 32]);
  assert.equal(sent[3]?.headers['if-match'], '"3"');
  assert.deepEqual(sent[5]?.body, { to: 'won' });
  assert.ok(sent.every(({ headers }) => headers['authorization'] === 'Bearer oos_1'));
});

test('a problem becomes a typed error', async () => {
  const { client } = clientThatGets({ type: 'x', title: 'x', status: 404, code: 'RECORD_NOT_FOUND', message: 'Gone.', requestId: 'r1' }, 404);
  await assert.rejects(client.customer.get('1'), (error) => error instanceof ObjectosError && error.code === 'RECORD_NOT_FOUND' && error.status === 404 && error.requestId === 'r1');
});

test('an unreachable server is an error of its own, and an abort stays the abort', async () => {
  const failing = createClient<typeof app>({ url: 'http://x', token: 't', retries: 0, fetch: () => Promise.reject(new TypeError('refused')) });
  await assert.rejects(failing.customer.list(), { code: 'NETWORK_FAILED' });
  const aborted = AbortSignal.abort(new Error('left'));
  const leaving = createClient<typeof app>({ url: 'http://x', token: 't', fetch: () => Promise.reject(aborted.reason as Error) });
  await assert.rejects(leaving.customer.list({}, { signal: aborted }), { message: 'left' });
});

test('a client is not mistaken for a promise', async () => {
  const { client } = clientThatGets({});
  assert.equal(await Promise.resolve(client), client);
});

/** Never run: what must and must not compile. */
export async function types(): Promise<readonly unknown[]> {
  const { client } = clientThatGets({});
  const won: 'new' | 'won' | null = (await client.opportunity.get('1')).stage;
  const page = await client.opportunity.list({ filter: { stage: { $in: ['won'] }, amount: { $gte: '10' } }, fields: ['title'], sort: ['-amount'] });
  const title: string = page.records[0]?.title ?? '';
  const expanded = await client.opportunity.get('1', { expand: ['customer'] });
  const name: string | undefined = expanded.customer?.name;
  await client.expense.approve('1');
  // @ts-expect-error a field that was not asked for is not there
  const amount: unknown = page.records[0]?.amount;
  // @ts-expect-error not one of the options
  await client.opportunity.list({ filter: { stage: 'lost' } });
  // @ts-expect-error no such field
  await client.customer.create({ name: 'x', nmae: 'y' });
  // @ts-expect-error a required field is missing
  await client.customer.create({});
  // @ts-expect-error the flow alone writes its state
  await client.expense.create({ title: 'x', status: 'approved' });
  // @ts-expect-error no such event
  await client.expense.aprove('1');
  // @ts-expect-error the action needs its input
  await client.opportunity.advanceStage('1');
  // @ts-expect-error segment is no lookup
  await client.customer.get('1', { expand: ['segment'] });
  // @ts-expect-error no such object
  await client.costumer.list();
  return [won, title, name, amount];
}
