import type { AppHost } from '@objectos/server';
import type { Superstore } from './superstore.ts';

/** What the file holds. */
export const superstoreCounts: Readonly<Record<keyof Superstore, number>> = { customer: 793, product: 1894, order: 5009, order_line: 9994 };

const parentsFirst = ['customer', 'product', 'order', 'order_line'] as const satisfies readonly (keyof Superstore)[];

/** Calls under way at once: enough for full groups, few enough to keep the process answering. */
const inFlight = 100;

/** Imports the sales lines through the kernel, each record validated and journalled. Safe to repeat, also after a kill. */
export async function importSuperstore(host: AppHost, tenant: string): Promise<void> {
  const missing = await asyncFilter(parentsFirst, async (object) => (await countOf(host, tenant, object)) < superstoreCounts[object]);
  if (missing.length === 0) return;
  // Loaded for the import alone: a server that has its records keeps neither the reader nor the file in memory.
  const { readSuperstore, superstoreRecords } = await import('./superstore.ts');
  const records = superstoreRecords(await readSuperstore());
  const progress = host.progress('Superstore', missing.reduce((sum, object) => sum + superstoreCounts[object], 0));
  for (const object of missing) await createAll(host, { tenant, object, records: records[object], advance: () => progress.advance(1) });
  progress.done();
}

async function asyncFilter<T>(values: readonly T[], holds: (value: T) => Promise<boolean>): Promise<readonly T[]> {
  const kept: T[] = [];
  for (const value of values) if (await holds(value)) kept.push(value);
  return kept;
}

const idPrefixes: Readonly<Record<keyof Superstore, string>> = { customer: 'customer-', product: 'product-', order: 'order-', order_line: 'line-' };

/** How many of the imported records are there; what people have added since has other ids. */
async function countOf(host: AppHost, tenant: string, object: keyof Superstore): Promise<number> {
  const page = (await host.call(tenant, `${object}.list`, { filter: { id: { $startsWith: idPrefixes[object] } }, count: true, limit: 1, fields: ['id'] })) as { readonly total: number };
  return page.total;
}

interface Batch {
  readonly tenant: string;
  readonly object: string;
  readonly records: Superstore[keyof Superstore];
  readonly advance: () => void;
}

async function createAll(host: AppHost, { tenant, object, records, advance }: Batch): Promise<void> {
  const waiting = records.values();
  const worker = async (): Promise<void> => {
    for (const record of waiting) {
      await host.ensure(tenant, object, record);
      advance();
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
}
