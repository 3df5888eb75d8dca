import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault } from '@objectos/kernel';
import { acrossOrigins, asOrigins } from './cross-origin.ts';
import type { RestReply } from './rest-request.ts';
import { restOverFetch } from './web.ts';

const app = 'https://app.example.com';

/** A surface that answers this, as an edge runtime carries it, and the requests that it was asked. */
function carried(reply: RestReply) {
  const asked: string[] = [];
  const rest = acrossOrigins((request) => {
    asked.push(`${request.method} ${request.url}`);
    return Promise.resolve(reply);
  }, [app, 'http://localhost:5173']);
  const fetch = restOverFetch(rest);
  return { asked, ask: (method: string, path: string, headers: Record<string, string>) => fetch(new Request(`http://x${path}`, { method, headers })) };
}

/** Every header of an answer that is about origins, `vary` included. */
function told({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name === 'vary' || name.startsWith('access-control-')));
}

test('an origin is taken as browsers write it, and everything else is refused with what to write', () => {
  const good = [app, 'http://localhost:5173', 'http://127.0.0.1:3000', 'http://[::1]:8080', 'capacitor://localhost', 'chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai'];
  assert.deepEqual(asOrigins(good), good);
  const remedies = {
    'https://app.example.com/': 'write https://app.example.com.', 'https://app.example.com/crm': 'write https://app.example.com.', 'https://app.example.com?x': 'write https://app.example.com.',
    'https://APP.example.com': 'write https://app.example.com.', 'https://app.example.com:443': 'write https://app.example.com.', 'https://me:secret@app.example.com': 'write https://app.example.com.',
    'https://bücher.example': 'write https://xn--bcher-kva.example.', 'capacitor://localhost/': 'write capacitor://localhost.', ' https://app.example.com': 'give scheme and host, such as https://app.example.com.',
    'app.example.com': 'give scheme and host, such as https://app.example.com.', 'localhost:5173': 'give scheme and host, such as https://app.example.com.', 'null': 'give scheme and host, such as https://app.example.com.',
    'file:///index.html': 'give scheme and host, such as https://app.example.com.', 'https://': 'give scheme and host, such as https://app.example.com.', '': 'give scheme and host, such as https://app.example.com.',
    '*': 'every origin is listed by itself, such as https://app.example.com.', 'https://*.example.com': 'every origin is listed by itself, such as https://app.example.com.',
    'https://a.example,https://b.example': 'every origin is listed by itself, such as https://app.example.com.',
  };
  for (const [origin, remedy] of Object.entries(remedies)) {
    assert.throws(() => asOrigins([app, origin]), (error) => error instanceof Fault && error.code === 'ORIGIN_INVALID' && error.message === `"${origin}" is no origin of pages that may call REST: ${remedy}`, origin);
  }
});

test('what varies already varies by the origin too, and answers keep their headers', async () => {
  const { ask } = carried({ status: 200, headers: { etag: 'W/"1"', vary: 'accept-encoding' }, body: '{}' });
  const granted = await ask('GET', '/api/openapi.json', { origin: app });
  assert.deepEqual([granted.headers.get('etag'), granted.headers.get('vary'), granted.headers.get('access-control-allow-origin')], ['W/"1"', 'accept-encoding, origin', app]);
  for (const headers of [{ origin: 'https://other.example' }, { origin: 'null' }, { origin: `${app}.evil.example` }, { origin: `${app}/` }, { origin: 'HTTPS://APP.EXAMPLE.COM' }, {}]) {
    assert.deepEqual(told(await ask('GET', '/api/openapi.json', headers as Record<string, string>)), { vary: 'accept-encoding, origin' });
  }
});

test('a preflight is answered without asking the surface; everything else goes on to it', async () => {
  const { ask, asked } = carried({ status: 401, headers: {}, body: '{}' });
  const preflight = await ask('OPTIONS', '/api/v1/data/expense/7?x', { 'origin': app, 'access-control-request-method': 'PATCH' });
  assert.deepEqual([preflight.status, preflight.body, asked], [204, null, []]);
  assert.deepEqual(told(preflight), {
    'access-control-allow-origin': app, 'access-control-allow-methods': 'GET, HEAD, PATCH, DELETE', 'access-control-allow-headers': 'authorization, content-type, idempotency-key, if-match, if-none-match, *',
    'access-control-max-age': '7200', 'vary': 'origin',
  });
  assert.deepEqual(told(await ask('OPTIONS', '/api/v1/data/expense', { 'origin': 'https://other.example', 'access-control-request-method': 'POST' })), { vary: 'origin' });
  assert.equal((await ask('OPTIONS', '/api/v1/data/expense', { origin: app })).status, 401);
  assert.equal((await ask('GET', '/api/v1/data/expense', { 'origin': app, 'access-control-request-method': 'POST' })).status, 401);
  assert.deepEqual(asked, ['OPTIONS /api/v1/data/expense', 'OPTIONS /api/v1/data/expense', 'GET /api/v1/data/expense']);
});

test('a preflight names the methods of its route; where there is none every method may ask why not', async () => {
  const { ask } = carried({ status: 401, headers: {}, body: '{}' });
  const methods = {
    '/api/v1/data/expense': 'GET, HEAD, POST', '/api/v1/data/expense/query': 'POST', '/api/v1/data/expense/batch': 'POST', '/api/v1/data/expense/7/history': 'GET, HEAD', '/api/v1/data/expense/7/approve': 'POST',
    '/api/v1/meta/objects': 'GET, HEAD', '/api/v1/auth/tokens': 'GET, HEAD, POST', '/api/v1/auth/tokens/7': 'DELETE', '/api/v1/permission/explain': 'POST', '/api/openapi.json': 'GET, HEAD', '/health': 'GET, HEAD',
    '/nowhere': 'GET, HEAD, POST, PATCH, DELETE', '/api/v1/data/%E0': 'GET, HEAD, POST, PATCH, DELETE',
  };
  for (const [path, expected] of Object.entries(methods)) {
    const { headers } = await ask('OPTIONS', path, { 'origin': 'http://localhost:5173', 'access-control-request-method': 'PUT' });
    assert.deepEqual([headers.get('access-control-allow-methods'), headers.get('access-control-allow-origin')], [expected, 'http://localhost:5173'], path);
  }
});
