import { MemoryDisk, MemoryDriver, seededDelay } from './memory-driver.ts';
import type { StoreSite } from './contract/store-site.contract.ts';
import { testStoreContract } from './store.contract.ts';

let seed = 0;

function memorySite(slow: boolean): StoreSite {
  const disk = new MemoryDisk();
  return {
    open: () => {
      disk.lock = Promise.resolve();
      return Promise.resolve(new MemoryDriver({ disk, ...(slow ? { delay: seededDelay((seed += 1), setImmediate) } : {}) }));
    },
    kill: (driver) => {
      if (driver instanceof MemoryDriver) driver.kill();
    },
    remove: () => undefined,
  };
}

testStoreContract('memory', () => memorySite(false));
testStoreContract('memory, slowly', () => memorySite(true));
