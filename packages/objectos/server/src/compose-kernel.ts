import { dispatcherRef, flowPlugin } from '@objectos/flow';
import { identityPlugin } from '@objectos/identity';
import { checkpointsRef, journalPlugin, sealerPlugin } from '@objectos/journal';
import type { CheckpointStore } from '@objectos/journal';
import { createKernel, definePlugin, kindsFacet, runtimeRef, systemRef, toFault } from '@objectos/kernel';
import type { Kernel, Platform, Plugin, SystemAccess } from '@objectos/kernel';
import { mcpPlugin } from '@objectos/mcp';
import { explainPlugin, policyPlugin } from '@objectos/policy';
import { metaPlugin, recordsPlugin } from '@objectos/records';
import { tenancyPlugin } from '@objectos/tenancy';
import { storesRef } from '@objectql/engine';
import type { Driver } from '@objectql/engine';
import { metadataKinds } from '@objectql/metadata';
import { explainSessionsPlugin } from './explain-sessions.ts';
import { otherProcessesPlugin } from './other-processes.ts';
import { stateKeysPlugin } from './stored-state-keys.ts';

/** What differs from place to place: a process over files or a database, a durable object on the edge. */
export interface Parts {
  readonly platform: Platform;
  /** The driver of the store of that name. */
  readonly open: (name: string) => Promise<Driver>;
  /** Where checkpoints are kept, outside the stores. */
  readonly checkpoints: CheckpointStore;
  readonly operator: Plugin;
  /** What the app brings, in the order in which it contributes. */
  readonly own: readonly Plugin[];
}

/** The one composition: names every plugin, in the order in which they contribute. Nothing is started and no store is opened. */
export function composeKernel({ platform, open, checkpoints, operator, own }: Parts): Kernel {
  return createKernel({
    platform,
    plugins: [
      definePlugin({ name: '@objectql/metadata', version: '0.1.0', contributes: [kindsFacet.of(...metadataKinds)] }),
      sealerPlugin,
      checkpointsPlugin(checkpoints),
      tenancyPlugin({ open }),
      policyPlugin,
      explainPlugin(),
      explainSessionsPlugin,
      journalPlugin(),
      identityPlugin(),
      recordsPlugin(),
      metaPlugin(),
      flowPlugin(),
      mcpPlugin(),
      stateKeysPlugin,
      otherProcessesPlugin,
      operator,
      ...own,
    ],
  });
}

function checkpointsPlugin(checkpoints: CheckpointStore): Plugin {
  return definePlugin({ name: '@objectos/checkpoints', version: '0.1.0', provides: { checkpoints: checkpointsRef }, setup: () => ({ checkpoints }) });
}

/** A kernel that runs, as far as its composition root knows it. */
export interface RunningKernel {
  readonly kernel: Kernel;
  readonly system: SystemAccess;
  readonly tenants: readonly string[];
}

/** Takes a kernel that has started to where calls can come: the stores can be had, what was `restored` is there, the tenants are, and effects go on. Stops it where that fails. */
export async function readyKernel({ kernel, system, tenants }: RunningKernel, restored: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  try {
    // Where another process owns the stores this says so, before any call fails for it.
    await kernel.service(storesRef).system();
    await restored();
    await ensureTenants({ kernel, system, tenants });
    // A store that cannot take the metadata says so now, and not to whoever calls first.
    for (const tenant of tenants) await kernel.service(storesRef).of(tenant);
  } catch (error) {
    await kernel.stop();
    throw error;
  }
  for (const tenant of tenants) kernel.service(dispatcherRef).resume(tenant);
}

/** Effects first: a kernel that stops takes no calls, and an effect under way could not say that it is done. */
export async function stopKernel(kernel: Kernel): Promise<void> {
  await kernel.service(dispatcherRef).stop();
  await kernel.stop();
}

/** The local operator: whoever starts the process holds its capability. */
export function operatorPlugin(): { readonly plugin: Plugin; access(): SystemAccess } {
  let access: SystemAccess | undefined;
  return {
    plugin: definePlugin({
      name: 'operator',
      version: '0.1.0',
      needs: { system: systemRef, runtime: runtimeRef },
      setup({ system }) {
        access = system;
      },
    }),
    access() {
      if (access === undefined) throw new TypeError('the kernel has not started');
      return access;
    },
  };
}

/** Makes the tenants that are not there yet. */
export async function ensureTenants({ kernel, system, tenants }: RunningKernel): Promise<void> {
  const context = () => system.context({ tenant: 'system', onBehalfOf: null, surface: 'cli' });
  const { value } = await kernel.call('tenant.list', {}, context());
  const known = new Set((value as { readonly tenants: readonly { readonly name: string }[] }).tenants.map(({ name }) => name));
  for (const name of tenants) {
    if (!known.has(name)) await kernel.call('tenant.create', { name }, context()).catch(unlessThere);
  }
}

/** Another process that starts over the same database was quicker. */
function unlessThere(error: unknown): void {
  if (toFault(error).code !== 'TENANT_EXISTS') throw error;
}
