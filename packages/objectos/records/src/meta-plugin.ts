import { definePlugin, operationsFacet, runtimeRef } from '@objectos/kernel';
import type { Context, Permitted, Plugin, Runtime } from '@objectos/kernel';
import { metaOperations } from './meta-operations.ts';

/**
 * What there is, as the caller may know it: `meta.objects` and `meta.object`. Both follow from what the caller may use, so
 * an object, field or verb that he has no right to is not named.
 */
export function metaPlugin(): Plugin {
  let runtime: Runtime | null = null;
  const permitted = (context: Context): readonly Permitted[] => runtime?.permitted(context) ?? [];
  return definePlugin({
    name: 'meta',
    version: '1.0.0',
    needs: { runtime: runtimeRef },
    contributes: [operationsFacet.of(...metaOperations(permitted))],
    setup(services) {
      runtime = services.runtime;
    },
  });
}
