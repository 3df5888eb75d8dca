import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHelpDesk } from './test-app.contract.ts';

test('the reference page and its parts come from here, and their policy lets them ask nobody else', async (t) => {
  const { address } = await startHelpDesk(t);
  const page = await fetch(`${address}/docs`);
  const html = await page.text();
  const parts = Array.from(html.matchAll(/(?:src|href)="([^"]+)"/gu), ([, part = '']) => part).filter((part) => part !== 'data:,');
  assert.equal(parts.length, 4);
  for (const part of ['/docs', '/docs/', ...parts]) {
    const response = await fetch(`${address}${part}`);
    const policy = response.headers.get('content-security-policy') ?? '';
    assert.deepEqual([response.status, policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';"), response.headers.get('x-content-type-options')], [200, true, 'nosniff'], part);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/u);
    assert.ok((await response.text()).length > 100, part);
    assert.equal((await fetch(`${address}${part}`, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } })).status, 304, part);
  }
  assert.doesNotMatch(html, /<script(?![^>]* src=)|<style|\son\w+=/u, 'nothing stands in the page itself that could run');
});

test('the page is packed for who can unpack it, and sent whole to others', async (t) => {
  const { address } = await startHelpDesk(t);
  const sizeOf = async (encoding: string): Promise<[string | null, number]> => {
    const response = await fetch(`${address}/docs/swagger-ui-bundle.js`, { method: 'HEAD', headers: { 'accept-encoding': encoding } });
    return [response.headers.get('content-encoding'), Number(response.headers.get('content-length'))];
  };
  const [[packed, small], [plain, large]] = [await sizeOf('gzip'), await sizeOf('identity')];
  assert.deepEqual([packed, plain, small * 3 < large], ['gzip', null, true]);
});

test('nothing else is below it, and nothing can be sent to it', async (t) => {
  const { address } = await startHelpDesk(t);
  for (const path of ['/docs/index.html', '/docs/../package.json', '/docs/%2e%2e/package.json', '/docs//etc/passwd', '/docs/constructor']) {
    const response = await fetch(`${address}${path}`);
    assert.ok([401, 404].includes(response.status), path);
    assert.equal(response.headers.get('content-type'), 'application/problem+json; charset=utf-8', path);
  }
  const sent = await fetch(`${address}/docs`, { method: 'POST', body: '{}' });
  assert.deepEqual([sent.status, sent.headers.get('allow'), ((await sent.json()) as { code: string }).code], [405, 'GET, HEAD', 'METHOD_NOT_ALLOWED']);
});
