import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { seed } from '../parity/harness/seed.ts';
import type { Site } from './site.ts';

/** C4 cases 21, 31, 33, 38, 43: what a request says beside its token decides nothing, nothing is kept by caches, and nothing is logged that should not be. */

const [tenant, other] = ['edge', 'edge-other'];

/** The status of a list of tools that is asked for with these headers, `Host` included, which `fetch` would not send. */
function listToolsAs(address: string, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(address);
    const sent = request({ host: '127.0.0.1', port, path: '/mcp', method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.once('error', reject);
    sent.end(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }));
  });
}

export function testHttpEdge(site: () => Site): void {
  const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> => fetch(`${site().server.address}${path}`, { headers });
  const bearer = (as: 'ada' | 'clara', of = tenant): Record<string, string> => ({ authorization: `Bearer ${site().tokens(of)[as].token}` });

  test('two tenants behind one address', async () => {
    for (const [name, place] of [[tenant, 'n'], [other, 's']] as const) {
      await site().openTenant(name);
      await seed(site().operator, name, { place });
    }
  });

  test('the token decides the tenant: no header, parameter or member of a body does', async () => {
    for (const name of ['x-tenant', 'x-tenant-id', 'tenant', 'x-objectos-tenant', 'x-forwarded-host']) {
      const response = await get('/api/v1/data/account?limit=1&sort=id', { ...bearer('ada'), [name]: other });
      assert.match(await response.text(), /"n-acme"/u, name);
    }
    assert.equal((await get(`/api/v1/data/account?tenant=${other}`, bearer('ada'))).status, 400);
    assert.equal((await get(`/api/v1/data/account/s-acme`, bearer('ada'))).status, 404);
    const created = await fetch(`${site().server.address}/api/v1/data/account`, { method: 'POST', headers: { ...bearer('ada'), 'content-type': 'application/json' }, body: JSON.stringify({ name: 'x', tenant: other }) });
    assert.equal(created.status, 400);
  });

  test('without a token in force there is nothing at all', async () => {
    const { token } = site().tokens(tenant).ada;
    const tokens = [undefined, 'Bearer', 'Bearer ', `Bearer ${token.slice(0, -1)}`, `Bearer ${token}0`, `Bearer ${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`, `Basic ${token}`, `bearer  `, 'Bearer null', 'Bearer undefined', `Token ${token}`, `Bearer ${token.toUpperCase()}`];
    const bodies = new Set<string>();
    for (const path of ['/api/v1/data/account', '/api/v1/data/account/n-acme', '/api/v1/data/nothing', '/api/v1/meta/objects', '/api/openapi.json', '/api/v1/nowhere', '/', `/api/v1/data/account?access_token=${token}`, `/api/v1/data/account?token=${token}`]) {
      for (const authorization of tokens) {
        const response = await get(path, authorization === undefined ? {} : { authorization });
        assert.equal(response.status, 401, `${path} with ${authorization}`);
        bodies.add(JSON.stringify({ ...((await response.json()) as object), requestId: '' }));
      }
    }
    assert.ok(bodies.size <= 2, 'one answer without a token, one with a wrong one: no path says more');
    assert.equal((await fetch(`${site().server.address}/mcp`, { method: 'POST', body: '{}' })).status, 401);
  });

  test('a page of another origin, or a name that was rebound to this address, reaches no tools', async () => {
    const { address } = site().server;
    const signedIn = bearer('ada');
    assert.equal(await listToolsAs(address, signedIn), 200);
    assert.equal(await listToolsAs(address, { ...signedIn, origin: 'https://evil.example' }), 403);
    assert.equal(await listToolsAs(address, { ...signedIn, origin: 'null' }), 403);
    assert.equal(await listToolsAs(address, { ...signedIn, host: 'evil.example' }), 403);
  });

  test('no cache keeps an answer, and an unchanged record is unchanged only to those who may see it', async () => {
    const first = await get('/api/v1/data/account/n-dust', bearer('ada'));
    const etag = first.headers.get('etag') ?? assert.fail('a record has an ETag');
    assert.equal(first.headers.get('cache-control'), 'no-store');
    assert.equal((await get('/api/v1/data/account/n-dust', { ...bearer('ada'), 'if-none-match': etag })).status, 304);
    assert.equal((await get('/api/v1/data/account/n-dust', { ...bearer('clara'), 'if-none-match': etag })).status, 404);
    for (const path of ['/api/v1/data/account', '/api/v1/meta/objects', '/api/openapi.json', '/api/v1/data/account/n-nope']) assert.equal((await get(path, bearer('clara'))).headers.get('cache-control'), 'no-store', path);
  });

  test('names of JavaScript are no fields, objects or operations', async () => {
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype']) {
      const filter = encodeURIComponent(`{"${name}":1}`);
      for (const path of [`account?filter=${filter}`, `account?sort=${name}`, `account?fields=${name}`, `account?expand=${name}`]) assert.equal((await get(`/api/v1/data/${path}`, bearer('clara'))).status, 400, path);
      for (const path of [name, `${name}/x`, `account/n-acme/${name}`]) assert.ok([400, 404, 405].includes((await get(`/api/v1/data/${path}`, bearer('clara'))).status), path);
      const created = await fetch(`${site().server.address}/api/v1/data/account`, { method: 'POST', headers: { ...bearer('clara'), 'content-type': 'application/json' }, body: `{"name":"x","${name}":{"admin":true}}` });
      assert.equal(created.status, 400, name);
    }
  });

  test('a key that is there twice is one key, and the last one at that', async () => {
    const sent = await fetch(`${site().server.address}/api/v1/data/account/query`, { method: 'POST', headers: { ...bearer('clara'), 'content-type': 'application/json' }, body: '{"filter":{"name":"x"},"filter":{"margin":1}}' });
    assert.equal(sent.status, 400);
  });

  test('the log holds no token and nothing of a record, whatever went wrong', async () => {
    await fetch(`${site().server.address}/api/v1/data/account`, { method: 'POST', headers: { ...bearer('ada'), 'content-type': 'application/json' }, body: '{"name": "secret-of-the-body' });
    await get('/api/v1/data/account/%E0%A4%A', bearer('ada'));
    assert.doesNotMatch(site().server.log(), /oos_|secret|12\.50|4711|ultraviolet| error /u);
  });
}
