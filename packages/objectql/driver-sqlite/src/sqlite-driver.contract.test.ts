import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testStoreContract } from '@objectql/engine/store.contract';
import { SqliteDriver } from './sqlite-driver.ts';

testStoreContract('sqlite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'objectql-'));
  return {
    open: () => SqliteDriver.open({ file: join(folder, 'store.db'), synchronous: 'NORMAL' }),
    kill: (driver) => {
      if (driver instanceof SqliteDriver) driver.abort();
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
