import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startHelpDesk } from './test-app.contract.ts';
import type { Asked } from './test-app.contract.ts';

/** What must hold of every failure on HTTP. */
function assertProblem(answer: Asked, status: number, code: string): void {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/u);
  const { code: told, status: said, title, message, type, requestId } = answer.json;
  assert.deepEqual([told, said, type], [code, status, `urn:objectos:problem:${code}`]);
  for (const text of [title, message, requestId]) assert.ok(typeof text === 'string' && text !== '');
}

const issuesOf = ({ json }: Asked) => (json['issues'] as readonly { path: string; code: string; hint?: string }[] | undefined) ?? [];

/** Sends bytes as they are and answers all that comes back until the connection closes. */
async function raw(address: string, bytes: string | Buffer): Promise<string> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

test('a request that cannot be understood is told why, in the one error shape', async (t) => {
  const desk = await startHelpDesk(t);
  await t.test('a body that is not JSON, no object, not UTF-8, or empty', async () => {
    assertProblem(await desk.ask('POST', '/api/v1/data/account', { body: '{"name": ' }), 400, 'BODY_NOT_JSON');
    assertProblem(await desk.ask('POST', '/api/v1/data/account', { body: '[1]' }), 400, 'BODY_NOT_OBJECT');
    assertProblem(await desk.ask('POST', '/api/v1/data/account', { headers: { 'content-type': 'application/json' } }), 400, 'BODY_NOT_JSON');
    const response = await fetch(`${desk.address}/api/v1/data/account`, {
      method: 'POST', headers: { authorization: `Bearer ${await desk.token('clara')}`, 'content-type': 'application/json' }, body: Buffer.from('{"name":"\xff"}', 'latin1'),
    });
    assert.deepEqual([response.status, ((await response.json()) as { code: string }).code], [400, 'BODY_NOT_JSON']);
  });
  await t.test('another content type, or a coding of it', async () => {
    assertProblem(await desk.ask('POST', '/api/v1/data/account', { body: 'name=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }), 415, 'CONTENT_TYPE_UNSUPPORTED');
    assertProblem(await desk.ask('POST', '/api/v1/data/account', { body: '{}', headers: { 'content-encoding': 'gzip' } }), 415, 'CONTENT_ENCODING_UNSUPPORTED');
    assert.equal((await desk.ask('POST', '/api/v1/data/account', { body: '{"name":"a"}', headers: { 'content-type': 'application/merge-patch+json; charset=utf-8' } })).status, 201);
  });
  await t.test('an unknown path, and one that is no valid encoding', async () => {
    const nothing = await desk.ask('GET', '/api/v1/date/account');
    assertProblem(nothing, 404, 'ROUTE_NOT_FOUND');
    assert.match(String(nothing.json['hint']), /openapi\.json.*\/docs/u);
    for (const path of ['/', '/api/v1/data/', '/api/v1/data/account/', '/api/v1/data/account/1/close/now', '/api/v1/meta/objects/', '/api/v1/meta/objects/a/b', '/api/v1/data//1']) {
      assertProblem(await desk.ask('GET', path), 404, 'ROUTE_NOT_FOUND');
    }
    for (const path of ['/api/v1/data/account/%zz', '/api/v1/data/%E0%A4%A/1', '/api/v1/meta/objects/%', '/api/v1/data/account/1/%ff']) {
      assertProblem(await desk.ask('GET', path), 400, 'PATH_MALFORMED');
    }
  });
  await t.test('unknown parameters with the nearest name, repeated and unreadable ones, all at once', async () => {
    const unknown = await desk.ask('GET', '/api/v1/data/account?limt=3');
    assertProblem(unknown, 400, 'INPUT_INVALID');
    assert.deepEqual(issuesOf(unknown).map(({ code }) => code), ['PARAMETER_UNKNOWN']);
    assert.deepEqual([unknown.json['path'], unknown.json['hint']], ['limt', 'Did you mean "limit"?']);
    assertProblem(await desk.ask('GET', '/api/v1/data/account?limit=1&limit=2'), 400, 'PARAMETER_REPEATED');
    const several = await desk.ask('GET', '/api/v1/data/account?limit=ten&filter={&count=yes&offset=3');
    assertProblem(several, 400, 'INPUT_INVALID');
    assert.deepEqual(issuesOf(several).map(({ path, code }) => `${path} ${code}`), ['limit PARAMETER_INVALID', 'filter PARAMETER_INVALID', 'count PARAMETER_INVALID', 'offset PARAMETER_UNKNOWN']);
    assertProblem(await desk.ask('GET', '/api/v1/data/account?sort=%zz'), 400, 'QUERY_MALFORMED');
    for (const path of ['account?__proto__=1', 'account/1?constructor=1', 'account/1/history?limit=1&filter=%7B%7D']) assertProblem(await desk.ask('GET', `/api/v1/data/${path}`), 400, 'INPUT_INVALID');
    for (const path of ['account/1?id=2', 'account/1/history?id=2']) assertProblem(await desk.ask('GET', `/api/v1/data/${path}`), 400, 'PARAMETER_UNKNOWN');
    assertProblem(await desk.ask('POST', '/api/v1/data/account?dry=true&dryRun=yes', { body: { name: 'x' } }), 400, 'PARAMETERS_INVALID');
    assertProblem(await desk.ask('POST', '/api/v1/data/account?dry=true', { body: { name: 'x' } }), 400, 'PARAMETER_UNKNOWN');
    assertProblem(await desk.ask('GET', '/api/v1/meta/objects?x=1'), 400, 'PARAMETER_UNKNOWN');
  });
  await t.test('unknown fields and operators, with the nearest readable name', async () => {
    const field = await desk.ask('GET', '/api/v1/data/account?sort=nmae');
    assert.equal(field.status, 400);
    assert.match(field.text, /Did you mean \\"name\\"/u);
    const operator = await desk.ask('GET', `/api/v1/data/account?filter=${encodeURIComponent('{"name":{"$startWith":"a"}}')}`);
    assert.equal(operator.status, 400);
    assert.match(operator.text, /\$startsWith/u);
  });
  await t.test('a method that the path does not take, with those that it does', async () => {
    for (const [method, path, allow] of [
      ['PUT', '/api/v1/data/account', 'GET, HEAD, POST'], ['DELETE', '/api/v1/data/account', 'GET, HEAD, POST'], ['PUT', '/api/v1/data/account/1', 'GET, HEAD, PATCH, DELETE'],
      ['GET', '/api/v1/data/account/query', 'POST'], ['GET', '/api/v1/data/ticket/1/close', 'POST'], ['POST', '/api/v1/data/account/1/history', 'GET, HEAD'],
      ['POST', '/api/v1/meta/objects', 'GET, HEAD'], ['POST', '/api/openapi.json', 'GET, HEAD'], ['POST', '/health', 'GET, HEAD'], ['OPTIONS', '/api/v1/data/account', 'GET, HEAD, POST'],
    ] as const) {
      const answer = await desk.ask(method, path);
      assertProblem(answer, 405, 'METHOD_NOT_ALLOWED');
      assert.equal(answer.headers.get('allow'), allow, `${method} ${path}`);
    }
  });
  await t.test('verbs with a method of their own are not performed by POST', async () => {
    await desk.ask('POST', '/api/v1/data/account', { body: { id: 'stays', name: 'Stays' } });
    for (const verb of ['delete', 'update', 'get', 'create', 'list', 'query']) assertProblem(await desk.ask('POST', `/api/v1/data/account/stays/${verb}`, { body: {} }), 404, 'ROUTE_NOT_FOUND');
    assert.equal((await desk.ask('GET', '/api/v1/data/account/stays')).status, 200);
    assertProblem(await desk.ask('POST', '/api/v1/data/account/stays/vanish', { body: {} }), 404, 'OPERATION_NOT_FOUND');
  });
  assert.deepEqual(desk.errors, [], 'none of it is news for the operator');
});

test('what is about no record is not reached as if it were one', async (t) => {
  const desk = await startHelpDesk(t);
  assert.equal((await desk.ask('GET', '/api/v1/auth/tokens')).status, 200, 'by its own path it is');
  for (const [method, path] of [['GET', 'token'], ['POST', 'token'], ['POST', 'token/x/revoke'], ['POST', 'permission/x/explain'], ['GET', 'tenant']] as const) {
    assertProblem(await desk.ask(method, `/api/v1/data/${path}`, method === 'POST' ? { body: {} } : {}), 404, 'ROUTE_NOT_FOUND');
  }
});

test('without a token that is in force there is nothing but health', async (t) => {
  const desk = await startHelpDesk(t);
  for (const path of ['/api/v1/data/account', '/api/openapi.json', '/api/v1/meta/objects', '/nowhere']) {
    const nobody = await desk.ask('GET', path, { as: null });
    assertProblem(nobody, 401, 'UNAUTHENTICATED');
    assert.equal(nobody.headers.get('www-authenticate'), 'Bearer realm="ObjectOS"');
  }
  for (const authorization of ['Bearer oos_wrong', 'bearer oos_wrong', 'Bearer a b']) {
    const wrong = await desk.ask('GET', '/api/v1/data/account', { as: null, headers: { authorization } });
    assertProblem(wrong, 401, 'UNAUTHENTICATED');
    if (authorization !== 'Bearer a b') assert.match(wrong.headers.get('www-authenticate') ?? '', /error="invalid_token"/u);
  }
  assertProblem(await desk.ask('GET', '/api/v1/data/account', { as: null, headers: { authorization: 'Basic YTpi' } }), 401, 'UNAUTHENTICATED');
  assert.equal((await desk.ask('GET', '/api/v1/data/account', { as: null, headers: { authorization: `bearer  ${await desk.token('clara')}` } })).status, 200, 'the scheme has no case');
  const health = await desk.ask('GET', '/health', { as: null });
  assert.deepEqual([health.status, health.json], [200, { status: 'ok' }]);
});

test('a body over the limit is refused, announced or not, and the connection serves the next request', async (t) => {
  const desk = await startHelpDesk(t);
  const large = JSON.stringify({ name: 'x'.repeat(1_100_000) });
  assertProblem(await desk.ask('POST', '/api/v1/data/account', { body: large }), 413, 'BODY_TOO_LARGE');
  const authorization = `Bearer ${await desk.token('clara')}`;
  const streamed = await fetch(`${desk.address}/api/v1/data/account`, {
    method: 'POST', headers: { authorization, 'content-type': 'application/json' }, duplex: 'half',
    body: new ReadableStream({
      start(stream) {
        for (let part = 0; part < 20; part++) stream.enqueue(new Uint8Array(100_000).fill(32));
        stream.close();
      },
    }),
  });
  assert.equal(streamed.status, 413);
  const head = `host: x\r\nauthorization: ${authorization}\r\n`;
  const both = await raw(desk.address, `POST /api/v1/data/account HTTP/1.1\r\n${head}content-type: application/json\r\ncontent-length: ${large.length}\r\n\r\n${large}GET /health HTTP/1.1\r\n${head}connection: close\r\n\r\n`);
  assert.match(both, /^HTTP\/1\.1 413 [^]*HTTP\/1\.1 200 OK/u);
});

test('who asks before he sends a large body is refused before he sends it', async (t) => {
  const desk = await startHelpDesk(t);
  const headers = { authorization: `Bearer ${await desk.token('clara')}`, 'content-type': 'application/json', expect: '100-continue' };
  const answerTo = async (body: string): Promise<{ status: number | undefined; continued: boolean }> => {
    let continued = false;
    const asking = httpRequest(`${desk.address}/api/v1/data/account`, { method: 'POST', headers: { ...headers, 'content-length': body.length } });
    asking.on('continue', () => {
      continued = true;
      asking.end(body);
    });
    asking.flushHeaders();
    const [response] = (await once(asking, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    asking.destroy();
    return { status: response.statusCode, continued };
  };
  assert.deepEqual(await answerTo(' '.repeat(1_048_577)), { status: 413, continued: false });
  assert.deepEqual(await answerTo('{"name":"fits"}'), { status: 201, continued: true });
});

test('what is no HTTP at all gets the one error shape too', async (t) => {
  const desk = await startHelpDesk(t);
  assert.match(await raw(desk.address, 'HELLO\r\n\r\n'), /^HTTP\/1\.1 400 [^]*problem\+json[^]*"code":"REQUEST_MALFORMED"/u);
  assert.match(await raw(desk.address, `GET /health?${'x'.repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`), /^HTTP\/1\.1 431 [^]*"code":"HEADERS_TOO_LARGE"/u);
  assert.match(await raw(desk.address, 'GET /health HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400 [^]*problem\+json[^]*"code":"HOST_MISSING"/u);
  assert.match(await raw(desk.address, 'GET /health HTTP/1.1\r\nhost: x\r\nexpect: a-miracle\r\n\r\n'), /^HTTP\/1\.1 417 [^]*problem\+json[^]*"code":"EXPECTATION_UNKNOWN"/u);
  assert.match(await raw(desk.address, 'GET /health HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 200 /u, 'HTTP/1.0 has no host to name');
});

test('what comes after the request that was said to be the last is dropped, and that one is answered', async (t) => {
  const desk = await startHelpDesk(t);
  for (const last of ['GET /health', 'GET /docs/reference.css']) {
    for (const more of ['GET /health HTTP/1.1\r\nhost: x\r\n\r\n', 'HELLO\r\n\r\n']) {
      const answers = await raw(desk.address, `${last} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n${more}`);
      assert.deepEqual(answers.match(/HTTP\/1\.1 \d+/gu), ['HTTP/1.1 200'], last);
    }
  }
});

test('a caller who leaves in the middle of his body is no failure of ours', async (t) => {
  const desk = await startHelpDesk(t);
  const head = `POST /api/v1/data/account HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await desk.token('clara')}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n`;
  const socket = connect(Number(new URL(desk.address).port), '127.0.0.1');
  await new Promise<void>((sent) => void socket.write(`${head}{"na`, () => sent()));
  socket.destroy();
  assert.equal((await desk.ask('GET', '/health')).status, 200);
  assert.deepEqual(desk.errors, []);
});

test('a failure of ours is told to the operator once, and to the caller without its cause', async (t) => {
  const desk = await startHelpDesk(t);
  t.mock.method(desk.app.kernel.snapshot.operation('account.get')!, 'handler', () => {
    throw new Error('disk /dev/sda1 is on fire');
  });
  const answer = await desk.ask('GET', '/api/v1/data/account/1');
  assertProblem(answer, 500, 'INTERNAL');
  assert.doesNotMatch(answer.text, /fire/u);
  assert.equal(desk.errors.length, 1);
  assert.match(desk.errors[0]!, new RegExp(answer.json['requestId'] as string, 'u'));
});
