import type { AppHost } from '@objectos/server';
import { readSuperstore, superstoreRecords } from './superstore.ts';
import type { Superstore } from './superstore.ts';

const parentsFirst = ['customer', 'product', 'order', 'order_line'] as const satisfies readonly (keyof Superstore)[];

/** Calls under way at once: enough for full groups, few enough to keep the process answering. */
const inFlight = 100;

/** Imports the sales lines through the kernel, each record validated and journalled. Safe to repeat, also after a kill. */
export async function importSuperstore(host: AppHost, tenant: string): Promise<void> {
  const records = superstoreRecords(await readSuperstore());
  const total = parentsFirst.reduce((sum, object) => sum + records[object].length, 0);
  const progress = host.progress('Superstore', total);
  for (const object of parentsFirst) {
    if ((await countOf(host, tenant, object)) >= records[object].length) progress.advance(records[object].length);
    else await createAll(host, { tenant, object, records: records[object], advance: () => progress.advance(1) });
  }
  progress.done();
}

async function countOf(host: AppHost, tenant: string, object: string): Promise<number> {
  const page = (await host.call(tenant, `${object}.list`, { count: true, limit: 1, fields: ['id'] })) as { readonly total: number };
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
