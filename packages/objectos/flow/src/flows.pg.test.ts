import { after, before } from 'node:test';
import { TestDatabase, testOnServer } from '@objectql/driver-postgres/test-server.contract';
import type { PostgresDatabase } from '@objectql/driver-postgres';
import type { Driver, MemoryDisk } from '@objectql/engine';
import { storeOfTests } from './test-kernel.contract.ts';

let busy = 0;

/** The driver, counting what it has been asked and has not answered. */
function watched(driver: Driver): Driver {
  return new Proxy(driver, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return async (...given: readonly unknown[]): Promise<unknown> => {
        busy += 1;
        try {
          return await (Reflect.apply(member, target, given) as Promise<unknown>);
        } finally {
          busy -= 1;
        }
      };
    },
  });
}

/** Every test of flows that has a store, over PostgreSQL: what was one disk is one schema. */
testOnServer('flows', () => {
  let server: TestDatabase;
  const disks = new Map<MemoryDisk, Promise<PostgresDatabase>>();
  before(async () => {
    server = await TestDatabase.create();
  });
  after(async () => {
    for (const database of disks.values()) (await database).abort();
    await server.drop();
  });
  storeOfTests.open = async (disk) => {
    const known = disks.get(disk) ?? server.open({ schema: `disk${disks.size}`, connections: 3, idleTimeout: 20 });
    disks.set(disk, known);
    return watched((await known).driver('acme'));
  };
  storeOfTests.isBusy = () => busy > 0;
});

/** Processes that die at every call make a hundred stores. */
const long = process.env['OBJECTOS_LONG'] === undefined ? [] : ['crash'];

if (process.env['OBJECTOS_TEST_POSTGRES'] !== undefined) {
  for (const name of ['actions', 'boot', 'effects', 'events', ...long]) await import(`./${name}.test.ts`);
}
