import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import { serveExamples } from '../../examples/served-examples.contract.ts';
import type { ServedExamples } from '../../examples/served-examples.contract.ts';
import { openChromium } from './chromium.ts';

/** The page as a reader opens it, with every host that it asked and everything that went wrong in it. */
class DocsPage {
  readonly served: ServedExamples;
  readonly page: Page;
  readonly origins = new Set<string>();
  readonly wrong: string[] = [];

  constructor(served: ServedExamples, page: Page) {
    this.served = served;
    this.page = page;
    page.setDefaultTimeout(15_000);
    page.on('request', (request) => void this.origins.add(new URL(request.url()).origin));
    page.on('pageerror', (error) => void this.wrong.push(error.message));
    // Chromium says there what the page's policy refused, and which files were not there.
    page.on('console', (message) => void (message.type() === 'error' && this.wrong.push(message.text())));
  }

  /** Answers what the page then says. */
  async signIn(token: string): Promise<string> {
    const told = this.page.locator('#told');
    const before = (await told.textContent()) ?? '';
    await this.page.locator('#token').fill(token);
    await this.page.locator('#sign-in button').click();
    await this.page.locator('#told').filter({ hasNotText: before }).waitFor();
    return (await told.textContent()) ?? '';
  }

  /** The subjects that it lists operations of. */
  async tags(): Promise<readonly string[]> {
    const tags = this.page.locator('.opblock-tag');
    await tags.first().waitFor();
    return Promise.all((await tags.all()).map(async (tag) => (await tag.getAttribute('data-tag')) ?? ''));
  }
}

async function openDocs(context: TestContext): Promise<DocsPage | null> {
  const browser = await openChromium(context);
  if (browser === null) return null;
  const served = await serveExamples(context);
  const docs = new DocsPage(served, await browser.newPage());
  await docs.page.goto(`${served.address}/docs`);
  return docs;
}

test('the reference page shows each token what it may do, calls it, and asks no host but ours', async (t) => {
  const docs = await openDocs(t);
  if (docs === null) return;
  const { served, page } = docs;

  assert.match(await docs.signIn('nonsense'), /unknown, expired or revoked/u);
  assert.equal(await page.locator('.opblock').count(), 0);
  assert.doesNotMatch(await page.content(), /expense|opportunity|ledger/u, 'who may nothing is told nothing');
  assert.equal(docs.wrong.splice(0).filter((each) => !each.includes('401')).length, 0);

  assert.match(await docs.signIn(await served.token('rita')), /^\d+ operations may be used/u);
  const ofRita = await docs.tags();
  assert.ok(ofRita.includes('opportunity') && !ofRita.includes('expense') && !ofRita.includes('ledger_entry'), ofRita.join());

  await docs.signIn(await served.token('emma'));
  const ofEmma = await docs.tags();
  assert.ok(ofEmma.includes('expense') && !ofEmma.includes('opportunity'), ofEmma.join());

  await page.locator('.opblock-tag[data-tag="expense"]').click();
  const create = page.locator('.opblock-post').filter({ has: page.locator('[data-path="/api/v1/data/expense"]') });
  await create.locator('.opblock-summary-control').click();
  await create.locator('textarea.body-param__text').fill('{"title":"Lunch","amount":"12.50","category":"meals","spent_on":"2026-11-20"}');
  await create.locator('button.execute').click();
  await create.locator('.live-responses-table').waitFor();
  assert.match((await create.locator('.live-responses-table').textContent()) ?? '', /201[\s\S]*EXP-00001/u);
  const emma = await served.as('emma');
  assert.deepEqual((await emma.expense.list()).records.map(({ title }) => title), ['Lunch']);

  const list = page.locator('.opblock-get').filter({ has: page.locator('[data-path="/api/v1/data/expense"]') });
  await list.locator('.opblock-summary-control').click();
  const asked = page.waitForRequest((request) => request.url().includes('/api/v1/data/expense'));
  await list.locator('button.execute').click();
  assert.equal(new URL((await asked).url()).search, '?limit=50', 'nothing but defaults is sent that the reader has not written');
  await list.locator('.live-responses-table').waitFor();
  assert.match((await list.locator('.live-responses-table').textContent()) ?? '', /200[\s\S]*Lunch/u);
  await list.locator('tr[data-param-name="filter"] input').fill('{"category":{"$eq":"travel"}}');
  const filtered = page.waitForResponse((response) => response.url().includes('filter='));
  await list.locator('button.execute').click();
  assert.deepEqual((await (await filtered).json() as { records: unknown[] }).records, []);

  assert.deepEqual([...docs.origins], [served.address]);
  assert.deepEqual(docs.wrong, []);
});
