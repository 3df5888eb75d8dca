import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ObjectosError } from '@objectos/client';
import { serveExamples } from '../served-examples.contract.ts';

async function refused(call: Promise<unknown>, code?: string): Promise<void> {
  await assert.rejects(call, (error) => error instanceof ObjectosError && (code === undefined || error.code === code));
}

test('an opportunity is advanced stage by stage by who created it, and stays when it is decided', async (t) => {
  const served = await serveExamples(t);
  const [rita, mona, finn] = [await served.as('rita'), await served.as('mona'), await served.as('finn')];
  const customer = (await mona.customer.create({ name: 'Ada Ltd' })).id;
  const { id } = await rita.opportunity.create({ title: 'Chairs', customer, amount: '1200' });
  const stages: string[] = [];
  for (let step = 0; step < 4; step++) {
    const { stage, probability } = await rita.opportunity.advanceStage(id);
    stages.push(`${stage} ${probability}`);
  }
  assert.deepEqual(stages, ['qualification 25', 'proposal 50', 'negotiation 75', 'won 100']);
  await refused(rita.opportunity.advanceStage(id), 'OPPORTUNITY_DECIDED');
  const other = await mona.opportunity.create({ title: 'Desks', customer });
  await refused(rita.opportunity.advanceStage(other.id), 'RECORD_NOT_FOUND');
  assert.equal((await mona.opportunity.advanceStage(other.id, { to: 'lost' })).stage, 'lost');
  await refused(finn.opportunity.advanceStage(other.id));
  await refused(rita.opportunity.advanceStage(id, { to: 'nowhere' } as never), 'INPUT_INVALID');
});

test('a representative qualifies small leads, a manager any; only the flow moves them', async (t) => {
  const served = await serveExamples(t);
  const [rita, mona, finn] = [await served.as('rita'), await served.as('mona'), await served.as('finn')];
  const [small, large] = [await rita.lead.create({ name: 'Small', budget: '49999.99', owner: 'rita' }), await rita.lead.create({ name: 'Large', budget: 50_000, owner: 'rita' })];
  for (const { id } of [small, large]) {
    await refused(rita.lead.qualify(id));
    assert.equal((await rita.lead.contact(id)).status, 'contacted');
  }
  assert.equal((await rita.lead.qualify(small.id)).status, 'qualified');
  await refused(rita.lead.qualify(large.id));
  await refused(finn.lead.qualify(large.id));
  assert.equal((await mona.lead.qualify(large.id)).status, 'qualified');
  await refused(rita.lead.update(small.id, { status: 'new' } as object));
  await served.settled();
  assert.equal((await rita.notification.list()).records.length, 2, 'the owner is told of each');
});

test('a contract up to a million is for finance to approve, above it for legal, who alone writes it', async (t) => {
  const served = await serveExamples(t);
  const [mona, finn, lena] = [await served.as('mona'), await served.as('finn'), await served.as('lena')];
  const customer = (await mona.customer.create({ name: 'Ada Ltd' })).id;
  const contracts = [await mona.contract.create({ title: 'Usual', customer, value: '1000000' }), await mona.contract.create({ title: 'Large', customer, value: '1000000.01' })];
  const [usual, large] = contracts.map(({ id }) => id) as [string, string];
  await refused(finn.contract.approve(usual));
  for (const id of [usual, large]) assert.equal((await lena.contract.submit(id)).status, 'in_review');
  await refused(finn.contract.approve(large));
  await refused(finn.contract.update(usual, { title: 'Other' }));
  assert.equal((await finn.contract.approve(usual)).status, 'approved');
  assert.equal((await lena.contract.update(large, { terms: 'Net 30' })).terms, 'Net 30');
  assert.equal((await lena.contract.approve(large, { comment: 'Read twice.' })).status, 'approved');
});

test('a contract that is rejected can be revised and submitted again', async (t) => {
  const served = await serveExamples(t);
  const [mona, finn, lena] = [await served.as('mona'), await served.as('finn'), await served.as('lena')];
  const { id } = await mona.contract.create({ title: 'Again', customer: (await mona.customer.create({ name: 'Bob Ltd' })).id, value: 10 });
  const states: string[] = [];
  for (const step of [() => mona.contract.submit(id), () => mona.contract.withdraw(id), () => lena.contract.submit(id), () => finn.contract.reject(id), () => lena.contract.revise(id), () => lena.contract.submit(id), () => finn.contract.approve(id)]) states.push((await step()).status);
  assert.deepEqual(states, ['in_review', 'draft', 'in_review', 'rejected', 'draft', 'in_review', 'approved']);
});

test('a representative sees no margins and only his own opportunities', async (t) => {
  const served = await serveExamples(t);
  const [rita, mona, dave] = [await served.as('rita'), await served.as('mona'), await served.as('dave')];
  const customer = (await dave.customer.create({ name: 'Ada Ltd' })).id;
  const product = (await dave.product.create({ sku: 'C-1', name: 'Chair', list_price: '100' })).id;
  const order = (await dave.order.create({ order_number: 'O-1', customer, order_date: '2026-11-01' })).id;
  const line = await dave.order_line.create({ row_no: 1, order, product, quantity: 1, sales: '100', discount: '0', profit: '40' });
  assert.equal(line.profit, '40.0000');
  const seen = await rita.order_line.get(line.id);
  assert.deepEqual([seen.sales, Object.hasOwn(seen, 'profit')], ['100.0000', false]);
  await refused(rita.order_line.list({ sort: '-profit' }), 'INPUT_INVALID');
  await mona.opportunity.create({ title: 'Hers', customer });
  assert.equal((await rita.opportunity.list({ count: true })).total, 0);
});
