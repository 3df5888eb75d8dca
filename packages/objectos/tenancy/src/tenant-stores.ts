import type { Snapshot, SystemAccess } from '@objectos/kernel';
import { openStore } from '@objectql/engine';
import type { Driver, Host, Sealer, Store, Stores } from '@objectql/engine';
import { descriptorsOf } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';
import { fault } from './errors.ts';
import { TenantDirectory } from './tenant-directory.ts';
import { isTenantName } from './tenant-input.ts';

/** The name under which the system store is opened; no tenant can have it. */
export const systemStoreName = '_system';

/** The metadata kind of objects that live in the system store: `ObjectDescriptor`s, by name. */
export const systemObjectKind = 'systemObject';

export interface TenantStoresOptions {
  /** The driver of the store of that name, made where there is none: a tenant's name or `systemStoreName`. */
  open(name: string): Promise<Driver>;
  readonly host: Host;
  readonly sealer: Sealer;
  /** For looking up tenants when nobody's call is being served. */
  readonly system: SystemAccess;
  /** What stores hold: asked when one is opened, for it is migrated then. */
  snapshot(tenant: string): Snapshot;
}

/**
 * Every store of this process, opened on first use and held until the end. Whoever asks while one opens waits for that one;
 * one that could not be opened is tried again for the next who asks.
 */
export class TenantStores implements Stores {
  readonly directory: TenantDirectory;
  readonly #options: TenantStoresOptions;
  readonly #tenants = new Map<string, Promise<Store>>();
  /** Apart from the tenants': no name that a caller gives leads to the system store. */
  #system: Promise<Store> | null = null;
  #closed = false;

  constructor(options: TenantStoresOptions) {
    this.#options = options;
    this.directory = new TenantDirectory(() => this.system());
  }

  of(tenant: string): Promise<Store> {
    const known = this.#tenants.get(tenant);
    if (known !== undefined) return known;
    if (this.#closed) return Promise.reject(fault('TENANCY_NOT_RUNNING', {}));
    const opening = this.#openTenant(tenant);
    this.#tenants.set(tenant, opening);
    opening.catch(() => this.#tenants.delete(tenant));
    return opening;
  }

  system(): Promise<Store> {
    if (this.#closed) return Promise.reject(fault('TENANCY_NOT_RUNNING', {}));
    if (this.#system !== null) return this.#system;
    const opening = this.#openWith(systemStoreName, this.#systemObjects());
    this.#system = opening;
    opening.catch(() => (this.#system = null));
    return opening;
  }

  /** Closes all of them, the system store last. Later calls fail with `TENANCY_NOT_RUNNING`. Throws what the first that failed threw. */
  async close(): Promise<void> {
    this.#closed = true;
    const opened = [...this.#tenants.values()];
    this.#tenants.clear();
    const tenants = await Promise.allSettled(opened.map(closeOpened));
    const last = await Promise.allSettled(this.#system === null ? [] : [closeOpened(this.#system)]);
    const failed = [...tenants, ...last].find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  async #openTenant(tenant: string): Promise<Store> {
    const scope = this.#options.system.context({ tenant: systemStoreName, onBehalfOf: null });
    const known = isTenantName(tenant) && (await this.directory.find(tenant, scope)) !== null;
    if (!known) throw fault('TENANT_UNKNOWN', { tenant });
    return this.#openWith(tenant, descriptorsOf(this.#options.snapshot(tenant), 'object').values());
  }

  async #openWith(name: string, objects: Iterable<ObjectDescriptor>): Promise<Store> {
    const { host, sealer } = this.#options;
    const driver = await this.#options.open(name);
    try {
      return await openStore({ driver, host, sealer, objects });
    } catch (error) {
      await driver.close();
      throw error;
    }
  }

  /** The kind's owner vouches for the type. */
  #systemObjects(): Iterable<ObjectDescriptor> {
    const objects = this.#options.snapshot(systemStoreName).metadata(systemObjectKind);
    return objects.values() as Iterable<ObjectDescriptor>;
  }
}

/** What could not be opened need not be closed. */
async function closeOpened(opening: Promise<Store>): Promise<void> {
  const store = await opening.catch(() => null);
  await store?.close();
}
