import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { test } from 'node:test';
import { defineApp, defineObject, f } from '@objectql/metadata';
import type { ClientOptions } from './client-options.ts';
import { createClient } from './create-client.ts';
import { ObjectosError, PageError } from './index.ts';

const note = defineObject({ name: 'note', fields: { title: f.text({ required: true }), rank: f.integer() } });
const app = defineApp({ objects: [note] });

interface Asked {
  /** `GET /note/1` */
  readonly line: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

interface Answer {
  readonly status?: number;
  readonly json: unknown;
}

/** A client whose server is this function; what it throws breaks the connection. */
function clientOf(answer: (asked: Asked) => Answer | Promise<Answer>, options: Partial<ClientOptions> = {}) {
  const asked: Asked[] = [];
  const client = createClient<typeof app>({
    url: 'http://x', token: 't', retries: 0, ...options,
    fetch: async (url, init) => {
      const line = `${init.method ?? ''} ${decodeURIComponent(url.replace('http://x/api/v1/data', ''))}`;
      const each = { line, body: JSON.parse((init.body ?? '{}') as string) as Asked['body'], headers: init.headers as Asked['headers'], signal: init.signal! };
      asked.push(each);
      const { status = 200, json } = await answer(each);
      return Response.json(json, { status });
    },
  });
  return { client, asked };
}

const problem = (status: number, code: string) => ({ type: 'x', title: 'x', status, code, message: code, requestId: 'r1' });
const idOf = ({ line }: Asked): string => line.replace(/^GET \/note\//u, '');

/** A server with a record of every id but those that begin with "no". */
function answerGets(asked: Asked): Answer {
  if (!asked.line.endsWith('/batch')) return idOf(asked).startsWith('no') ? { status: 404, json: problem(404, 'RECORD_NOT_FOUND') } : { json: { id: idOf(asked) } };
  const ids = asked.body['ids'] as readonly string[];
  return { json: { results: ids.map((id) => (id.startsWith('no') ? { status: 404, problem: problem(404, 'RECORD_NOT_FOUND') } : { status: 200, etag: '"1"', record: { id } })) } };
}

test('gets of one breath travel as one batch, each with its own answer', async () => {
  const { client, asked } = clientOf(answerGets);
  const late = Promise.resolve().then(() => client.note.get('c'));
  const [a, none, again, c] = await Promise.allSettled([client.note.get('a'), client.note.get('none'), client.note.get('a'), late]);
  assert.deepEqual(asked.map(({ line, body }) => [line, body]), [['POST /note/batch', { ids: ['a', 'none', 'a', 'c'] }]]);
  assert.deepEqual([a, again, c].map((each) => each.status === 'fulfilled' && each.value.id), ['a', 'a', 'c']);
  assert.ok(none.status === 'rejected' && none.reason instanceof ObjectosError);
  assert.deepEqual([none.reason.code, none.reason.requestId], ['RECORD_NOT_FOUND', 'r1']);
  assert.equal(asked[0]?.headers['idempotency-key'], undefined, 'it changes nothing');
});

test('a get alone is a get, and so is one with options of its own', async () => {
  const { client, asked } = clientOf(answerGets);
  await client.note.get('a', { fields: ['title'] });
  await Promise.all([client.note.get('b'), client.note.get('c', { timeout: 9 }), client.note.get('d', { headers: { x: 'y' } })]);
  assert.deepEqual(asked.map(({ line }) => line).toSorted(), ['GET /note/a?fields=title', 'GET /note/b', 'GET /note/c', 'GET /note/d']);
  const { client: single, asked: singly } = clientOf(answerGets, { batch: false });
  await Promise.all([single.note.get('a'), single.note.get('b')]);
  assert.deepEqual(singly.map(({ line }) => line), ['GET /note/a', 'GET /note/b']);
});

test('a batch has one object and one shape, and a hundred records at most', async () => {
  const { client, asked } = clientOf(answerGets);
  await Promise.all(Array.from({ length: 201 }, (_, index) => client.note.get(`n${index}`)).concat([client.note.get('a', { fields: ['rank'] }), client.note.get('b', { fields: ['rank'] })] as never[]));
  const told = asked.map(({ line, body: { ids, fields } }) => `${line} ${JSON.stringify(fields) ?? 'all'} ${(ids as string[] | undefined)?.length ?? 1}`);
  assert.deepEqual(told.toSorted(), ['GET /note/n200 all 1', 'POST /note/batch ["rank"] 2', 'POST /note/batch all 100', 'POST /note/batch all 100']);
});

test('what a batch does not answer plainly is asked for singly: refused as a whole, or short', async () => {
  const answers: readonly Answer[] = [
    { status: 404, json: problem(404, 'ROUTE_NOT_FOUND') }, { status: 413, json: problem(413, 'BODY_TOO_LARGE') }, { json: {} }, { json: { results: [] } },
  ];
  for (const answer of answers) {
    const { client, asked } = clientOf((each) => (each.line.endsWith('/batch') ? answer : answerGets(each)));
    assert.deepEqual((await Promise.all([client.note.get('a'), client.note.get('b')])).map(({ id }) => id), ['a', 'b']);
    assert.deepEqual(asked.map(({ line }) => line), ['POST /note/batch', 'GET /note/a', 'GET /note/b']);
  }
});

test('what fails in passing within a batch is asked for singly after a pause', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const busy = { status: 503, problem: problem(503, 'STORE_BUSY') };
  const { client, asked } = clientOf((each) => (each.line.endsWith('/batch') ? { json: { results: [busy, { status: 200, record: { id: 'b' } }] } } : answerGets(each)));
  const [a, b] = [client.note.get('a'), client.note.get('b')];
  assert.equal((await b).id, 'b');
  await setImmediate();
  assert.equal(asked.length, 1);
  t.mock.timers.runAll();
  assert.equal((await a).id, 'a');
  assert.equal(asked[1]?.line, 'GET /note/a');
});

test('where the server cannot be asked at all, every get says so', async () => {
  for (const [status, code] of [[401, 'UNAUTHENTICATED'], [503, 'STORE_BUSY'], [500, 'INTERNAL']] as const) {
    const { client, asked } = clientOf(() => ({ status, json: problem(status, code) }));
    for (const each of await Promise.allSettled([client.note.get('a'), client.note.get('b')])) assert.equal(each.status === 'rejected' && (each.reason as ObjectosError).code, code);
    assert.equal(asked.length, 1);
  }
});

test('who leaves a batch leaves it alone; when all have left, it is given up', async () => {
  const { client, asked } = clientOf(async (each) => (each.line.endsWith('/batch') ? new Promise<never>(() => undefined) : answerGets(each)));
  const [first, second] = [new AbortController(), new AbortController()];
  const calls = [client.note.get('a', { signal: first.signal }), client.note.get('b', { signal: second.signal }), client.note.get('c', { signal: second.signal })];
  const settled = Promise.allSettled(calls);
  await setImmediate();
  first.abort(new Error('first'));
  await assert.rejects(calls[0]!, { message: 'first' });
  assert.equal(asked[0]?.signal.aborted, false);
  second.abort(new Error('second'));
  await settled;
  await assert.rejects(calls[2]!, { message: 'second' });
  await setImmediate();
  assert.equal(asked[0]?.signal.aborted, true);
  assert.deepEqual([first, second].map(({ signal }) => getEventListeners(signal, 'abort').length), [0, 0]);
});

test('a batch that is over has taken its listeners from the signals', async () => {
  const { client } = clientOf(answerGets);
  const { signal } = new AbortController();
  await Promise.all([client.note.get('a', { signal }), client.note.get('b', { signal })]);
  await setImmediate();
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('who has left before the request is not asked for', async () => {
  const { client, asked } = clientOf(answerGets);
  const left = client.note.get('a', { signal: AbortSignal.abort(new Error('left')) });
  const [gone, b, c] = await Promise.allSettled([left, client.note.get('b'), client.note.get('c')]);
  assert.deepEqual([gone.status, b.status, c.status, asked[0]?.body], ['rejected', 'fulfilled', 'fulfilled', { ids: ['b', 'c'] }]);
});

/** Ten records, in pages. */
function answerList(asked: Asked): Answer {
  const query = new URLSearchParams(asked.line.split('?')[1]);
  const limit = Number(query.get('limit') ?? asked.body['limit'] ?? 4);
  const start = Number(query.get('cursor') ?? asked.body['cursor'] ?? 0);
  const records = Array.from({ length: Math.min(limit, 10 - start) }, (_, index) => ({ id: `n${start + index}` }));
  return { json: { records, nextCursor: start + limit >= 10 ? null : String(start + limit) } };
}

test('all gives every record, pages gives the pages, and a page is asked for when it is wanted', async () => {
  const { client, asked } = clientOf(answerList);
  const seen: string[] = [];
  for await (const { id } of client.note.all({ filter: { rank: 1 }, sort: '-rank' })) seen.push(id);
  assert.deepEqual(seen, Array.from({ length: 10 }, (_, index) => `n${index}`));
  assert.deepEqual(asked.map(({ line }) => line), ['', '&cursor=4', '&cursor=8'].map((more) => `GET /note?filter={"rank":1}&sort=-rank${more}`));
  for await (const { id } of client.note.all()) if (id === 'n1') break;
  assert.equal(asked.length, 4);
  const sizes: number[] = [];
  for await (const { records } of client.note.pages({ limit: 3 })) sizes.push(records.length);
  assert.deepEqual(sizes, [3, 3, 3, 1]);
});

test('a filter too long for an address goes in a body', async () => {
  const { client, asked } = clientOf(answerList);
  const titles = Array.from({ length: 500 }, (_, index) => `title ${index}`);
  const seen: string[] = [];
  for await (const { id } of client.note.all({ filter: { title: { $in: titles } }, limit: 5 })) seen.push(id);
  assert.equal(seen.length, 10);
  assert.deepEqual(asked.map(({ line, body }) => [line, body['cursor']]), [['POST /note/query', undefined], ['POST /note/query', '5']]);
});

test('an iteration that breaks off keeps its place, and goes on from it without gap or repetition', async () => {
  let up = false;
  const { client } = clientOf((asked) => (up || !asked.line.includes('cursor=4') ? answerList(asked) : { status: 503, json: problem(503, 'STORE_BUSY') }));
  const seen: string[] = [];
  const error = await (async () => {
    for await (const { id } of client.note.all()) seen.push(id);
    return undefined;
  })().catch((thrown: unknown) => thrown);
  assert.ok(error instanceof PageError && error instanceof ObjectosError);
  assert.deepEqual([error.code, error.category, error.requestId, error.cursor, seen.length], ['STORE_BUSY', 'unavailable', 'r1', '4', 4]);
  up = true;
  for await (const { id } of client.note.all(error.cursor === undefined ? {} : { cursor: error.cursor })) seen.push(id);
  assert.deepEqual(seen, Array.from({ length: 10 }, (_, index) => `n${index}`));
});

test('an iteration whose signal is aborted ends with the reason', async () => {
  const { client, asked } = clientOf(answerList);
  const controller = new AbortController();
  await assert.rejects(async () => {
    for await (const { id } of client.note.all({}, { signal: controller.signal })) if (id === 'n3') controller.abort(new Error('enough'));
  }, { message: 'enough' });
  assert.equal(asked.length, 1);
});

test('a change of a record that was read rests on its revision; of an id, on none', async () => {
  const { client, asked } = clientOf(() => ({ json: { id: '1', revision: 8 } }));
  const record = { id: '1', revision: 7 };
  await client.note.update(record, { rank: 1 });
  await client.note.delete(record);
  await client.note.update('1', { rank: 1 });
  await client.note.update(record, { rank: 1 }, { revision: 6 });
  assert.deepEqual(asked.map(({ line, headers }) => [line, headers['if-match']]), [['PATCH /note/1', '"7"'], ['DELETE /note/1', '"7"'], ['PATCH /note/1', undefined], ['PATCH /note/1', '"6"']]);
  assert.throws(() => client.note.update({ id: '1' } as never, {}), TypeError);
});

test('edit reads, asks and writes, and does it again while somebody else is faster', async () => {
  let revision = 1;
  let rivals = 2;
  const { client, asked } = clientOf(({ line, headers }) => {
    if (line.startsWith('GET')) return { json: { id: '1', revision, rank: revision } };
    if (rivals-- > 0) revision++;
    return headers['if-match'] === `"${revision}"` ? { json: { id: '1', revision: ++revision } } : { status: 412, json: problem(412, 'STALE') };
  });
  const edited = await client.note.edit('1', ({ rank }) => ({ rank: (rank ?? 0) + 10 }));
  assert.equal(edited.revision, 4);
  assert.deepEqual(asked.filter(({ line }) => line.startsWith('PATCH')).map(({ body, headers }) => [body['rank'], headers['if-match']]), [[11, '"1"'], [12, '"2"'], [13, '"3"']]);
  assert.equal(new Set(asked.map(({ headers }) => headers['idempotency-key']).filter((key) => key !== undefined)).size, 3, 'another change is another command');
  rivals = Number.POSITIVE_INFINITY;
  await assert.rejects(client.note.edit('1', () => ({ rank: 1 }), { attempts: 2 }), { code: 'STALE' });
  const before = asked.length;
  assert.equal((await client.note.edit('1', () => null)).id, '1');
  assert.equal(asked.length, before + 1, 'nothing was written');
});

/** Never run: what must and must not compile. */
export async function types(): Promise<void> {
  const { client } = clientOf(answerList);
  const narrow = await client.note.get('1', { fields: ['title'] });
  // @ts-expect-error read without its revision, it would overwrite what others did
  await client.note.update(narrow, { rank: 1 });
  await client.note.update(await client.note.get('1'), { rank: 1 });
  // @ts-expect-error no such field to change
  await client.note.edit('1', () => ({ rang: 1 }));
  for await (const { title } of client.note.all({ fields: ['title'] })) title.trim();
  // @ts-expect-error a field that was not asked for is not there
  for await (const { rank } of client.note.all({ fields: ['title'] })) void rank;
}
