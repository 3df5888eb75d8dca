import { ObjectosError, createClient } from '@objectos/client';
import type { App } from '../../examples/objectos.types.ts';

/** What came of a story: an answer a line, or the code of what failed. */
export async function tell(url: string, token: string): Promise<readonly string[]> {
  const client = createClient<App>({ url, token, retries: 0, headers: { 'x-app': 'till' } });
  const stranger = createClient<App>({ url, token: 'nobody', retries: 0 });
  const answers: readonly (() => Promise<unknown>)[] = [
    async () => (await client.expense.create({ id: 'lunch', title: 'Lunch', amount: '12.50', spent_on: '2026-11-20' })).title,
    async () => (await client.expense.list({ fields: ['title'] })).records.length,
    async () => (await client.expense.update('lunch', { notes: 'noted' }, { revision: 1 })).revision,
    async () => client.expense.update('lunch', { notes: 'late' }, { revision: 1 }),
    async () => client.expense.get('nothing'),
    async () => stranger.expense.list(),
    async () => (await Promise.all([client.expense.get('lunch'), client.expense.get('lunch')])).length,
    async () => readable(url, token),
    async () => (await client.expense.delete('lunch')).id,
  ];
  const told: string[] = [];
  for (const answer of answers) told.push(await answer().then(String, (error: unknown) => (error instanceof ObjectosError ? error.code : String(error))));
  return told;
}

/** The headers of an answer that the page may read. */
async function readable(url: string, token: string): Promise<string> {
  const { headers } = await fetch(`${url}/api/v1/data/expense/lunch`, { headers: { authorization: `Bearer ${token}` } });
  return [...headers.keys()].filter((name) => name !== 'content-length').toSorted().join();
}
