import { definePlugin, kindsFacet, metadataFacet, operationsFacet, platformRef, preparersFacet, runtimeRef, systemRef } from '@objectos/kernel';
import type { Plugin } from '@objectos/kernel';
import { sealerRef, storesRef } from '@objectql/engine';
import type { Driver } from '@objectql/engine';
import { fault } from './errors.ts';
import { tenantObject } from './tenant-object.ts';
import { tenantOperations } from './tenant-operations.ts';
import type { TenancyServices } from './tenant-operations.ts';
import { TenantStores, systemObjectKind } from './tenant-stores.ts';

export interface TenancyOptions {
  /** Opens the driver of the store of that name, and makes the store where there is none: a tenant's name, or `systemStoreName`. */
  open(name: string): Promise<Driver>;
}

/**
 * Stores, one per tenant and one of the system, and the directory of tenants in the latter. Tenants' stores hold every
 * object of the snapshot; the system store holds those that plugins contribute under the kind `systemObject`. One value per kernel.
 */
export function tenancyPlugin(options: TenancyOptions): Plugin {
  let services: TenancyServices | undefined;
  const started = (): TenancyServices => {
    if (services === undefined) throw fault('TENANCY_NOT_RUNNING', {});
    return services;
  };
  return definePlugin({
    name: '@objectos/tenancy',
    version: '0.1.0',
    needs: { platform: platformRef, runtime: runtimeRef, system: systemRef, sealer: sealerRef },
    provides: { stores: storesRef },
    contributes: [
      kindsFacet.of({ kind: systemObjectKind }),
      metadataFacet.of({ kind: systemObjectKind, name: tenantObject.name, descriptor: tenantObject }),
      operationsFacet.of(...tenantOperations(started)),
      preparersFacet.of((next) => services?.stores.migrate(next)),
    ],
    setup({ platform, runtime, system, sealer }, lifetime) {
      const stores = new TenantStores({
        open: (name) => options.open(name),
        host: platform,
        sealer,
        system,
        snapshot: (tenant) => runtime.snapshotFor(tenant),
      });
      services = { stores, host: platform };
      lifetime.onStop(() => stores.close());
      return { stores };
    },
  });
}
