import assert from 'node:assert/strict';
import { Fault } from '@objectos/kernel';
import * as fc from 'fast-check';
import { onEveryStore } from './trial.contract.ts';
import type { Trial } from './trial.contract.ts';

interface Page {
  readonly records: readonly Record<string, unknown>[];
  readonly nextCursor: string | null;
  readonly total?: number;
}

async function walk(trial: Trial, who: string, query: Record<string, unknown>): Promise<readonly unknown[]> {
  const ids: unknown[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await trial.call<Page>(who, 'deal.list', cursor === null ? query : { ...query, cursor });
    ids.push(...page.records.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

onEveryStore('pages have neither gap nor duplicate, whatever ties, nulls and masks the order has', async (trial) => {
  const amounts = [null, '1', '1', '2', null, '2.5', '1'];
  for (let index = 0; index < 60; index++) {
    await trial.call('ada', 'deal.create', { title: `t${index % 4}`, owner: index % 3 === 0 ? 'rita' : 'ada', amount: amounts[index % amounts.length], closed: index % 5 === 0, due: '2026-01-01' });
  }
  const sorts = fc.constantFrom(undefined, '-amount', 'amount,title', ['title', '-amount'], '-closed,title', 'due');
  await fc.assert(fc.asyncProperty(sorts, fc.integer({ min: 1, max: 13 }), fc.constantFrom('ada', 'rita'), async (sort, limit, who) => {
    const query = { limit, ...(sort === undefined ? {} : { sort }) };
    const ids = await walk(trial, who, query);
    const whole = await trial.call<Page>(who, 'deal.query', { ...query, limit: 500, count: true });
    assert.deepEqual(ids, whole.records.map(({ id }) => id));
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(whole.total, ids.length);
  }), { numRuns: 40 });
  assert.ok((await walk(trial, 'rita', { limit: 50 })).length < 60, 'rita does not see the closed deals of others');
});

const steps = fc.array(fc.record({
  who: fc.constantFrom('ada', 'rita', 'igor'),
  verb: fc.constantFrom('create', 'create', 'update', 'update', 'delete'),
  id: fc.constantFrom('a', 'b', 'c'),
  fields: fc.record({
    title: fc.constantFrom('one', 'two', 'three', 'four', 'x'.repeat(50)), owner: fc.constantFrom('ada', 'rita', 'igor'), amount: fc.constantFrom('1', '-1', 3.5), code: fc.constantFrom('p', 'q'),
    account: fc.constantFrom('north', 'south', 'nowhere'), closed: fc.boolean(), due: fc.constantFrom(null, '2026-05-05'), secret: fc.constantFrom('s', 't'),
  }, { requiredKeys: ['title', 'owner'] }),
  revision: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
}), { minLength: 1, maxLength: 12 });

/** What came of a call, without what differs between two moments. */
async function outcomeOf(trial: Trial, who: string, call: { operation: string; input: unknown; dryRun: boolean }): Promise<Record<string, unknown>> {
  try {
    const { createdAt: _createdAt, updatedAt: _updatedAt, ...answer } = await trial.call(who, call.operation, call.input, { dryRun: call.dryRun });
    return answer;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { code: error.code, category: error.category, message: error.message, details: error.details };
  }
}

onEveryStore('a dry run answers what the call would, and changes nothing', async (trial) => {
  await trial.call('ada', 'account.create', { id: 'north', name: 'N', region: 'north' });
  await trial.call('ada', 'account.create', { id: 'south', name: 'S', region: 'south' });
  const kinds = new Set<string>();
  await fc.assert(fc.asyncProperty(steps, async (plan) => {
    for (const { who, verb, id, fields, revision } of plan) {
      const input = verb === 'create' ? { id, ...fields } : { id, ...(verb === 'update' ? fields : {}), ...(revision === undefined ? {} : { revision }) };
      const call = { operation: `deal.${verb}`, input };
      const before = await trial.entries();
      const foretold = await outcomeOf(trial, who, { ...call, dryRun: true });
      assert.equal(await trial.entries(), before);
      assert.deepEqual(await outcomeOf(trial, who, { ...call, dryRun: false }), foretold, JSON.stringify({ who, ...call }));
      kinds.add('category' in foretold ? String(foretold['code']) : 'done');
    }
  }), { numRuns: 80 });
  assert.ok(kinds.has('done') && kinds.size >= 6, `too little happened to say anything: ${[...kinds].join()}`);
});
