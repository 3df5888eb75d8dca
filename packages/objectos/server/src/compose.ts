import { MemoryCheckpointStore } from '@objectos/journal';
import type { CheckpointStore } from '@objectos/journal';
import type { Kernel, Platform, SystemAccess } from '@objectos/kernel';
import type { Checked, Issue, PluginDescriptor } from '@objectql/metadata';
import type { AppConfig } from './app-config.ts';
import { composeKernel, operatorPlugin, readyKernel, stopKernel } from './compose-kernel.ts';
import type { Parts } from './compose-kernel.ts';
import { pluginOf } from './data-plugin.ts';
import { loadPlugins } from './load-plugins.ts';
import { MetadataFault } from './metadata-error.ts';
import { createNodePlatform } from './node-platform.ts';
import { foreseen } from './operator-text.ts';
import { openStorage } from './open-stores.ts';
import type { Storage, StorageOptions } from './open-stores.ts';
import type { PluginHost } from './plugins/plugin-host.ts';
import { pluginsPlugin } from './plugins/plugins-plugin.ts';
import type { PluginsPlugin } from './plugins/plugins-plugin.ts';

/** An app that runs in this process: the kernel over its stores. */
export interface RunningApp {
  readonly kernel: Kernel;
  readonly platform: Platform;
  /** Of the composition root itself: the local operator's. */
  readonly system: SystemAccess;
  readonly tenants: readonly string[];
  readonly warnings: readonly Issue[];
  /** The file of the store of a tenant, or of the system's by the name `system`; null where it is no file. */
  placeOf(tenant: string): string | null;
  /** Its own plugins, which may be changed while it runs. */
  readonly plugins: PluginHost;
  stop(): Promise<void>;
}

/** The kernel that the app would run on; nothing is started and no store is opened. */
export function composeUnopened(config: AppConfig, loaded: readonly PluginDescriptor[]): Kernel {
  const parts = partsOf({ config, loaded, checkpoints: new MemoryCheckpointStore(), managed: pluginsPlugin() });
  return composeKernel({ ...parts, platform: createNodePlatform(), operator: operatorPlugin().plugin, open: () => Promise.reject(new TypeError('no store is opened')) });
}

interface AppParts {
  readonly config: AppConfig;
  readonly loaded: readonly PluginDescriptor[];
  readonly checkpoints: CheckpointStore;
  readonly managed: PluginsPlugin;
}

function partsOf({ config, loaded, checkpoints, managed }: AppParts): Pick<Parts, 'checkpoints' | 'own'> {
  return { checkpoints, own: [managed.plugin, ...loaded.map(pluginOf), ...config.plugins.flatMap(({ code = [] }) => code)] };
}

export interface OpenOptions extends StorageOptions {
  /** What the app's manifests say, where that is known already. */
  readonly metadata?: Checked<readonly PluginDescriptor[]>;
  /** The process's own unless said. */
  readonly platform?: Platform;
  /** An installed plugin that is left out, for it is to be removed. */
  readonly without?: string;
}

/** Opens an app. Throws a `MetadataFault` or a `BootFault` that lists everything wrong. */
export async function openApp(config: AppConfig, options: OpenOptions): Promise<RunningApp> {
  const loaded = options.metadata ?? (await loadPlugins(config.plugins));
  if (!loaded.ok) throw new MetadataFault(loaded.issues, config.plugins);
  const storage = await openStorage(options);
  try {
    return await startApp(config, loaded, { ...options, storage });
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function startApp(config: AppConfig, loaded: Extract<Checked<readonly PluginDescriptor[]>, { ok: true }>, { storage, without, platform = createNodePlatform() }: OpenOptions & { readonly storage: Storage }): Promise<RunningApp> {
  const operator = operatorPlugin();
  const managed = pluginsPlugin();
  const parts = partsOf({ config, loaded: loaded.value, checkpoints: storage.checkpoints, managed });
  const starting = { is: true };
  const kernel = composeKernel({ ...parts, platform: quietWhile(starting, platform), operator: operator.plugin, open: (name) => storage.open(name) });
  await kernel.start();
  const tenants = config.tenants ?? ['main'];
  const own = managed.open(kernel, { descriptors: loaded.value, sources: config.plugins });
  const app = { kernel, platform, system: operator.access(), tenants, warnings: loaded.issues, placeOf: (tenant: string) => storage.placeOf(tenant === 'system' ? '_system' : tenant), plugins: own, stop: () => stopApp(kernel, storage) };
  await readyKernel(app, () => own.restore(app.system.context({ tenant: 'system', onBehalfOf: null, surface: 'cli' }), without));
  starting.is = false;
  for (const warning of storage.warnings) platform.log('warn', warning);
  return app;
}

/** What was foreseen and keeps an app from starting is thrown, and told once, by whoever starts it. */
function quietWhile(starting: { readonly is: boolean }, platform: Platform): Platform {
  return { ...platform, log: (level, message, cause) => (starting.is && level === 'error' && foreseen(cause) !== null ? undefined : platform.log(level, message, cause)) };
}

async function stopApp(kernel: Kernel, storage: Storage): Promise<void> {
  await stopKernel(kernel);
  await storage.close();
}
