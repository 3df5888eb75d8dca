import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '@objectql/metadata';
import * as fc from 'fast-check';
import { MemoryTable } from '../memory-table.ts';
import { readTables } from '../memory-read.ts';
import { createPlanner } from '../planner.ts';
import type { PlannedPage } from '../query.ts';
import type { ReadPlan, ReadResult } from '../read-plan.ts';
import { rowRenderer } from '../row-renderer.ts';
import { Ledger, attempt, everything, insert, scopeOf, update } from './ledger.contract.ts';
import { account, deal, ledgerObjects, objectsByName } from './ledger-objects.contract.ts';
import { allRights, neverShown, queryArbitrary, rightsArbitrary, twiceMasked } from './ledger-queries.contract.ts';
import { ledgerRows } from './ledger-rows.contract.ts';
import type { CreateSite } from './store-site.contract.ts';

/** Fills the store by commits, and tables in memory with the rows that these left. */
async function filled(ledger: Ledger): Promise<ReadonlyMap<string, MemoryTable>> {
  const tables = new Map(ledgerObjects.map((object) => [object.name, new MemoryTable(object)]));
  for (const [index, { object, row }] of ledgerRows(3, 60).entries()) {
    const descriptor = objectsByName.get(object) ?? deal;
    const outcome = await ledger.store.commit(attempt([insert(descriptor, row['id'] as string, row)], { by: index % 3 === 0 ? 'bob' : 'ann' }));
    assert.ok(outcome.accepted);
    for (const change of outcome.changes) tables.get(change.key.object)?.apply(change);
  }
  return tables;
}

/** Every page of a list, as this reader answers it. */
async function pagesOf(page: (cursor?: string) => PlannedPage | null, read: (plan: ReadPlan, args: readonly Json[]) => Promise<ReadResult>): Promise<ReadResult[]> {
  const results: ReadResult[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const planned = page(cursor);
    if (planned === null) return results;
    const result = await read(planned.plan, planned.args);
    results.push(result);
    cursor = planned.cursorOf(result);
  }
  return results;
}

/** Reads answer what the memory driver answers, byte for byte. */
export function testReads(name: string, createSite: CreateSite): void {
  const read = (title: string, run: (ledger: Ledger) => Promise<void>): void => {
    test(`${name}: ${title}`, async () => {
      await Ledger.run(createSite, run);
    });
  };

  read('any list under any rights reads as the reference reads it, page by page, with its total', async (ledger) => {
    const tables = await filled(ledger);
    const planner = createPlanner(objectsByName);
    const actor = scopeOf().principal;
    let planned = 0;
    await fc.assert(
      fc.asyncProperty(rightsArbitrary, queryArbitrary, async (rights, query) => {
        const page = (cursor?: string): PlannedPage | null => {
          const answer = planner.list(rights, 'deal', cursor === undefined ? query : { ...query, cursor });
          return answer.ok ? answer : null;
        };
        const first = page();
        if (first === null) return;
        planned += 1;
        const here = await pagesOf(page, (plan, args) => ledger.store.read(plan, args, scopeOf()));
        const there = await pagesOf(page, (plan, args) => Promise.resolve(readTables(tables, plan, { args, actor })));
        assert.deepEqual(here, there);
        if (first.countPlan === undefined) return;
        const { total } = await ledger.store.read(first.countPlan, first.args, scopeOf());
        assert.equal(total, there.reduce((sum, { rows }) => sum + rows.length, 0));
      }),
      { numRuns: 250 },
    );
    assert.ok(planned > 60, `${planned} queries were planned`);
  });

  read('an amount that two masks hide, its own and that of the lookup to it, is a place to go on from', async (ledger) => {
    const tables = await filled(ledger);
    const planner = createPlanner(objectsByName);
    for (const sort of ['account.total', '-account.total']) {
      const page = (cursor?: string): PlannedPage | null => {
        const answer = planner.list(twiceMasked, 'deal', { sort: [sort], fields: [], limit: 7, ...(cursor === undefined ? {} : { cursor }) });
        return answer.ok ? answer : null;
      };
      const here = await pagesOf(page, (plan, args) => ledger.store.read(plan, args, scopeOf()));
      assert.deepEqual(here, await pagesOf(page, (plan, args) => Promise.resolve(readTables(tables, plan, { args, actor: scopeOf().principal }))));
      assert.equal(here.flatMap(({ rows }) => rows).length, tables.get('deal')?.rows.size);
    }
  });

  read('an amount that shows nowhere, behind a lookup that shows somewhere, is null to whoever asks for it', async (ledger) => {
    const tables = await filled(ledger);
    const planner = createPlanner(objectsByName);
    for (const asked of [{ $ne: '0.00' }, { $eq: '0.00' }, { $gt: '0.00' }, { $in: ['0.00', null] }, { $null: true }]) {
      const planned = planner.list(neverShown, 'deal', { filter: { 'account.total': asked }, sort: ['account.total'], fields: [] });
      assert.ok(planned.ok, JSON.stringify(asked));
      const here = await ledger.store.read(planned.plan, planned.args, scopeOf());
      assert.deepEqual(here, readTables(tables, planned.plan, { args: planned.args, actor: scopeOf().principal }));
    }
  });

  read('a record read under any rights is what the renderer makes of its row', async (ledger) => {
    const tables = await filled(ledger);
    const planner = createPlanner(objectsByName);
    const actor = scopeOf().principal;
    await fc.assert(
      fc.asyncProperty(rightsArbitrary, fc.constantFrom('d000', 'd007', 'd031', 'none'), fc.subarray(['account', 'parent']), async (rights, id, expand) => {
        const planned = planner.get(rights, 'deal', { id, expand });
        if (!planned.ok) return;
        const { rows, revision } = await ledger.store.read(planned.plan, planned.args, scopeOf());
        const reference = readTables(tables, planned.plan, { args: planned.args, actor });
        assert.deepEqual([rows, revision], [reference.rows, reference.revision]);
        const row = tables.get('deal')?.rows.get(id);
        if (row === undefined || rows.length === 0) return;
        const render = rowRenderer(planned.plan.columns);
        assert.equal(rows[0], render(row, actor, (object, key) => tables.get(object)?.rows.get(key) ?? null));
      }),
      { numRuns: 100 },
    );
  });

  read('a read sees whole commits only', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', visits: 0 }), insert(account, 'b', { name: 'Bond', visits: 0 }));
    const seen: Promise<ReadResult>[] = [];
    const writes = Array.from({ length: 15 }, async (_, each) => {
      for (let turn = 0; turn < each; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      seen.push(ledger.store.read(everything(account), [], scopeOf()));
      return ledger.store.commit(attempt([update(account, 'a', { visits: each + 1 }), update(account, 'b', { visits: each + 1 })]));
    });
    await Promise.all(writes);
    for (const { rows } of await Promise.all(seen)) {
      const [a, b] = rows.map((text) => (JSON.parse(text) as { visits: number }).visits);
      assert.equal(a, b);
    }
  });

  read('a plan is as good the second time, with other arguments', async (ledger) => {
    await filled(ledger);
    const planner = createPlanner(objectsByName);
    const by = (stage: string): PlannedPage => {
      const planned = planner.list(allRights, 'deal', { filter: { stage }, fields: ['stage'] });
      assert.ok(planned.ok);
      return planned;
    };
    const [open, won] = [by('open'), by('won')];
    assert.equal(open.plan, won.plan);
    for (const [planned, stage] of [[open, 'open'], [won, 'won'], [open, 'open']] as const) {
      const { rows } = await ledger.store.read(planned.plan, planned.args, scopeOf());
      assert.ok(rows.length > 5 && rows.every((text) => text.endsWith(`"stage":"${stage}"}`)));
    }
  });
}
