import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { serveApp } from '@objectos/server';
import { scratchFolder, serveExamples } from '../../examples/served-examples.contract.ts';
import { bundleOf } from '../sdk/bundle.ts';
import { openChromium } from './chromium.ts';

/** A page with the SDK on a server of its own, as that of a front end: the port. */
async function serveFrontEnd(context: TestContext): Promise<number> {
  const { text } = await bundleOf(`export { tell } from '../browser/cross-origin-page.ts';`, { format: 'iife', globalName: 'page' });
  const server = createServer((_request, response) => void response.setHeader('content-type', 'text/html').end(`<!doctype html><title>front end</title><link rel="icon" href="data:,"><script>${text}</script>`));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test('in Chromium the SDK works from an origin that is listed, and from one that is not it is kept from everything', { timeout: 60_000 }, async (t) => {
  const browser = await openChromium(t);
  if (browser === null) return;
  const examples = await serveExamples(t);
  const port = await serveFrontEnd(t);
  const served = await serveApp(examples.app, { data: scratchFolder(), host: '127.0.0.1', port: 0, origins: [`http://127.0.0.1:${port}`] });
  t.after(() => served.close());
  const token = await examples.token('emma');
  const told = async (from: string): Promise<unknown> => {
    const page = await browser.newPage();
    await page.goto(from);
    return page.evaluate(`page.tell(${JSON.stringify(served.address)}, ${JSON.stringify(token)})`);
  };

  const refused = await told(`http://localhost:${port}`);
  assert.deepEqual(refused, [...Array.from({ length: 7 }, () => 'NETWORK_FAILED'), 'TypeError: Failed to fetch', 'NETWORK_FAILED']);
  const emma = await examples.as('emma');
  assert.equal((await emma.expense.list()).records.length, 0, 'and nothing was done');

  assert.deepEqual(await told(`http://127.0.0.1:${port}`), [
    'Lunch', '1', '2', 'STALE', 'RECORD_NOT_FOUND', 'UNAUTHENTICATED', '2', 'cache-control,content-type,date,etag', 'OPERATION_NOT_FOUND',
  ]);
});
