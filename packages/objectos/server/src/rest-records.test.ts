import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHelpDesk } from './test-app.contract.ts';

const accounts = '/api/v1/data/account';

test('a record is created where Location says, read, changed and deleted', async (t) => {
  const desk = await startHelpDesk(t);
  const made = await desk.ask('POST', accounts, { body: { name: 'Ada & Söhne', credit: 12.5 } });
  assert.deepEqual([made.status, made.headers.get('etag'), made.json['credit']], [201, '"1"', '12.50']);
  assert.equal(made.headers.get('location'), `${accounts}/${String(made.json['id'])}`);
  const read = await desk.ask('GET', made.headers.get('location')!);
  assert.deepEqual([read.status, read.json, read.headers.get('etag')], [200, made.json, '"1"']);
  const changed = await desk.ask('PATCH', made.headers.get('location')!, { body: { segment: 'small' } });
  assert.deepEqual([changed.status, changed.json['segment'], changed.headers.get('etag')], [200, 'small', '"2"']);
  const gone = await desk.ask('DELETE', made.headers.get('location')!);
  assert.deepEqual([gone.status, gone.json], [200, { id: made.json['id'] }]);
  assert.equal((await desk.ask('GET', made.headers.get('location')!)).json['code'], 'RECORD_NOT_FOUND');
});

test('an id of the caller is kept, and who may not read gets it and nothing else', async (t) => {
  const desk = await startHelpDesk(t);
  const own = await desk.ask('POST', accounts, { body: { id: 'a.b_1', name: 'x' } });
  assert.equal(own.headers.get('location'), `${accounts}/a.b_1`);
  assert.equal((await desk.ask('GET', own.headers.get('location')!)).json['id'], 'a.b_1');
  const blind = await desk.ask('POST', accounts, { as: 'wim', body: { name: 'y' } });
  assert.deepEqual([blind.status, Object.keys(blind.json), blind.headers.get('etag')], [201, ['id'], null]);
  assert.equal(blind.headers.get('location'), `${accounts}/${String(blind.json['id'])}`);
  assert.equal((await desk.ask('POST', accounts, { body: { id: 'a.b_1', name: 'x' } })).status, 409);
});

test('If-Match refuses a change of what has changed since, in the forms that name one revision', async (t) => {
  const desk = await startHelpDesk(t);
  await desk.ask('POST', accounts, { body: { id: 'a', name: 'one' } });
  const patch = (ifMatch: string, name: string) => desk.ask('PATCH', `${accounts}/a`, { body: { name }, headers: { 'if-match': ifMatch } });
  assert.equal((await patch('"1"', 'two')).headers.get('etag'), '"2"');
  const stale = await patch('"1"', 'three');
  assert.deepEqual([stale.status, stale.json['code'], stale.json['status']], [412, 'STALE', 412]);
  assert.equal((await patch('*', 'four')).status, 200);
  for (const form of ['3', 'W/"3"', '"3", "4"', '"x"', '""']) assert.deepEqual([(await patch(form, 'five')).json['code'], form], ['HEADER_INVALID', form]);
  assert.equal((await desk.ask('DELETE', `${accounts}/a`, { headers: { 'if-match': '"2"' } })).status, 412);
  assert.equal((await desk.ask('GET', `${accounts}/a`)).json['name'], 'four');
  for (const name of ['id', 'revision']) assert.equal((await desk.ask('PATCH', `${accounts}/a`, { body: { [name]: '1' } })).json['code'], 'MEMBER_MISPLACED');
});

test('If-None-Match saves the body of a record that has not changed', async (t) => {
  const desk = await startHelpDesk(t);
  await desk.ask('POST', accounts, { body: { id: 'a', name: 'one' } });
  const get = (ifNoneMatch: string, query = '') => desk.ask('GET', `${accounts}/a${query}`, { headers: { 'if-none-match': ifNoneMatch } });
  for (const form of ['"1"', 'W/"1"', '"7", "1"', '*']) {
    const same = await get(form);
    assert.deepEqual([same.status, same.text, same.headers.get('etag')], [304, '', '"1"'], form);
  }
  assert.equal((await get('"2"')).status, 200);
  assert.equal((await get('"1"', '?expand=parent')).status, 200, 'the revision says nothing of an expanded record');
  assert.equal((await desk.ask('GET', `${accounts}/b`, { headers: { 'if-none-match': '*' } })).status, 404);
});

test('an Idempotency-Key is carried out once, and its answer says so', async (t) => {
  const desk = await startHelpDesk(t);
  const headers = { 'idempotency-key': 'order-66' };
  const first = await desk.ask('POST', accounts, { body: { name: 'once' }, headers });
  const again = await desk.ask('POST', accounts, { body: { name: 'once' }, headers });
  assert.deepEqual([again.status, again.json, again.headers.get('location')], [201, first.json, first.headers.get('location')]);
  assert.deepEqual([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')], [null, 'true']);
  assert.equal((await desk.ask('POST', accounts, { body: { name: 'other' }, headers })).status, 409);
  assert.equal((await desk.ask('GET', `${accounts}?count=true`)).json['total'], 1);
  for (const key of ['', 'a b', 'x'.repeat(201)]) assert.equal((await desk.ask('POST', accounts, { body: { name: 'x' }, headers: { 'idempotency-key': key } })).json['code'], 'HEADER_INVALID');
});

test('a dry run judges and changes nothing', async (t) => {
  const desk = await startHelpDesk(t);
  const dry = await desk.ask('POST', `${accounts}?dryRun=true`, { body: { id: 'a', name: 'x' } });
  assert.deepEqual([dry.status, dry.json['name'], dry.headers.get('location')], [200, 'x', null]);
  assert.equal((await desk.ask('GET', `${accounts}/a`)).status, 404);
  assert.equal((await desk.ask('POST', `${accounts}?dryRun=true`, { body: {} })).status, 422);
  await desk.ask('POST', accounts, { body: { id: 'a', name: 'x' } });
  assert.equal((await desk.ask('DELETE', `${accounts}/a?dryRun=true`)).status, 200);
  assert.equal((await desk.ask('GET', `${accounts}/a`)).json['revision'], 1);
});

test('several faults of one request are told together, and nothing is changed', async (t) => {
  const desk = await startHelpDesk(t);
  const refused = await desk.ask('POST', accounts, { body: { segment: 'huge', credit: '1.234', nmae: 'x' } });
  assert.equal(refused.status, 400, 'a name that does not exist makes it malformed');
  assert.deepEqual((refused.json['issues'] as { path: string }[]).map(({ path }) => path).toSorted(), ['credit', 'name', 'nmae', 'segment']);
  assert.equal((await desk.ask('GET', `${accounts}?count=true`)).json['total'], 0);
  const invalid = await desk.ask('POST', accounts, { body: { name: 'x', segment: 'huge' } });
  assert.deepEqual([invalid.status, invalid.json['path']], [422, 'segment']);
});

test('HEAD says of an answer what GET would, without it', async (t) => {
  const desk = await startHelpDesk(t);
  await desk.ask('POST', accounts, { body: { id: 'a', name: 'x' } });
  for (const path of [`${accounts}/a`, accounts, '/api/openapi.json', '/health', `${accounts}/none`]) {
    const [head, get] = [await desk.ask('HEAD', path), await desk.ask('GET', path)];
    assert.deepEqual([head.status, head.text, head.headers.get('etag'), head.headers.get('content-type')], [get.status, '', get.headers.get('etag'), get.headers.get('content-type')]);
    if (get.status === 200) assert.equal(head.headers.get('content-length'), get.headers.get('content-length'));
  }
});

test('lists filter, sort, choose, expand and page, and query is the same by POST', async (t) => {
  const desk = await startHelpDesk(t);
  await desk.ask('POST', accounts, { body: { id: 'top', name: 'Top', segment: 'large' } });
  for (const name of ['Cid', 'Ada', 'Bob']) await desk.ask('POST', accounts, { body: { name, segment: 'small', parent: 'top' } });
  const parameters = { filter: JSON.stringify({ segment: 'small' }), sort: '-name', fields: 'name,parent', expand: 'parent', limit: '2', count: 'true' };
  const page = await desk.ask('GET', `${accounts}?${new URLSearchParams(parameters).toString()}`);
  const records = page.json['records'] as { name: string; parent: { name: string } }[];
  assert.deepEqual([page.json['total'], records.map(({ name, parent }) => `${name} of ${parent.name}`)], [3, ['Cid of Top', 'Bob of Top']]);
  const query = { filter: { segment: 'small' }, sort: ['-name'], fields: ['name', 'parent'], expand: ['parent'], limit: 2, count: true };
  assert.deepEqual((await desk.ask('POST', `${accounts}/query`, { body: query })).json, page.json);
  const rest = await desk.ask('POST', `${accounts}/query`, { body: { ...query, cursor: page.json['nextCursor'] } });
  assert.deepEqual([(rest.json['records'] as { name: string }[]).map(({ name }) => name), rest.json['nextCursor']], [['Ada'], null]);
  assert.equal((await desk.ask('POST', `${accounts}/query`)).status, 200, 'no body: everything');
});

test('events and actions are performed on a record; history pages through what became of it', async (t) => {
  const desk = await startHelpDesk(t);
  await desk.ask('POST', '/api/v1/data/ticket', { body: { id: 't', title: 'Help' } });
  assert.equal((await desk.ask('POST', '/api/v1/data/ticket/t/estimate', { body: { effort: 3 } })).json['effort'], 3);
  assert.equal((await desk.ask('POST', '/api/v1/data/ticket/t/estimate', { body: { effort: 300 } })).json['code'], 'TOO_LONG');
  assert.equal((await desk.ask('POST', '/api/v1/data/ticket/t/estimate', { body: {} })).status, 422);
  assert.equal((await desk.ask('POST', '/api/v1/data/ticket/t/close', { headers: { 'if-match': '"1"' } })).status, 412);
  const closed = await desk.ask('POST', '/api/v1/data/ticket/t/close', { body: { comment: 'done' }, headers: { 'if-match': '"2"' } });
  assert.deepEqual([closed.status, closed.json['state'], closed.headers.get('etag')], [200, 'closed', '"3"']);
  const operations: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await desk.ask('GET', `/api/v1/data/ticket/t/history?limit=2${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    operations.push(...(page.json['entries'] as { operation: string }[]).map(({ operation }) => operation));
    cursor = page.json['nextCursor'] as string | null;
  } while (cursor !== null);
  assert.deepEqual(operations.toSorted(), ['ticket.close', 'ticket.create', 'ticket.estimate']);
});

test('a restricted role meets no trace of what is hidden from it', async (t) => {
  const desk = await startHelpDesk(t);
  await desk.ask('POST', accounts, { body: { id: 'small', name: 'Small', segment: 'small', secret: 'plum', credit: '5' } });
  await desk.ask('POST', accounts, { body: { id: 'large', name: 'Large', segment: 'large', secret: 'plum' } });
  const ask = (path: string) => desk.ask('GET', path, { as: 'vito' });
  assert.deepEqual(Object.keys((await ask(`${accounts}/small`)).json).filter((name) => ['secret', 'credit'].includes(name)), []);
  assert.deepEqual(((await ask(accounts)).json['records'] as { id: string }[]).map(({ id }) => id), ['small']);
  const messageOf = async (path: string, name: string) => {
    const { status, json } = await ask(path);
    const { requestId: _each, ...told } = json;
    return [status, JSON.stringify(told).replaceAll(name, '?')];
  };
  assert.deepEqual(await messageOf(`${accounts}/large`, 'large'), await messageOf(`${accounts}/absent`, 'absent'));
  assert.deepEqual(await messageOf(`${accounts}/large/history`, 'large'), await messageOf(`${accounts}/absent/history`, 'absent'));
  for (const [hidden, absent] of [['secret', 'zzzzzz'], ['secre', 'zzzzz']] as const) {
    for (const query of ['sort=', 'fields=', 'expand=']) assert.deepEqual(await messageOf(`${accounts}?${query}${hidden}`, hidden), await messageOf(`${accounts}?${query}${absent}`, absent), query + hidden);
    const filter = (name: string) => `${accounts}?filter=${encodeURIComponent(JSON.stringify({ [name]: 'plum' }))}`;
    assert.deepEqual(await messageOf(filter(hidden), hidden), await messageOf(filter(absent), absent));
  }
  assert.deepEqual(await messageOf('/api/v1/data/ticket', 'ticket'), await messageOf('/api/v1/data/tockit', 'tockit'));
  assert.deepEqual(await messageOf('/api/v1/meta/objects/ticket', 'ticket'), await messageOf('/api/v1/meta/objects/zzzzzz', 'zzzzzz'));
  for (const path of ['/api/v1/meta/objects', '/api/v1/meta/objects/account', '/api/openapi.json', `${accounts}/small/history`, `${accounts}/small`, accounts]) {
    const { status, text } = await ask(path);
    assert.equal(status, 200, path);
    assert.doesNotMatch(text, /secret|credit|plum|ticket|estimate/u, path);
  }
});
