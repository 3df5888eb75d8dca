// The client of @hey-api/openapi-ts, called as its manual says.
import { client } from '../generated/hey-api/client.gen.js';
import { createClient } from '../generated/hey-api/client/index.js';
import { expenseApprove, expenseCreate, expenseDelete, expenseGet, expenseHistory, expenseList, expenseUpdate, metaObjects } from '../generated/hey-api/index.js';
import type { ExpenseCreateBody, ExpenseRecord } from '../generated/hey-api/index.js';
import { address, report, same, token } from './check.js';

let calls = 0;
const counted: typeof fetch = (request, init) => {
  calls += 1;
  return fetch(request, init);
};
/** Filters travel as JSON; lists with commas between their names, as the document says of each. */
const querySerializer = (query: Record<string, unknown>): string => new URLSearchParams(Object.entries(query).flatMap(([name, value]): [string, string][] =>
  value === undefined || value === null ? [] : [[name, name === 'filter' ? JSON.stringify(value) : String(value)]])).toString();

client.setConfig({ baseUrl: address, auth: () => token('EMMA'), fetch: counted });
const max = createClient({ baseUrl: address, auth: () => token('MAX'), fetch: counted });
const ada = createClient({ baseUrl: address, auth: () => token('ADA'), fetch: counted });

const body: ExpenseCreateBody = { title: 'Dinner', amount: '36.20', category: 'meals', spent_on: '2026-11-18' };
const created = await expenseCreate({ body, headers: { 'Idempotency-Key': 'hey-api-1' } });
const id = created.data?.id ?? '';
same(created.response?.status, 201, 'created');
const got = await expenseGet({ path: { id } });
const record: ExpenseRecord | undefined = got.data;
same(record?.status, 'submitted', 'the record');
const page = await expenseList({ query: { filter: { title: { $startsWith: 'Din' } }, sort: ['-amount'], fields: ['title'], limit: 5 }, querySerializer });
same(page.data?.records.map(({ title }) => title), ['Dinner'], 'the list');
const updated = await expenseUpdate({ path: { id }, body: { notes: 'Three people' }, headers: { 'If-Match': got.response?.headers.get('etag') ?? '' } });
same(updated.data?.notes, 'Three people', 'the update');
const stale = await expenseUpdate({ path: { id }, body: { notes: 'Two people' }, headers: { 'If-Match': '"1"' } });
if (stale.error?.status !== 412) throw new Error('a stale update was not refused');
const code: 'STALE' = stale.error.code;
same(code, 'STALE', 'its code');
const approved = await expenseApprove({ client: max, path: { id }, body: { comment: 'Good food.' } });
same(approved.data?.status, 'approved', 'the event');
const again = await expenseApprove({ client: max, path: { id } });
same(again.error?.code, 'FLOW_WRONG_STATE', 'the second approval');
const history = await expenseHistory({ path: { id }, query: { limit: 10 } });
same(history.data?.entries.map(({ operation }) => operation).slice(0, 3), ['expense.create', 'expense.update', 'expense.approve'], 'the history');
const other = await expenseCreate({ body });
const removed = await expenseDelete({ client: ada, path: { id: other.data?.id ?? '' } });
same(removed.data?.id, other.data?.id, 'the deletion');
const objects = await metaObjects();
same(objects.data?.objects.some(({ name }) => name === 'expense'), true, 'the objects');
report(calls);
