import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestDatabase, testOnServer } from '../packages/objectql/driver-postgres/src/test-server.contract.ts';
import { walkPage } from './docs/walk-page.ts';

testOnServer('the page', () => {
  test('stores in PostgreSQL are as the page says: made, dumped, restored, served by several processes', { timeout: 60_000 }, async () => {
    const database = await TestDatabase.create();
    process.env['DATABASE_URL'] = database.url;
    try {
      assert.equal(await walkPage('docs/postgresql.md', { server: { command: / start examples/u, last: /\/mcp\n/u } }), 5);
    } finally {
      delete process.env['DATABASE_URL'];
      await database.drop();
    }
  });
});
