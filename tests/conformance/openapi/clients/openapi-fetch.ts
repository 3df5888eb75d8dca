// The client of openapi-typescript and openapi-fetch, called as its manual says.
import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import type { components, paths } from '../generated/openapi-typescript/schema.js';
import { address, report, same, token } from './check.js';
import type { Person } from './check.js';

let calls = 0;

/** Lists travel with commas between their names, as the document says. */
function clientOf(person: Person): Client<paths> {
  return createClient<paths>({
    baseUrl: address,
    headers: { authorization: `Bearer ${token(person)}` },
    querySerializer: { array: { style: 'form', explode: false } },
    fetch: (request) => {
      calls += 1;
      return fetch(request);
    },
  });
}

const emma = clientOf('EMMA');
const max = clientOf('MAX');
const ada = clientOf('ADA');

const body: components['schemas']['expense.create.body'] = { title: 'Train to Lyon', amount: '84.50', category: 'travel', spent_on: '2026-11-20' };
const created = await emma.POST('/api/v1/data/expense', { body, params: { header: { 'Idempotency-Key': 'openapi-fetch-1' } } });
const id = created.data?.id ?? '';
same(created.response.status, 201, 'created');
same(created.response.headers.get('location'), `/api/v1/data/expense/${id}`, 'its place');

const got = await emma.GET('/api/v1/data/expense/{id}', { params: { path: { id } } });
const record: components['schemas']['expense.record'] | undefined = got.data;
same(record?.amount, '84.50', 'the amount');
const etag = got.response.headers.get('etag') ?? '';
const unchanged = await emma.GET('/api/v1/data/expense/{id}', { params: { path: { id }, header: { 'If-None-Match': etag } } });
same(unchanged.response.status, 304, 'not changed');

// A parameter that is JSON is a text to this client; the filter itself is typed.
const filter: components['schemas']['expense.filter'] = { amount: { $between: [20, 100] }, category: { $in: ['travel', 'meals'] } };
const page = await emma.GET('/api/v1/data/expense', {
  params: { query: { filter: JSON.stringify(filter), sort: ['-amount', 'title'], fields: ['title', 'amount'], limit: 10, count: true } },
});
same(page.data?.records.map(({ title }) => title), ['Train to Lyon'], 'the list');
same(page.data?.total, 1, 'the total');
const queried = await emma.POST('/api/v1/data/expense/query', { body: { filter: { title: body.title, $or: [{ status: 'submitted' }, { $not: { archived: true } }], createdBy: 'emma' }, fields: ['id'] } });
same(queried.data?.records.length, 1, 'the query');

const updated = await emma.PATCH('/api/v1/data/expense/{id}', { params: { path: { id }, header: { 'If-Match': etag } }, body: { notes: 'Window seat' } });
same(updated.data?.notes, 'Window seat', 'the update');
const stale = await emma.PATCH('/api/v1/data/expense/{id}', { params: { path: { id }, header: { 'If-Match': etag } }, body: { notes: 'Aisle' } });
same(stale.response.status, 412, 'a stale update');
const code: components['schemas']['Problem']['code'] | undefined = stale.error?.code;
same(code, 'STALE', 'its code');

const approved = await max.POST('/api/v1/data/expense/{id}/approve', { params: { path: { id } }, body: { comment: 'Have a good trip.' } });
same(approved.data?.status, 'approved', 'the event');
const again = await max.POST('/api/v1/data/expense/{id}/approve', { params: { path: { id } }, body: {} });
if (again.error === undefined) throw new Error('an expense was approved twice');
// The document lists the codes of each status, so that a slip here would not compile.
if (again.error.status === 409 && again.error.code === 'FLOW_WRONG_STATE') same(again.response.status, 409, 'the second approval');
else throw new Error(`the second approval: ${again.error.code}`);

const other = await emma.POST('/api/v1/data/expense', { body });
const removed = await ada.DELETE('/api/v1/data/expense/{id}', { params: { path: { id: other.data?.id ?? '' } } });
same(removed.data?.id, other.data?.id, 'the deletion');
const gone = await emma.GET('/api/v1/data/expense/{id}', { params: { path: { id: other.data?.id ?? '' } } });
same(gone.error?.code, 'RECORD_NOT_FOUND', 'what is gone');
report(calls);
