import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dispatcherRef, flowPlugin } from '@objectos/flow';
import { identityPlugin } from '@objectos/identity';
import { journalPlugin, sealerPlugin } from '@objectos/journal';
import { createKernel, definePlugin, kindsFacet, runtimeRef, systemRef } from '@objectos/kernel';
import type { Kernel, Platform, Plugin, SystemAccess } from '@objectos/kernel';
import { policyPlugin } from '@objectos/policy';
import { metaPlugin, recordsPlugin } from '@objectos/records';
import { tenancyPlugin } from '@objectos/tenancy';
import { SqliteDriver } from '@objectql/driver-sqlite';
import type { Synchronous } from '@objectql/driver-sqlite';
import { storesRef } from '@objectql/engine';
import { metadataKinds } from '@objectql/metadata';
import type { Checked, Issue, PluginDescriptor } from '@objectql/metadata';
import type { AppConfig } from './app-config.ts';
import { fileCheckpointsPlugin } from './file-checkpoints.ts';
import { loadPlugins, pluginOf } from './load-plugins.ts';
import { MetadataFault } from './metadata-error.ts';
import { createNodePlatform } from './node-platform.ts';

/** An app that runs in this process: the kernel over the stores of one data folder. */
export interface RunningApp {
  readonly kernel: Kernel;
  readonly platform: Platform;
  /** Of the composition root itself: the local operator's. */
  readonly system: SystemAccess;
  readonly tenants: readonly string[];
  readonly warnings: readonly Issue[];
  stop(): Promise<void>;
}

export interface OpenOptions {
  /** The folder of the stores; made where it is not there. */
  readonly data: string;
  readonly synchronous?: Synchronous;
}

/** Nobody else at the machine reads the stores, or reaches the control socket, of a folder that is made here. */
const ownerOnly = 0o700;

interface Parts extends Required<OpenOptions> {
  readonly config: AppConfig;
  readonly loaded: readonly PluginDescriptor[];
  readonly platform: Platform;
  readonly operator: Plugin;
}

/** The one composition root: names every plugin, in the order in which they contribute. */
function composeKernel({ config, loaded, platform, operator, data, synchronous }: Parts): Kernel {
  return createKernel({
    platform,
    plugins: [
      definePlugin({ name: '@objectql/metadata', version: '0.1.0', contributes: [kindsFacet.of(...metadataKinds)] }),
      sealerPlugin,
      fileCheckpointsPlugin(data),
      tenancyPlugin({ open: (name) => SqliteDriver.open({ file: join(data, `${name}.db`), synchronous }) }),
      policyPlugin,
      journalPlugin(),
      identityPlugin(),
      recordsPlugin(),
      metaPlugin(),
      flowPlugin(),
      operator,
      ...loaded.map(pluginOf),
      ...config.plugins.flatMap(({ code = [] }) => code),
    ],
  });
}

/** What would keep the app from starting, its metadata and its code taken together; nothing is started and no store is opened. */
export async function checkApp(config: AppConfig): Promise<Checked<readonly PluginDescriptor[]>> {
  const loaded = await loadPlugins(config.plugins);
  if (!loaded.ok) return loaded;
  const kernel = composeKernel({ config, loaded: loaded.value, platform: createNodePlatform(), operator: operatorPlugin().plugin, data: '', synchronous: 'FULL' });
  const faults = kernel.check().map(({ code, message }): Issue => ({ code, severity: 'fault', message, source: { file: 'start' } }));
  const issues = [...loaded.issues, ...faults];
  return faults.length > 0 ? { ok: false, issues } : { ...loaded, issues };
}

/** Opens an app. Throws a `MetadataFault` or a `BootFault` that lists everything wrong. */
export async function openApp(config: AppConfig, { data, synchronous = 'FULL' }: OpenOptions): Promise<RunningApp> {
  const loaded = await loadPlugins(config.plugins);
  if (!loaded.ok) throw new MetadataFault(loaded.issues);
  mkdirSync(data, { recursive: true, mode: ownerOnly });
  const platform = createNodePlatform();
  const operator = operatorPlugin();
  const kernel = composeKernel({ config, loaded: loaded.value, platform, operator: operator.plugin, data, synchronous });
  await kernel.start();
  const tenants = config.tenants ?? ['main'];
  const app = { kernel, platform, system: operator.access(), tenants, warnings: loaded.issues, stop: () => stopApp(kernel) };
  try {
    // Where another process owns the stores this says so, before any call fails for it.
    await kernel.service(storesRef).system();
    await ensureTenants(app);
  } catch (error) {
    await kernel.stop();
    throw error;
  }
  for (const tenant of tenants) kernel.service(dispatcherRef).resume(tenant);
  return app;
}

/** Effects first: a kernel that stops takes no calls, and an effect under way could not say that it is done. */
async function stopApp(kernel: Kernel): Promise<void> {
  await kernel.service(dispatcherRef).stop();
  await kernel.stop();
}

/** The local operator: whoever starts the process holds its capability. */
function operatorPlugin(): { readonly plugin: Plugin; access(): SystemAccess } {
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

async function ensureTenants({ kernel, system, tenants }: Pick<RunningApp, 'kernel' | 'system' | 'tenants'>): Promise<void> {
  const context = () => system.context({ tenant: 'system', onBehalfOf: null, surface: 'cli' });
  const { value } = await kernel.call('tenant.list', {}, context());
  const known = new Set((value as { readonly tenants: readonly { readonly name: string }[] }).tenants.map(({ name }) => name));
  for (const name of tenants) {
    if (!known.has(name)) await kernel.call('tenant.create', { name }, context());
  }
}

