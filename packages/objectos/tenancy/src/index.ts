export { tenancyPlugin } from './tenancy-plugin.ts';
export type { TenancyOptions } from './tenancy-plugin.ts';
export { TenantStores, systemObjectKind, systemStoreName } from './tenant-stores.ts';
export type { TenantStoresOptions } from './tenant-stores.ts';
export { TenantDirectory } from './tenant-directory.ts';
export type { TenantEntry } from './tenant-directory.ts';
export { tenantObject } from './tenant-object.ts';
export { isTenantName } from './tenant-input.ts';
export type { TenantInput } from './tenant-input.ts';
