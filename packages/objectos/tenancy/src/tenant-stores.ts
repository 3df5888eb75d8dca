import type { Snapshot, SystemAccess } from '@objectos/kernel';
import { openStore } from '@objectql/engine';
import type { Driver, ForeignEntries, Host, JournalEntry, Sealer, Store, Stores } from '@objectql/engine';
import { descriptorsOf } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';
import { fault } from './errors.ts';
import { migrateJointly } from './joint-migration.ts';
import type { OpenStore } from './joint-migration.ts';
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
  /** What stores hold, until `migrate` says otherwise: asked when one is opened, for it is migrated then. */
  snapshot(tenant: string): Snapshot;
}

/**
 * Every store of this process, opened on first use and held until the end. Whoever asks while one opens waits for that one;
 * one that could not be opened is tried again for the next who asks.
 */
export class TenantStores implements Stores {
  readonly directory: TenantDirectory;
  readonly #options: TenantStoresOptions;
  readonly #tenants = new Map<string, Opening>();
  /** Apart from the tenants': no name that a caller gives leads to the system store. */
  #system: Promise<Store> | null = null;
  /** What the open stores were taken to, and others will be opened with. */
  #metadata: Snapshot | null = null;
  /** Settles when the last migration asked for is over: no store opens between the old metadata and the new. */
  #migrating: Promise<unknown> = Promise.resolve();
  readonly #followers = new Set<ForeignEntries>();
  #closed = false;

  constructor(options: TenantStoresOptions) {
    this.#options = options;
    this.directory = new TenantDirectory(() => this.system());
  }

  of(tenant: string): Store | Promise<Store> {
    const known = this.#tenants.get(tenant);
    if (known !== undefined) return known;
    if (this.#closed) return Promise.reject(fault('TENANCY_NOT_RUNNING', {}));
    const opening = this.#openTenant(tenant);
    this.#tenants.set(tenant, opening);
    opening.then((store) => this.#opened(tenant, store), () => this.#tenants.delete(tenant));
    return opening;
  }

  /** Unless all were closed meanwhile: `close` has taken the promise, and closes what it brings. */
  #opened(tenant: string, store: Store): void {
    if (!this.#closed) this.#tenants.set(tenant, store);
  }

  system(): Promise<Store> {
    if (this.#closed) return Promise.reject(fault('TENANCY_NOT_RUNNING', {}));
    if (this.#system !== null) return this.#system;
    const opening = this.#migrating.then(() => this.#openWith(systemStoreName));
    this.#system = opening;
    opening.catch(() => (this.#system = null));
    return opening;
  }

  follow(listener: ForeignEntries): () => void {
    this.#followers.add(listener);
    return () => void this.#followers.delete(listener);
  }

  /** Takes every open store to the objects of other metadata: all or none, while calls go on. Throws `STORES_NOT_MIGRATED` with every reason. */
  migrate(next: Snapshot): Promise<void> {
    const before = this.#migrating;
    const opened: [string, Opening][] = [...this.#tenants, ...(this.#system === null ? [] : [[systemStoreName, this.#system] as [string, Opening]])];
    const migrating = before.then(() => this.#migrate(opened, next));
    this.#migrating = Promise.allSettled([migrating]);
    return migrating;
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
    // As it is now: a migration that is asked for later waits for this store, and would wait for ever if this waited for it.
    const before = this.#migrating;
    const scope = this.#options.system.context({ tenant: systemStoreName, onBehalfOf: null });
    const known = isTenantName(tenant) && (await this.directory.find(tenant, scope)) !== null;
    if (!known) throw fault('TENANT_UNKNOWN', { tenant });
    await before;
    return this.#openWith(tenant);
  }

  async #migrate(opened: readonly (readonly [string, Opening])[], next: Snapshot): Promise<void> {
    const stores: OpenStore[] = [];
    for (const [name, opening] of opened) {
      const store = await openedOrNull(opening);
      if (store !== null) stores.push({ name, store, objects: objectsFor(name, next) });
    }
    await migrateJointly(stores, next);
    this.#metadata = next;
  }

  async #openWith(name: string): Promise<Store> {
    const { host, sealer } = this.#options;
    const driver = await this.#options.open(name);
    try {
      const metadata = this.#metadata ?? this.#options.snapshot(name);
      const objects = objectsFor(name, metadata);
      const store = await openStore({ driver, host, sealer, objects: objects.values(), mark: { version: metadata.version, schema: objects } });
      store.follow((entries) => this.#tell(name, entries));
      return store;
    } catch (error) {
      await driver.close();
      throw error;
    }
  }

  #tell(name: string, entries: readonly JournalEntry[]): void {
    for (const listener of this.#followers) listener(name === systemStoreName ? null : name, entries);
  }
}

/** What the store of that name holds under this metadata. The kinds' owners vouch for the type. */
function objectsFor(name: string, metadata: Snapshot): ReadonlyMap<string, ObjectDescriptor> {
  if (name !== systemStoreName) return descriptorsOf(metadata, 'object');
  return metadata.metadata(systemObjectKind) as ReadonlyMap<string, ObjectDescriptor>;
}

/** A store that is open, or being opened. */
type Opening = Store | Promise<Store>;

/** Null: it could not be opened. */
async function openedOrNull(opening: Opening): Promise<Store | null> {
  try {
    return await opening;
  } catch {
    return null;
  }
}

/** What could not be opened need not be closed. */
async function closeOpened(opening: Opening): Promise<void> {
  const store = await openedOrNull(opening);
  await store?.close();
}
