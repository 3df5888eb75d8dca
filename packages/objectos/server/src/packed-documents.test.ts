import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { authenticatorRef } from '@objectos/kernel';
import { createRest, restOverFetch } from '@objectos/rest';
import { pack } from './pack.ts';
import { rawRequest } from './raw-request.contract.ts';
import { startHelpDesk } from './test-app.contract.ts';

for (const path of ['/api/openapi.json', '/docs', '/docs/swagger-ui-bundle.js']) {
  test(`${path} is packed for who takes gzip, and is the same document to who does not`, async (t) => {
    const desk = await startHelpDesk(t);
    const authorization = `Bearer ${await desk.token('clara')}`;
    const ask = (headers: Readonly<Record<string, string>>, method = 'GET') => rawRequest(`${desk.address}${path}`, { authorization, ...headers }, { method });
    const plain = await ask({});
    const packed = await ask({ 'accept-encoding': 'br, gzip;q=0.8' });
    assert.deepEqual([plain.headers['content-encoding'], packed.headers['content-encoding'], packed.headers['content-type']], [undefined, 'gzip', plain.headers['content-type']]);
    assert.ok(gunzipSync(packed.body).equals(plain.body) && packed.body.length < plain.body.length);

    // One tag for two sequences of bytes is weak (RFC 9110, 8.8.3.3).
    assert.match(plain.headers.etag ?? '', /^W\/"[\da-f]{16}"$/u);
    for (const [encodings, expected] of [['gzip', packed], ['identity', plain], ['gzip;q=0, *', plain], ['identity;q=0', plain], ['*', packed]] as const) {
      const answer = await ask({ 'accept-encoding': encodings });
      assert.ok(answer.body.equals(expected.body), encodings);
      assert.deepEqual([answer.headers.etag, answer.headers.vary, answer.headers['content-length']], [plain.headers.etag, 'accept-encoding', String(expected.body.length)], encodings);
      const head = await ask({ 'accept-encoding': encodings }, 'HEAD');
      assert.deepEqual([head.status, head.body.length, { ...head.headers, date: '' }], [200, 0, { ...answer.headers, date: '' }], encodings);
      for (const known of [plain.headers.etag ?? '', `"other", ${(plain.headers.etag ?? '').slice(2)}`, '*']) {
        const unchanged = await ask({ 'accept-encoding': encodings, 'if-none-match': known });
        assert.deepEqual([unchanged.status, unchanged.body.length, unchanged.headers.etag, unchanged.headers.vary, unchanged.headers['content-encoding']], [304, 0, plain.headers.etag, 'accept-encoding', undefined], known);
      }
    }
    assert.equal((await ask({ 'if-none-match': 'W/"0000000000000000"' })).status, 200);
  });
}

test('a document is packed once for all who take it, never for others, and again after a failure', async (t) => {
  const desk = await startHelpDesk(t);
  const { kernel, platform } = desk.app;
  let packing = 0;
  const failing = [true];
  const rest = createRest({
    runtime: kernel, platform, authenticator: kernel.service(authenticatorRef),
    pack: (text) => {
      packing += 1;
      return failing.pop() === true ? Promise.reject(new RangeError('no memory')) : pack(text);
    },
  });
  const fetch = restOverFetch(rest);
  const ask = async (encodings: string) => (await fetch(new Request('http://x/api/openapi.json', { headers: { 'authorization': `Bearer ${await desk.token('clara')}`, 'accept-encoding': encodings } }))).status;
  assert.deepEqual([await ask('identity'), packing], [200, 0]);
  assert.deepEqual([await ask('gzip'), packing], [500, 1]);
  assert.deepEqual([await Promise.all([ask('gzip'), ask('gzip'), ask('gzip')]), await ask('gzip'), packing], [[200, 200, 200], 200, 2]);
  assert.equal(desk.errors.length, 1);
});

test('where nothing packs, as on the edge, the document is sent as it is', async (t) => {
  const desk = await startHelpDesk(t);
  const { kernel, platform } = desk.app;
  const fetch = restOverFetch(createRest({ runtime: kernel, platform, authenticator: kernel.service(authenticatorRef) }));
  const answer = await fetch(new Request('http://x/api/openapi.json', { headers: { 'authorization': `Bearer ${await desk.token('clara')}`, 'accept-encoding': 'gzip' } }));
  assert.deepEqual([answer.headers.get('content-encoding'), ((await answer.json()) as { openapi: string }).openapi], [null, '3.1.0']);
});
