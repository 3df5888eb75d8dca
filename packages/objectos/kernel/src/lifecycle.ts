import { fault } from './errors.ts';
import { Fault } from './fault.ts';
import type { Platform } from './platform.ts';
import { PluginLifetime } from './plugin-lifetime.ts';
import type { Plugin } from './plugin.ts';

/** How long a plugin may take, in milliseconds; then the boot (or the stop) goes on without it and names it. */
export interface Timeouts {
  /** `setup`; 10,000 where absent. */
  readonly setup?: number;
  /** Each plugin's `onReady` tasks together; 10,000 where absent. */
  readonly ready?: number;
  /** Each plugin's `onStop` tasks together, and the calls still running; 5,000 where absent. */
  readonly stop?: number;
}

type Stage = keyof Timeouts;

interface LifecycleOptions {
  /** In boot order. */
  readonly plugins: readonly Plugin[];
  readonly platform: Platform;
  readonly timeouts: Timeouts;
  /** What the kernel itself provides; each plugin gets its own. */
  readonly kernelServices: ReadonlyMap<string, (holder: string) => unknown>;
}

/** Starts plugins in order and stops them in reverse; each gets exactly the services that it declared. */
export class Lifecycle {
  readonly #options: LifecycleOptions;
  readonly #timeouts: Required<Timeouts>;
  readonly #services = new Map<string, unknown>();
  readonly #started: { readonly plugin: Plugin; readonly lifetime: PluginLifetime }[] = [];

  constructor(options: LifecycleOptions) {
    this.#options = options;
    this.#timeouts = { setup: 10_000, ready: 10_000, stop: 5_000, ...options.timeouts };
  }

  /** The service of that id, as `holder` gets it. */
  service(id: string, holder: string): unknown {
    const own = this.#options.kernelServices.get(id);
    return own === undefined ? this.#services.get(id) : own(holder);
  }

  /** Every plugin that failed; one whose needs failed with another is left out and not told of again. */
  async start(): Promise<readonly Fault[]> {
    const faults: Fault[] = [];
    for (const plugin of this.#options.plugins) {
      const needs = Object.values(plugin.needs ?? {});
      if (needs.some(({ id }) => this.service(id, plugin.name) === undefined)) continue;
      faults.push(...await this.#setup(plugin));
    }
    return faults;
  }

  async ready(): Promise<readonly Fault[]> {
    const faults: Fault[] = [];
    for (const { plugin, lifetime } of this.#started) {
      await this.#within('ready', plugin, () => lifetime.ready()).catch((error: unknown) => void faults.push(asFault(error)));
    }
    return faults;
  }

  /** Never rejects. */
  async stop(): Promise<void> {
    for (const { plugin, lifetime } of this.#started.toReversed()) {
      await this.#within('stop', plugin, () => lifetime.close()).catch((error: unknown) => this.#log(error));
    }
    this.#started.length = 0;
    this.#services.clear();
  }

  async #setup(plugin: Plugin): Promise<readonly Fault[]> {
    const lifetime = new PluginLifetime((error) => this.#log(failure('stop', plugin, error)));
    this.#started.push({ plugin, lifetime });
    if (plugin.setup === undefined) return [];
    try {
      const provided = await this.#within('setup', plugin, async () => plugin.setup?.(this.#servicesFor(plugin), lifetime));
      return this.#keep(plugin, provided ?? {});
    } catch (error) {
      return [asFault(error)];
    }
  }

  #servicesFor(plugin: Plugin): Record<string, unknown> {
    const services: Record<string, unknown> = {};
    for (const [key, { id }] of Object.entries({ ...plugin.wants, ...plugin.needs })) {
      const service = this.service(id, plugin.name);
      if (service !== undefined) services[key] = service;
    }
    return services;
  }

  #keep(plugin: Plugin, provided: Readonly<Record<string, unknown>>): readonly Fault[] {
    const faults: Fault[] = [];
    for (const [key, { id }] of Object.entries(plugin.provides ?? {})) {
      if (provided[key] === undefined) faults.push(fault('SERVICE_NOT_PROVIDED', { plugin: plugin.name, service: id, key }));
      else this.#services.set(id, provided[key]);
    }
    return faults;
  }

  /** Rejects with a fault that names the plugin when the task fails or takes too long. */
  async #within<T>(stage: Stage, plugin: Plugin, task: () => Promise<T>): Promise<T> {
    const milliseconds = this.#timeouts[stage];
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = this.#options.platform.timer(milliseconds, () => reject(fault('PLUGIN_TIMEOUT', { plugin: plugin.name, stage, milliseconds })));
    try {
      return await Promise.race([task(), late]);
    } catch (error) {
      throw error instanceof Fault ? error : failure(stage, plugin, error);
    } finally {
      cancel();
    }
  }

  #log(error: unknown): void {
    const { message, cause } = asFault(error);
    this.#options.platform.log('error', message, cause);
  }
}

function failure(stage: Stage, plugin: Plugin, error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  return fault('PLUGIN_FAILED', { plugin: plugin.name, stage, message }, { cause: error });
}

function asFault(error: unknown): Fault {
  return error instanceof Fault ? error : fault('INTERNAL', {}, { cause: error });
}
