import type { JournalEntry } from './journal-entry.ts';
import type { ServiceToken } from './service-token.ts';
import type { Store } from './store.ts';

/** Every store of this process: one per tenant, and one of the system (tenant directory, tokens). Nothing commits across two. */
export interface Stores {
  /**
   * Opens the tenant's store on first use, and answers at once when it is open: waiting for what is there costs every call.
   * Fails with `TENANT_UNKNOWN` for a tenant that was never created.
   */
  of(tenant: string): Store | Promise<Store>;
  system(): Promise<Store>;
  /**
   * Tells of what other processes commit to stores that are open here, by the store's tenant, null for the system store.
   * Absent where no other process can. Returns the function that ends it.
   */
  follow?(listener: ForeignEntries): () => void;
}

export type ForeignEntries = (tenant: string | null, entries: readonly JournalEntry[]) => void;

export const storesRef: ServiceToken<Stores> = { id: 'engine.stores', scope: 'process' };
