import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { createElement } from 'react';
import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { createClient } from '@objectos/client';
import type { Client } from '@objectos/client';
import { ObjectOSProvider, useAction, useClient, useList, useRecord } from '@objectos/client/react';
import { serveExamples } from '../../examples/served-examples.contract.ts';
import type { App } from '../../examples/objectos.types.ts';
import { openChromium } from '../browser/chromium.ts';
import { bundleOf } from './bundle.ts';

async function openPage(page: Page, address: string, token: string): Promise<void> {
  const { text } = await bundleOf(`export { show } from './react-page.ts';`, { format: 'iife', globalName: 'example', define: { 'process.env.NODE_ENV': '"development"' } });
  await page.route('**/page', (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>page</title><div id="app"></div><script>${text}</script>` }));
  await page.goto(`${address}/page`);
  await page.evaluate(`example.show(${JSON.stringify(token)})`);
}

test('hooks in Chromium, in StrictMode: requests are shared, pages follow each other, writes are seen, what is left is aborted', { timeout: 120_000 }, async (t) => {
  const browser = await openChromium(t);
  if (browser === null) return;
  const served = await serveExamples(t);
  const emma = await served.as('emma');
  for (const [id, title] of [['e1', 'Air'], ['e2', 'Bus'], ['e3', 'Cab']] as const) await emma.expense.create({ id, title, amount: '9.00', spent_on: '2026-11-20' });
  const page = await browser.newPage();
  const [requests, errors]: string[][] = [[], []];
  page.on('request', (request) => void (request.url().includes('/api/') && requests?.push(`${request.method()} ${request.url().replace(/^.*\/data/u, '').replace(/\?.*$/u, '')} ${request.postData() ?? ''}`.trim())));
  page.on('pageerror', (error) => errors?.push(error.message));
  page.on('console', (message) => void (message.type() === 'error' && !message.text().startsWith('Failed to load resource') && errors?.push(message.text())));
  const shows = (id: string, text: string) => page.locator(`#${id}`, { hasText: new RegExp(`^${text}$`, 'u') }).waitFor({ timeout: 10_000 });
  const press = (id: string) => page.locator(`#${id}`).click();

  await openPage(page, served.address, await served.token('emma'));
  await shows('list', 'ready Air,Bus of 3 and more');
  await shows('one', 'ready Air 1');
  await shows('same', 'ready Air 1');
  await shows('none', 'failed RECORD_NOT_FOUND');
  assert.deepEqual(requests?.toSorted(), ['GET /expense', 'POST /expense/batch {"ids":["e1","nothing"]}'], 'StrictMode and three watchers cost nothing');

  await press('more');
  await shows('list', 'ready Air,Bus,Cab of 3');
  await press('create');
  await shows('created', 'done Dam');
  await shows('list', 'ready Air,Bus,Cab,Dam of 4( and more)?');

  await press('one-note');
  await shows('one', 'ready Air noted 2');
  await shows('same', 'ready Air noted 2');
  await press('same-stale');
  await shows('same-update', 'failed STALE');
  await shows('one', 'ready Air noted 2');

  await emma.expense.update('e1', { title: 'Aeroplane' });
  await press('again');
  await shows('one', 'ready Aeroplane noted 3');
  await shows('list', 'ready Aeroplane,Bus,Cab,Dam of 4( and more)?');

  await page.route('**/expense/slow', () => undefined);
  const asked = page.waitForRequest('**/expense/slow');
  const aborted = page.waitForEvent('requestfailed');
  await press('toggle');
  await asked;
  await shows('slow', 'loading');
  await press('toggle');
  assert.match((await aborted).url(), /\/expense\/slow$/u);
  assert.deepEqual(errors, []);
});

function Rendered(): ReactElement {
  const client = useClient<App>();
  const one = useRecord(client.expense, 'e1');
  const none = useRecord(client.expense, null);
  const list = useList(client.expense, { limit: 5 });
  const approve = useAction(client.expense.approve);
  return createElement('p', null, [one.status, none.status, list.status, list.records.length, list.hasNextPage, approve.status].join(' '));
}

test('rendered on a server, hooks ask for nothing and say that they are loading', () => {
  const client = createClient<App>({ url: 'http://x', token: 't', fetch: () => assert.fail('asked') });
  assert.equal(renderToString(createElement(ObjectOSProvider, { client }, createElement(Rendered))), '<p>loading idle loading 0 false idle</p>');
});

test('hooks say what is missing: a provider, or that the object is of another client', () => {
  assert.throws(() => renderToString(createElement(Rendered)), /There is no <ObjectOSProvider/u);
  const [client, other] = [createClient<App>({ url: 'http://x', token: 't' }), createClient<App>({ url: 'http://x', token: 'u' })];
  const Foreign = (): ReactElement => createElement('p', null, useRecord(other.expense, 'e1').status);
  assert.throws(() => renderToString(createElement(ObjectOSProvider, { client }, createElement(Foreign))), /"expense" belongs to another client/u);
});

test('the hooks bring less than 4 KB to a page that has the client, and no second copy of React', async (t) => {
  const options = { external: ['react'] };
  const client = await bundleOf(`export * from '@objectos/client';`, options);
  const both = await bundleOf(`export * from '@objectos/client'; export * from '@objectos/client/react';`, options);
  t.diagnostic(`@objectos/client/react: ${both.gzipped - client.gzipped} bytes gzipped beside the client`);
  assert.ok(both.gzipped - client.gzipped < 4 * 1024);
  assert.deepEqual(client.inputs.filter((path) => path.includes('/react/')), []);
});

/** Never run: what must and must not compile. */
export function types(client: Client<App>): readonly unknown[] {
  const { record } = useRecord(client.opportunity, '1', { expand: ['customer'] });
  const name: string | undefined = record?.customer?.name;
  const { records } = useList(client.expense, { filter: { status: 'approved' }, fields: ['title'] });
  const title: string | undefined = records[0]?.title;
  // @ts-expect-error a field that was not asked for is not there
  const amount: unknown = records[0]?.amount;
  // @ts-expect-error not one of the states
  useList(client.expense, { filter: { status: 'aproved' } });
  // @ts-expect-error title is no lookup
  useRecord(client.opportunity, '1', { expand: ['title'] });
  const advance = useAction(client.opportunity.advanceStage);
  const run = advance.run('1', { to: 'won' });
  // @ts-expect-error not a stage to go to
  void advance.run('1', { to: 'prospecting' });
  const stage: string | null | undefined = advance.result?.stage;
  return [name, title, amount, run, stage];
}
