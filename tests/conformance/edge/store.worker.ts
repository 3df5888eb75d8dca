// The worker that runs the contract suite of stores, and what is the driver's own, inside durable objects. What stands in for `node:test`
// there collects the tests: see bundled in suite.ts.
import { inspect } from 'node:util';
import { DurableObjectDriver } from '@objectql/driver-sqlite/durable-object';
import { testStoreContract } from '@objectql/engine/store.contract';
import { testDurableObjectDriver } from './driver-tests.ts';
import { over, ownStorage } from './own-storage.ts';
import type { OwnStorage } from './own-storage.ts';
import { registered } from './registered-tests.ts';

testDurableObjectDriver();

/** How many tests are the driver's own; those of the contract follow. */
const own = registered.length;

testStoreContract('durable object', () => {
  const storage = ownStorage();
  return {
    open: () => Promise.resolve(DurableObjectDriver.open(storage, 'main')),
    kill: (driver) => {
      if (driver instanceof DurableObjectDriver) driver.abort();
    },
    remove: () => storage.deleteAll(),
  };
});

/** A store of its own for each test. */
export class Store {
  readonly #storage: OwnStorage;

  constructor(state: { readonly storage: OwnStorage }) {
    this.#storage = state.storage;
  }

  /** Runs the test of this number; answers what it threw, or nothing. */
  async fetch({ url }: Request): Promise<Response> {
    try {
      const { run } = registered[placeIn(url)] ?? { run: () => Promise.reject(new RangeError(`there is no test ${url}`)) };
      await over(this.#storage, run);
      return new Response('');
    } catch (error) {
      return new Response(inspect(error));
    }
  }
}

interface Stores {
  readonly STORE: { idFromName(name: string): unknown; get(id: unknown): { fetch(request: Request): Promise<Response> } };
}

export default {
  /** `/` answers the titles of the tests; `/<place>` runs one. */
  fetch(request: Request, { STORE }: Stores): Response | Promise<Response> {
    const place = placeIn(request.url);
    if (!Number.isNaN(place)) return STORE.get(STORE.idFromName(String(place))).fetch(request);
    return Response.json({ own, titles: registered.map(({ title }) => title) });
  },
};

function placeIn(url: string): number {
  return Number.parseInt(new URL(url).pathname.slice(1), 10);
}
