import { after, before } from 'node:test';
import type { Driver } from '@objectql/engine';
import { testReadLimit, testRenames, testStoreContract } from '@objectql/engine/store.contract';
import type { StoreSite } from '@objectql/engine/store.contract';
import type { PostgresDatabase, PostgresOptions } from './postgres-database.ts';
import { TestDatabase, testOnServer } from './test-server.contract.ts';

testOnServer('the store contract', testContract);

/** All sites lie in one database, each in a schema of its own. */
function testContract(): void {
  let server: TestDatabase;
  let sites = 0;
  before(async () => {
    server = await TestDatabase.create();
  });
  after(() => server.drop());

  const siteOf = (options: Partial<PostgresOptions> = {}): StoreSite => {
    const schema = `site${(sites += 1)}`;
    const opened = new Map<Driver, PostgresDatabase>();
    return {
      open: async () => {
        const database = await server.open({ schema, connections: 4, ...options });
        const driver = database.driver('acme');
        opened.set(driver, database);
        return driver;
      },
      kill: (driver) => {
        opened.get(driver)?.abort();
      },
      remove: async () => {
        for (const database of opened.values()) await database.close();
        await server.execute(`DROP SCHEMA "${schema}" CASCADE; DROP SCHEMA "${schema}_system" CASCADE`);
      },
    };
  };

  testStoreContract('postgres', () => siteOf());
  testRenames('postgres', () => siteOf());
  testReadLimit('postgres', (readTimeout) => siteOf({ readTimeout }));
}
