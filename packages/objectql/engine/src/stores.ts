import type { ServiceToken } from './service-token.ts';
import type { Store } from './store.ts';

/** Every store of this process: one per tenant, and one of the system (tenant directory, tokens). Nothing commits across two. */
export interface Stores {
  /** Opens the tenant's store on first use. Fails with `TENANT_UNKNOWN` for a tenant that was never created. */
  of(tenant: string): Promise<Store>;
  system(): Promise<Store>;
}

export const storesRef: ServiceToken<Stores> = { id: 'engine.stores', scope: 'process' };
