import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { replayJournal, sealerPlugin, verifyJournal } from '@objectos/journal';
import { Rendered, createContext, createKernel, definePlugin, kindsFacet, metadataFacet, operationsFacet, toFault } from '@objectos/kernel';
import type { AnyOperation, Kernel, Operation, Plugin, Principal, Reply } from '@objectos/kernel';
import { policyPlugin } from '@objectos/policy';
import { recordsPlugin } from '@objectos/records';
import { createNodePlatform } from '@objectos/server';
import { SqliteDriver } from '@objectql/driver-sqlite';
import { openStore, sealerRef, storesRef } from '@objectql/engine';
import type { Driver, JournalEntry, Store } from '@objectql/engine';
import { metadataKinds } from '@objectql/metadata';
import type { JsonObject } from '@objectql/metadata';
import { people, projectObject, roles, taskObject } from './business.ts';
import type { Person } from './business.ts';

export const tenant = 'acme';

/** An operation as a plugin could bring it; the kernel handed to it is how its handler reads. */
export type Extension = (kernel: () => Kernel) => Operation<never>;

export interface SiteOptions {
  readonly operations?: readonly Extension[];
  /** Stands between the engine and the driver. */
  wrap?(this: void, driver: Driver): Driver;
}

/** What became of a call: the answer, or the code of its refusal. */
export type Told = { readonly ok: true; readonly reply: Reply } | { readonly ok: false; readonly code: string };

/** The real mechanism (kernel, policy, records, journal, engine, SQLite in a file) with projects and tasks in it. */
export class Site {
  readonly file: string;
  readonly #platform = createNodePlatform();
  #kernel: Kernel | undefined;
  #store: Store | undefined;
  #driver: SqliteDriver | undefined;

  private constructor(file: string) {
    this.file = file;
  }

  static async open(context: Pick<TestContext, 'after'>, options: SiteOptions = {}): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), 'objectos-places-'));
    const site = new Site(join(folder, 'acme.db'));
    context.after(async () => {
      await site.#kernel?.stop();
      rmSync(folder, { recursive: true });
    });
    await site.start(options);
    return site;
  }

  /** Another process on the same file. */
  async start({ operations = [], wrap = (driver) => driver }: SiteOptions = {}): Promise<void> {
    const kernel: Kernel = createKernel({
      platform: this.#platform,
      plugins: [sealerPlugin, this.#storesPlugin(wrap), policyPlugin, recordsPlugin(), business(operations.map((extension) => extension(() => kernel)))],
    });
    this.#kernel = kernel;
    await kernel.start();
  }

  get kernel(): Kernel {
    return this.#kernel ?? assert.fail('the site has not started');
  }

  get store(): Store {
    return this.#store ?? assert.fail('the site has not started');
  }

  /** Ends the store as a killed process does. */
  crash(): void {
    this.#driver?.abort();
  }

  async reply(who: Person, operation: string, input: JsonObject, commandKey?: string): Promise<Reply> {
    const principal: Principal = people[who];
    const context = createContext({ tenant, principal, actors: [], narrowing: null }, { surface: 'rest', ...(commandKey === undefined ? {} : { commandKey }) }, this.#platform);
    return this.kernel.call(operation, input, context);
  }

  /** The value of a call that must succeed. */
  async call<T = JsonObject>(who: Person, operation: string, input: JsonObject): Promise<T> {
    const { value } = await this.reply(who, operation, input);
    return (value instanceof Rendered ? value.value() : value) as T;
  }

  async told(who: Person, operation: string, input: JsonObject, commandKey?: string): Promise<Told> {
    try {
      return { ok: true, reply: await this.reply(who, operation, input, commandKey) };
    } catch (error) {
      const { code, details } = toFault(error);
      return { ok: false, code: details.issues?.[0]?.code ?? code };
    }
  }

  async records(who: Person, object: string): Promise<readonly JsonObject[]> {
    return (await this.call<{ readonly records: readonly JsonObject[] }>(who, `${object}.list`, { limit: 500 })).records;
  }

  journal(after = 0): Promise<readonly JournalEntry[]> {
    return this.store.journal(after, 100_000);
  }

  /** The journal is whole and makes the tables. */
  async verify(): Promise<void> {
    const { findings } = await verifyJournal({ store: this.store, host: this.#platform });
    assert.deepEqual(findings, []);
    const tables = replayJournal(await this.journal());
    for (const object of ['project', 'task']) {
      assert.deepEqual(new Map((await this.records('ada', object)).map((record) => [record['id'], record])), tables.get(object) ?? new Map());
    }
  }

  #storesPlugin(wrap: (driver: Driver) => Driver): Plugin {
    return definePlugin({
      name: 'stores', version: '1', needs: { sealer: sealerRef }, provides: { stores: storesRef },
      setup: async ({ sealer }, lifetime) => {
        const driver = await SqliteDriver.open({ file: this.file, synchronous: 'NORMAL' });
        const store = await openStore({ driver: wrap(driver), host: this.#platform, sealer, objects: [projectObject, taskObject] });
        this.#driver = driver;
        this.#store = store;
        lifetime.onStop(() => store.close());
        return { stores: { of: () => Promise.resolve(store), system: () => Promise.resolve(store) } };
      },
    });
  }
}

function business(operations: readonly Operation<never>[]): Plugin {
  return definePlugin({
    name: 'business', version: '1',
    contributes: [
      kindsFacet.of(...metadataKinds),
      metadataFacet.of(...[projectObject, taskObject].map((descriptor) => ({ kind: 'object', name: descriptor.name, descriptor }))),
      metadataFacet.of(...roles.map((descriptor) => ({ kind: 'role', name: descriptor.name, descriptor }))),
      operationsFacet.of(...(operations as readonly unknown[] as readonly AnyOperation[])),
    ],
  });
}
