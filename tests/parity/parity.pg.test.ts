import { TestDatabase, testOnServer } from '../../packages/objectql/driver-postgres/src/test-server.contract.ts';
import { startServer } from './harness/server-process.ts';
import type { ServerProcess } from './harness/server-process.ts';
import { testParity } from './parity-table.ts';

/** The same table, over stores in PostgreSQL. */
testOnServer('the parity table', () => testParity(startOnPostgres));

async function startOnPostgres(): Promise<ServerProcess> {
  const database = await TestDatabase.create();
  const server = await startServer('app', database.url);
  return {
    ...server,
    async stop() {
      await server.stop();
      await database.drop();
    },
  };
}
