import { join } from 'node:path';
import { replayJournal } from '@objectos/journal';
import type { Tables } from '@objectos/journal';
import { SqliteDriver } from '@objectql/driver-sqlite';

type Values = Readonly<Record<string, unknown>>;

/** Every object that the journal of the app speaks of. */
export const journalled = ['audit_note', 'effect', 'expense', 'ledger_entry', 'notification', 'principal'] as const;

/** The tables as an administrator reads them over HTTP, page by page. */
export async function tablesOverHttp(address: string, token: string): Promise<Tables> {
  const tables = new Map<string, Map<string, Values>>();
  for (const object of journalled) tables.set(object, await tableOverHttp(`${address}/api/v1/data/${object}`, token));
  return tables;
}

async function tableOverHttp(url: string, token: string): Promise<Map<string, Values>> {
  const rows = new Map<string, Values>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const response = await fetch(`${url}?limit=500${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`${url}: ${await response.text()}`);
    const page = (await response.json()) as { readonly records: readonly Values[]; readonly nextCursor: string | null };
    for (const record of page.records) rows.set(record['id'] as string, record);
    cursor = page.nextCursor;
  }
  return rows;
}

/** The tables that the journal of a store makes that nobody has open. */
export async function tablesOfJournal(data: string): Promise<Tables> {
  const driver = await SqliteDriver.open({ file: join(data, 'main.db') });
  try {
    return replayJournal(await driver.journal(0, Number.MAX_SAFE_INTEGER));
  } finally {
    await driver.close();
  }
}
