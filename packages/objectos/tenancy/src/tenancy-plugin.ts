import { definePlugin, kindsFacet, metadataFacet, operationsFacet, platformRef, runtimeRef } from '@objectos/kernel';
import type { Platform, Plugin } from '@objectos/kernel';
import { sealerRef, storesRef } from '@objectql/engine';
import type { Stores } from '@objectql/engine';
import { fault } from './errors.ts';
import { tenantObject } from './tenant-object.ts';
import { tenantOperations } from './tenant-operations.ts';
import { TenantStores } from './tenant-stores.ts';
import type { OpenDriver } from './tenant-stores.ts';

/** Provides the stores of this process over whatever database `open` opens; one value per kernel. */
export function tenancyPlugin({ open }: { readonly open: OpenDriver }): Plugin {
  let started: { readonly stores: Stores; readonly platform: Platform } | null = null;
  const services = (): { readonly stores: Stores; readonly platform: Platform } => {
    if (started === null) throw fault('STORES_CLOSED', {});
    return started;
  };
  return definePlugin({
    name: '@objectos/tenancy',
    version: '0.1.0',
    needs: { platform: platformRef, sealer: sealerRef, runtime: runtimeRef },
    provides: { stores: storesRef },
    contributes: [
      kindsFacet.of({ kind: 'systemObject' }),
      metadataFacet.of({ kind: 'systemObject', name: tenantObject.name, descriptor: tenantObject }),
      operationsFacet.of(...tenantOperations(services)),
    ],
    setup({ platform, sealer, runtime }, lifetime) {
      const stores = new TenantStores({ open, platform, sealer, snapshot: () => runtime.snapshot });
      started = { stores, platform };
      lifetime.onStop(() => stores.close());
      return { stores };
    },
  });
}
