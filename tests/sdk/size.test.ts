import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bundleOf } from './bundle.ts';
import type { Bundle } from './bundle.ts';

const most = 15 * 1024;

/** No Node, no zod, none of the metadata's code: types of it are all that the client knows. */
function assertForBrowsers({ text, inputs }: Bundle): void {
  const strangers = inputs.filter((path) => !/^packages\/objectos\/(?:client|protocol)\/src\//u.test(path) && path !== '<stdin>');
  assert.deepEqual(strangers, []);
  assert.doesNotMatch(text, /\bnode:|\brequire\(|\bprocess\.|\bBuffer\b|\bnew Function\b|\beval\(/u);
}

test('the client is under 15 KB gzipped, without zod and Node', async (t) => {
  const whole = await bundleOf(`export * from '@objectos/client';`);
  assertForBrowsers(whole);
  t.diagnostic(`@objectos/client: ${whole.text.length} bytes, ${whole.gzipped} gzipped`);
  assert.ok(whole.gzipped < most, `${whole.gzipped} bytes`);
});

test('the reference says how large the client and its hooks are, to a tenth of a KB', async () => {
  const page = readFileSync(`${import.meta.dirname}/../../docs/reference/sdk.md`, 'utf8');
  const client = await bundleOf(`export * from '@objectos/client';`);
  const withHooks = await bundleOf(`export * from '@objectos/client'; export * from '@objectos/client/react';`, { external: ['react'] });
  const told = Array.from(page.matchAll(/(\d+\.\d) KB gzipped/gu), ([, size]) => size);
  assert.deepEqual(told, [client.gzipped, withHooks.gzipped - client.gzipped].map((size) => (size / 1024).toFixed(1)));
});

test('who imports the error alone gets no client with it', async () => {
  const { inputs } = await bundleOf(`export { ObjectosError } from '@objectos/client';`);
  assert.deepEqual(inputs.filter((path) => path.startsWith('packages/objectos/client/')), []);
});
