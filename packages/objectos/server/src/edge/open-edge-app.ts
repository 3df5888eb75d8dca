import { authenticatorRef } from '@objectos/kernel';
import type { Platform, Plugin } from '@objectos/kernel';
import type { CheckpointStore } from '@objectos/journal';
import { asOrigins, createRest, restOverFetch } from '@objectos/rest';
import { DurableObjectDriver } from '@objectql/driver-sqlite/durable-object';
import type { DurableObjectStorage } from '@objectql/driver-sqlite/durable-object';
import type { PluginDescriptor } from '@objectql/metadata';
import { composeKernel, operatorPlugin, readyKernel, stopKernel } from '../compose-kernel.ts';
import type { RunningKernel } from '../compose-kernel.ts';
import { pluginOf } from '../data-plugin.ts';
import { createNodePlatform } from '../node-platform.ts';

export interface EdgeOptions {
  /** What the app's manifests say, as `loadPlugins` made it of them where the worker was built: plain JSON. */
  readonly descriptors: readonly PluginDescriptor[];
  /** Its plugins with code, which are part of the worker. */
  readonly code?: readonly Plugin[];
  /** Tenants to make where they are not there; `main` unless said. */
  readonly tenants?: readonly string[];
  /** The storage of the durable object, which is on SQLite. It holds the system store and one of each tenant. */
  readonly storage: DurableObjectStorage;
  /** Outside this object: another one, or somewhere else altogether. */
  readonly checkpoints: CheckpointStore;
  /** Origins whose pages may call REST from a browser, such as `https://app.example.com`; none unless said. */
  readonly origins?: readonly string[];
}

/** An app that runs inside a durable object. */
export interface EdgeApp extends RunningKernel {
  readonly platform: Platform;
  /** REST, as it answers everywhere. */
  fetch(request: Request): Promise<Response>;
  stop(): Promise<void>;
}

/** Opens an app inside a durable object; to be awaited before the first request is answered. Throws a `BootFault` that lists everything wrong, and `ORIGIN_INVALID`. */
export async function openEdgeApp({ descriptors, code = [], tenants = ['main'], storage, checkpoints, origins = [] }: EdgeOptions): Promise<EdgeApp> {
  asOrigins(origins);
  const platform = createNodePlatform();
  const operator = operatorPlugin();
  const open = async (name: string): Promise<DurableObjectDriver> => DurableObjectDriver.open(storage, name);
  const kernel = composeKernel({ platform, open, checkpoints, operator: operator.plugin, own: [...descriptors.map(pluginOf), ...code] });
  await kernel.start();
  const app = { kernel, system: operator.access(), tenants };
  await readyKernel(app);
  const rest = createRest({ runtime: kernel, authenticator: kernel.service(authenticatorRef), platform, origins });
  return { ...app, platform, fetch: restOverFetch(rest), stop: () => stopKernel(kernel) };
}
