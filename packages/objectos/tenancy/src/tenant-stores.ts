import type { Platform, Snapshot } from '@objectos/kernel';
import { openStore } from '@objectql/engine';
import type { Driver, Sealer, Store, Stores } from '@objectql/engine';
import type { ObjectDescriptor } from '@objectql/metadata';
import { fault } from './errors.ts';
import { isTenantName, tenantObject } from './tenant-object.ts';

/** Opens the database of one store by the tenant's name, or `system`; creates it where it is not there. */
export type OpenDriver = (name: string) => Promise<Driver>;

export interface TenantStoresParts {
  readonly open: OpenDriver;
  readonly platform: Platform;
  readonly sealer: Sealer;
  readonly snapshot: () => Snapshot;
}

const systemName = 'system';

/**
 * The stores of this process, each opened on first use and kept. A tenant's store holds every object; the system store
 * holds those of metadata kind `systemObject`.
 */
export class TenantStores implements Stores {
  readonly #parts: TenantStoresParts;
  readonly #open = new Map<string, Promise<Store>>();
  #closed = false;

  constructor(parts: TenantStoresParts) {
    this.#parts = parts;
  }

  of(tenant: string): Promise<Store> {
    return this.#open.get(tenant) ?? this.#opening(tenant, () => this.#openTenant(tenant));
  }

  system(): Promise<Store> {
    return this.#open.get(systemName) ?? this.#opening(systemName, () => this.#openStore(systemName, this.#systemObjects()));
  }

  /** Names of the stores that are open. */
  openTenants(): readonly string[] {
    return [...this.#open.keys()].filter((name) => name !== systemName);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const opened = await Promise.allSettled(this.#open.values());
    await Promise.all(opened.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)));
  }

  /** One opening however many ask; a failed one is forgotten, so that the next caller tries again. */
  #opening(name: string, open: () => Promise<Store>): Promise<Store> {
    if (this.#closed) return Promise.reject(fault('STORES_CLOSED', {}));
    const opening = open();
    this.#open.set(name, opening);
    opening.catch(() => this.#open.delete(name));
    return opening;
  }

  async #openTenant(tenant: string): Promise<Store> {
    if (!isTenantName(tenant) || !(await this.#exists(tenant))) throw fault('TENANT_UNKNOWN', { tenant });
    return this.#openStore(tenant, this.#parts.snapshot().metadata('object').values() as Iterable<ObjectDescriptor>);
  }

  async #exists(tenant: string): Promise<boolean> {
    const system = await this.system();
    return (await system.history({ object: tenantObject.name, id: tenant }, 0, 1)).length > 0;
  }

  async #openStore(name: string, objects: Iterable<ObjectDescriptor>): Promise<Store> {
    const { open, platform, sealer } = this.#parts;
    const driver = await open(name);
    try {
      return await openStore({ driver, host: platform, sealer, objects });
    } catch (error) {
      await driver.close();
      throw error;
    }
  }

  #systemObjects(): Iterable<ObjectDescriptor> {
    return this.#parts.snapshot().metadata('systemObject').values() as Iterable<ObjectDescriptor>;
  }
}
