import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldExpr } from '@objectql/expression';
import type { Expr } from '@objectql/expression';
import type { ReadPlan } from '../read-plan.ts';
import { Ledger, attempt, codeOf, everything, insert, scopeOf } from './ledger.contract.ts';
import { account } from './ledger-objects.contract.ts';
import type { StoreSite } from './store-site.contract.ts';

/** Enough for what is bounded and for what verifies the ledger, and far less than the costly plan takes. */
const LIMIT = 250;
const [ROWS, CONDITIONS, LETTERS] = [600, 3000, 4000];

/** Matches nothing, and no index serves it: thousands of searches in each record. */
function costly(): ReadPlan {
  const operands = Array.from({ length: CONDITIONS }, (_, each): Expr => ({
    kind: 'text', type: 'boolean', op: 'contains', left: fieldExpr(account, 'name'), right: { kind: 'literal', type: 'text', value: `abc ${each}` },
  }));
  return { ...everything(account), where: { kind: 'or', type: 'boolean', operands }, limit: 50 };
}

/** A store that limits reads, for drivers that can: `createSite` makes one whose reads may take so many milliseconds. */
export function testReadLimit(name: string, createSite: (readTimeout: number) => StoreSite | Promise<StoreSite>): void {
  test(`${name}: a read that takes longer than it may is ended, under a code that says what to do, and the store serves on`, async () => {
    await Ledger.run(() => createSite(LIMIT), async (ledger) => {
      const text = 'ab cb '.repeat(LETTERS / 6);
      await ledger.write(...Array.from({ length: ROWS }, (_, each) => insert(account, `a${each}`, { name: text })));
      for (const plan of [costly(), { ...costly(), count: true }]) {
        await assert.rejects(ledger.store.read(plan, [], scopeOf()), {
          code: 'QUERY_TOO_COSTLY', category: 'too_large',
          message: `This read took longer than the ${LIMIT} ms that a read may take, and was ended. Narrow the filter, filter or sort by an indexed field, or ask for smaller pages.`,
        });
        const { rows } = await ledger.store.read({ ...everything(account), limit: 2 }, [], scopeOf());
        assert.equal(rows.length, 2);
        assert.equal(codeOf(await ledger.store.commit(attempt([insert(account, plan.count ? 'counted' : 'listed', { name: 'Acme' })]))), 'accepted');
      }
    });
  });
}
