export { tenancyPlugin } from './tenancy-plugin.ts';
export type { OpenDriver } from './tenant-stores.ts';
export { isTenantName, tenantObject } from './tenant-object.ts';
