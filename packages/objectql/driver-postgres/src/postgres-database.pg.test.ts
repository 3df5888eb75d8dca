import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PostgresDatabase } from './postgres-database.ts';
import { TestDatabase, testOnServer } from './test-server.contract.ts';
import { account, attempt, faultOfJournal, insert, openTrial, rowsOf } from './trial.contract.ts';

testOnServer('the start', () => {
  test('a database that cannot be opened is told with the reason', async () => {
    await assert.rejects(PostgresDatabase.open({ url: 'postgres://nobody@127.0.0.1:1/none' }), { code: 'STORE_DATABASE_UNFIT', message: /ECONNREFUSED/u });
    const server = await TestDatabase.create();
    await server.drop();
    await assert.rejects(server.open(), { code: 'STORE_DATABASE_UNFIT', message: /does not exist/u });
  });

  test('five that start over an empty database at once make it ready once', async () => {
    const server = await TestDatabase.create();
    const databases = await Promise.all(Array.from({ length: 5 }, () => server.open({ connections: 2 })));
    const stores = await Promise.all(databases.map((database) => openTrial(database.driver('acme'))));
    const outcomes = await Promise.all(stores.map((store, each) => store.commit(attempt([insert(account, `a${each}`, { name: 'Acme' })]))));
    assert.ok(outcomes.every(({ accepted }) => accepted));
    for (const store of stores) {
      assert.equal((await rowsOf(store, account)).length, 5);
      assert.equal(await faultOfJournal(store), null);
      await store.close();
    }
    for (const database of databases) await database.close();
    await server.drop();
  });
});
