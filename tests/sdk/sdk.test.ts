import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { serveExamples } from '../../examples/served-examples.contract.ts';
import { openChromium } from '../browser/chromium.ts';
import { bundleOf } from './bundle.ts';
import { tellStory } from './story.ts';
import type { Stage } from './story.ts';

const seen = {
  written: 1,
  gets: ['Lunch', 'RECORD_NOT_FOUND', 'Dinner'],
  batch: ['POST /data/expense/batch'],
  revisions: [1, 2, 3],
  stale: 'STALE stale 412',
  notes: 'Six people!',
  approved: 'approved',
  titles: ['Dinner', 'Lunch'],
  broken: ['INPUT_INVALID', 400, 'nonsense', true],
  left: 'enough',
};

async function stageOf(t: TestContext): Promise<Stage> {
  const served = await serveExamples(t);
  return { url: served.address, emma: await served.token('emma'), max: await served.token('max') };
}

const storyBundle = () => bundleOf(`export { tellStory } from './story.ts';`, { format: 'iife', globalName: 'story' });

test('the SDK in Node: a lost answer is not done twice, gets are gathered, changes rest on what was read', async (t) => {
  assert.deepEqual(await tellStory(await stageOf(t)), seen);
});

test('an attempt that meets the one before it, still under way, is that one', async (t) => {
  const emma = await (await serveExamples(t)).as('emma');
  const values = { title: 'Lunch', amount: '36.20', spent_on: '2026-11-18' };
  const made = await Promise.all(Array.from({ length: 8 }, () => emma.expense.create(values, { idempotencyKey: 'lunch' })));
  assert.equal(new Set(made.map(({ id }) => id)).size, 1);
  assert.equal((await emma.expense.list({ count: true })).total, 1);
});

/** What runtimes of the web share, without what the younger of them have (`AbortSignal.any`, `crypto.randomUUID`) and without Node. */
function webRealm(): object {
  return createContext({
    fetch, Headers, Request, Response, URL, URLSearchParams, AbortController, TextEncoder, TextDecoder, setTimeout, clearTimeout, queueMicrotask,
    crypto: { getRandomValues: (array: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(array) },
  });
}

test('the SDK in a runtime that has nothing but the web\'s globals', async (t) => {
  const stage = await stageOf(t);
  const { text } = await storyBundle();
  const realm = webRealm();
  assert.equal(runInContext('typeof process + typeof Buffer + typeof require + typeof AbortSignal', realm), 'undefined'.repeat(4));
  runInContext(text, realm);
  const told = await (runInContext(`story.tellStory(${JSON.stringify(stage)}).then(JSON.stringify)`, realm) as Promise<string>);
  assert.deepEqual(JSON.parse(told), seen);
});

test('the SDK in Chromium', { timeout: 120_000 }, async (t) => {
  const browser = await openChromium(t);
  if (browser === null) return;
  const stage = await stageOf(t);
  const { text } = await storyBundle();
  const page = await browser.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.route('**/story', (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html><title>story</title><script>${text}</script>` }));
  await page.goto(`${stage.url}/story`);
  const told = await page.evaluate(`story.tellStory(${JSON.stringify({ ...stage, url: '' })})`);
  assert.deepEqual(told, seen);
  assert.deepEqual(errors, []);
});
