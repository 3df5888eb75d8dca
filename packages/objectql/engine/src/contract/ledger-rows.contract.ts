import type { Json, Row } from '@objectql/metadata';
import { account, deal, region, rowOf } from './ledger-objects.contract.ts';
import { chance } from './test-host.contract.ts';

/** Values that are easy to get wrong: order, case, escapes, the ends of ranges. */
export const texts = ['', 'a', 'A', 'ab', 'b', 'é', 'ß', '\u{1F600}', '\uFFFD', '\u2028', 'quote" and \\', "it's 100% _done_", 'line\nbreak\t\u0001\u007f'] as const;
export const amounts = ['0.00', '-0.01', '0.10', '12.50', '100.00', '9999999999999999.99', '-9999999999999999.99'] as const;
export const rates = ['0.0000', '0.0001', '-1.5000', '99999999999999.9999'] as const;
export const ranks = [0, -1, 7, 42, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER] as const;
export const dates = ['2026-01-31', '2026-11-22', '0001-01-01', '9999-12-31'] as const;
export const datetimes = ['2026-11-22T00:00:00.000Z', '2026-11-21T23:59:59.999Z', '1970-01-01T00:00:00.000Z'] as const;
export const stages = ['open', 'won', 'lost'] as const;
export const tags = [[], ['red'], ['red', 'blue'], ['green'], ['red', 'green', 'blue']] as const;
const data: readonly Json[] = [{ b: [1, { a: 'x"y' }], a: null }, [], 'text', 3.5, true, { é: '\u{1F600}' }];

export interface LedgerRow {
  readonly object: 'region' | 'account' | 'deal';
  readonly row: Row;
}

/** Regions, accounts in them and deals with them, each in the order in which it can be inserted. */
export function ledgerRows(seed: number, deals: number): readonly LedgerRow[] {
  const below = chance(seed);
  const one = <T>(all: readonly T[]): T | null => (below(6) === 0 ? null : (all[below(all.length)] ?? null));
  const regions = Array.from({ length: 4 }, (_, each) => rowOf(region, `r${each}`, { name: one(texts) ?? 'north', open: one([true, false]) }));
  const accounts = Array.from({ length: 9 }, (_, each) =>
    rowOf(account, `a${each}`, {
      name: one(texts) ?? 'acme', code: one([`c${each}`]), region: one(['r0', 'r1', 'r2', 'r3']), limit: one(amounts), total: one(amounts),
      visits: one(ranks), secret: one(texts),
    }),
  );
  const sold = Array.from({ length: deals }, (_, each) =>
    rowOf(deal, `d${String(each).padStart(3, '0')}`, {
      title: one(texts) ?? 'deal', account: one(accounts.map(({ id }) => id as string)), parent: each === 0 ? null : one([`d${String(below(each)).padStart(3, '0')}`]),
      amount: one(amounts), rate: one(rates), rank: one(ranks), hot: one([true, false]), stage: one(stages), tags: one(tags), due: one(dates),
      met: one(datetimes), notes: one(texts), mail: one(['a@b.example', 'B@b.example']), page: one(['https://example.org/?a=1&b="2"']), data: one(data),
    }),
  );
  return [
    ...regions.map((row) => ({ object: 'region' as const, row })),
    ...accounts.map((row) => ({ object: 'account' as const, row })),
    ...sold.map((row) => ({ object: 'deal' as const, row })),
  ];
}
