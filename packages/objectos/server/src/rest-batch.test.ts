import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storesRef } from '@objectql/engine';
import { startHelpDesk } from './test-app.contract.ts';
import type { TestApp } from './test-app.contract.ts';

const accounts = '/api/v1/data/account';
type Person = 'clara' | 'vito' | 'wim' | 'bot';

interface Result {
  readonly status: number;
  readonly etag?: string;
  readonly record?: unknown;
  readonly problem?: Readonly<Record<string, unknown>>;
}

async function batch(desk: TestApp, as: Person, body: unknown): Promise<readonly Result[]> {
  const { status, json } = await desk.ask('POST', `${accounts}/batch`, { as, body });
  assert.equal(status, 200, JSON.stringify(json));
  return json['results'] as readonly Result[];
}

/** The answer of a single get, in the form of a batch's results. */
async function single(desk: TestApp, as: Person, path: string): Promise<Result> {
  const { status, json, headers } = await desk.ask('GET', `${accounts}/${path}`, { as });
  return status === 200 ? { status, etag: headers.get('etag')!, record: json } : { status, problem: json };
}

/** A request's own id is the one thing in which a batch differs. */
const comparable = ({ problem, ...rest }: Result): unknown => (problem === undefined ? rest : { ...rest, problem: { ...problem, requestId: '' } });

test('each record of a batch is answered as a get of it would be: masks, rows, "not found" and ETag, for every caller', async (t) => {
  const desk = await startHelpDesk(t);
  for (const body of [{ id: 'a', name: 'Small', segment: 'small', secret: 'x' }, { id: 'b', name: 'Large', segment: 'large', parent: 'a' }]) await desk.ask('POST', accounts, { body });
  await desk.ask('PATCH', `${accounts}/a`, { body: { credit: 5 } });
  const ids = ['b', 'a', 'gone', 'a', 'not an id', '..'];
  for (const as of ['clara', 'vito', 'wim', 'bot'] as const) {
    for (const [shape, query] of [[{}, ''], [{ fields: ['name'] }, '?fields=name'], [{ expand: ['parent'] }, '?expand=parent'], [{ fields: 'secret' }, '?fields=secret']] as const) {
      const results = await batch(desk, as, { ids, ...shape });
      const singles = await Promise.all(ids.slice(0, 5).map((id) => single(desk, as, `${encodeURIComponent(id)}${query}`)));
      assert.deepEqual(results.slice(0, 5).map(comparable), singles.map(comparable), `${as} ${query}`);
      assert.ok((results[5]?.status ?? 0) >= 400);
      assert.match(String(results[2]?.problem?.['requestId']), /^[0-9a-f-]{36}$/u);
    }
  }
});

test('what an agent reads in a batch is kept by id, as its gets are', async (t) => {
  const desk = await startHelpDesk(t);
  for (const id of ['a', 'b']) await desk.ask('POST', accounts, { body: { id, name: id } });
  await batch(desk, 'bot', { ids: ['a', 'b', 'gone'] });
  const store = await desk.app.kernel.service(storesRef).of('main');
  let kept: readonly { readonly operation: string; readonly ids: readonly string[] }[] = [];
  while (kept.length === 0) {
    await desk.ask('GET', '/health');
    kept = (await store.accessLog(0, 100)).flatMap(({ text }) => (JSON.parse(text) as { readonly events: typeof kept }).events).filter(({ operation }) => operation === 'account.get');
  }
  assert.deepEqual(kept.map(({ ids }) => ids.toSorted()), [['a', 'b']]);
});

test('a batch is refused whole where it is no list of ids, and a slip in it is told for each', async (t) => {
  const desk = await startHelpDesk(t);
  const codeOf = async (body: unknown) => (await desk.ask('POST', `${accounts}/batch`, { body })).json['code'];
  for (const ids of [undefined, [], 'a', Array.from({ length: 101 }, () => 'a')]) assert.equal(await codeOf({ ids }), 'BATCH_INVALID');
  assert.equal(await codeOf({ ids: ['a'], id: 'a' }), 'MEMBER_MISPLACED');
  assert.equal(await codeOf([]), 'BODY_NOT_OBJECT');
  assert.equal((await desk.ask('POST', `${accounts}/batch?fields=name`, { body: { ids: ['a'] } })).json['code'], 'PARAMETER_UNKNOWN');
  assert.equal((await desk.ask('GET', `${accounts}/batch`)).status, 405);
  assert.equal((await desk.ask('POST', `${accounts}/batch`, { as: null, body: { ids: ['a'] } })).status, 401);
  assert.deepEqual((await batch(desk, 'clara', { ids: ['a', 7], feilds: 'name' })).map(({ status }) => status), [400, 400]);
});
