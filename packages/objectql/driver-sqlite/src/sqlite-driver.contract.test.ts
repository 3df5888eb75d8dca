import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testReadLimit, testRenames, testStoreContract } from '@objectql/engine/store.contract';
import type { StoreSite } from '@objectql/engine/store.contract';
import { SqliteDriver } from './sqlite-driver.ts';
import type { SqliteOptions } from './sqlite-driver.ts';

function siteOf(options: Partial<SqliteOptions> = {}): StoreSite {
  const folder = mkdtempSync(join(tmpdir(), 'objectql-'));
  return {
    open: () => SqliteDriver.open({ file: join(folder, 'store.db'), synchronous: 'NORMAL', ...options }),
    kill: (driver) => {
      if (driver instanceof SqliteDriver) driver.abort();
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

testStoreContract('sqlite', () => siteOf());
testRenames('sqlite', () => siteOf());
testReadLimit('sqlite', (readTimeout) => siteOf({ readTimeout }));
