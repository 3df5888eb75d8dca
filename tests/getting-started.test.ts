import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkPage } from './docs/walk-page.ts';

const patience = 60_000;

test('getting started works as it is printed, from the first file to the typed client', { timeout: patience }, async () => {
  const commands = await walkPage('docs/getting-started.md', { server: { command: / start my-app/u, last: /\/mcp\n/u } });
  assert.ok(commands >= 15, `only ${commands} commands were found`);
});
