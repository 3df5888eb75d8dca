import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkPage } from './docs/walk-page.ts';

const ready = /\/mcp\n/u;

test('the metadata of the reference loads and starts', { timeout: 30_000 }, async () => {
  assert.equal(await walkPage('docs/reference/metadata.md', { server: { command: / start workshop/u, last: ready } }), 1);
});
