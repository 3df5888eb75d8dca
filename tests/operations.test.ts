import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkPage } from './docs/walk-page.ts';

test('operations are as the page says: start, health, log, backup, restore, verification', { timeout: 60_000 }, async () => {
  const commands = await walkPage('docs/operations.md', { server: { command: / start examples/u, last: /\/mcp\n/u }, compile: ['backup.ts'] });
  assert.equal(commands, 9);
});
