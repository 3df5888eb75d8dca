import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Change, Fault, Kernel, Plugin } from '@objectos/kernel';
import type { Attempt, Scope } from '@objectql/engine';
import type { Issue, PluginDescriptor } from '@objectql/metadata';
import type { PluginSource } from '../app-config.ts';
import { serverFault } from '../errors.ts';
import { pluginOf } from '../data-plugin.ts';
import { fitPlugins, readPlugin } from '../load-plugins.ts';
import type { InstalledPlugin, InstalledPlugins } from './installed-plugins.ts';
import { importPlugin } from './plugin-module.ts';

/** One of the app's own plugins: what its manifest says, and the code that belongs to it. */
interface AppPlugin {
  readonly descriptor: PluginDescriptor;
  readonly source: PluginSource;
  /** Where it was installed from; null: of the configuration. */
  readonly place: string | null;
}

/** A plugin as `plugin.list` tells of it. */
export interface ListedPlugin {
  readonly name: string;
  readonly version: string;
  readonly origin: 'runtime' | 'config' | 'installed';
  readonly place: string | null;
}

/** What was done. */
export interface PluginChange {
  readonly plugin: string;
  readonly version: string | null;
  readonly begun: readonly string[];
  readonly ended: readonly string[];
  /** Of the metadata that serves now. */
  readonly metadata: string;
}

/** The plugins of the configuration as they were loaded, and their sources, in the same order. */
export interface Configured {
  readonly descriptors: readonly PluginDescriptor[];
  readonly sources: readonly PluginSource[];
}

interface PluginHostOptions {
  readonly kernel: Kernel;
  readonly installed: InstalledPlugins;
  readonly configured: Configured;
}

type Plugins = ReadonlyMap<string, AppPlugin>;

/** The app's own plugins in a kernel that runs: those of its configuration, and in their place or beside them those that were installed. */
export class PluginHost {
  readonly #kernel: Kernel;
  readonly #installed: InstalledPlugins;
  #configured: Plugins;
  #plugins: Plugins;
  #leftOut: string | null = null;
  #settled: Promise<readonly Fault[]> = Promise.resolve([]);

  constructor({ kernel, installed, configured }: PluginHostOptions) {
    this.#kernel = kernel;
    this.#installed = installed;
    this.#configured = configuredPlugins(configured, new Map());
    this.#plugins = this.#configured;
  }

  /** In the order in which they contribute. */
  list(): readonly ListedPlugin[] {
    return this.#kernel.plugins.map(({ name, version }) => {
      const { place } = this.#plugins.get(name) ?? [...this.#plugins.values()].find(({ source }) => source.code?.some((code) => code.name === name)) ?? { place: undefined };
      return { name, version, origin: place === undefined ? 'runtime' : place === null ? 'config' : 'installed', place: place ?? null };
    });
  }

  /**
   * Begins what was installed before, but for one that is to be removed. Where one of them cannot serve this throws, and the
   * app is not to start: it may be what denies.
   */
  async restore(scope: Scope, without?: string): Promise<void> {
    const all = await this.#installed.all(scope);
    const records = all.filter(({ name }) => name !== without);
    this.#leftOut = records.length < all.length ? without ?? null : null;
    if (records.length === 0) return;
    try {
      const restored = await Promise.all(records.map((record) => this.#restored(record)));
      await this.#change((present) => new Map([...present, ...restored.map((each): [string, AppPlugin] => [each.descriptor.name, each])]), () => Promise.resolve());
    } catch (error) {
      throw serverFault('PLUGINS_NOT_RESTORED', { plugins: records.map(({ name }) => name), reason: error instanceof Error ? error.message : String(error) }, { cause: error });
    }
  }

  async install(place: string, scope: Attempt['scope']): Promise<PluginChange> {
    const plugin = await read(place);
    const { name } = plugin.descriptor;
    return this.#put(plugin, scope, (present) => {
      if (present.has(name) || this.#kernel.plugins.some((each) => each.name === name)) throw serverFault('PLUGIN_THERE', { plugin: name });
    });
  }

  async replace(place: string, scope: Attempt['scope']): Promise<PluginChange> {
    const plugin = await read(place);
    const { name } = plugin.descriptor;
    return this.#put(plugin, scope, (present) => {
      if (!present.has(name)) throw serverFault('PLUGIN_UNKNOWN', { plugin: name, known: [...present.keys()] });
    });
  }

  /** Serves another version of the configuration. What was installed stays, also in the place of what the configuration has. */
  async configure(configured: Configured): Promise<void> {
    const next = configuredPlugins(configured, this.#configured);
    await this.#change((present) => new Map([...next, ...[...present].filter(([, { place }]) => place !== null)]), () => Promise.resolve());
    this.#configured = next;
  }

  /** Where the configuration has one of that name it serves again. */
  async remove(name: string, scope: Attempt['scope']): Promise<PluginChange> {
    if (name === this.#leftOut) {
      await this.#installed.forget(name, scope);
      return { plugin: name, version: null, begun: [], ended: [], metadata: scope.version };
    }
    const change = await this.#change((present) => {
      const plugin = present.get(name);
      if (plugin === undefined) throw serverFault('PLUGIN_UNKNOWN', { plugin: name, known: [...present.keys()] });
      if (plugin.place === null) throw serverFault('PLUGIN_CONFIGURED', { plugin: name });
      const back = this.#configured.get(name);
      return new Map([...present].flatMap(([each, value]): [string, AppPlugin][] => (each !== name ? [[each, value]] : back === undefined ? [] : [[each, back]])));
    }, (version) => this.#installed.forget(name, { ...scope, version }));
    return told(name, this.#plugins.get(name)?.descriptor.version ?? null, change);
  }

  /** Resolves when what was replaced has ended: with what went wrong in that of the last change, by name. */
  settled(): Promise<readonly Fault[]> {
    return this.#settled;
  }

  /** The plugin in whose folder a line of that stack is; null where none is. What an app has installed below its folder is not its own. */
  ownerOf(stack: string): string | null {
    const lines = stack.split('\n').filter((line) => !line.includes('/node_modules/'));
    const owned = [...this.#plugins].map(([name, { source }]) => ({ name, folder: new URL('.', source.from).href }));
    const nearest = owned.filter(({ folder }) => lines.some((line) => line.includes(folder))).toSorted((a, b) => b.folder.length - a.folder.length)[0];
    return nearest?.name ?? null;
  }

  async #put(plugin: AppPlugin & { readonly place: string }, scope: Attempt['scope'], admit: (present: Plugins) => void): Promise<PluginChange> {
    const { name, version } = plugin.descriptor;
    const change = await this.#change((present) => {
      admit(present);
      return new Map([...present, [name, plugin]]);
    }, (metadata) => this.#installed.note({ name, version, place: plugin.place }, { ...scope, version: metadata }));
    return told(name, version, change);
  }

  /** `note` is the last step of the change: what it cannot write down does not come to serve. */
  async #change(next: (present: Plugins) => Plugins, note: (metadata: string) => Promise<void>): Promise<Change> {
    let planned: Plugins = this.#plugins;
    const change = await this.#kernel.replace((present) => {
      planned = next(this.#plugins);
      return this.#listOf(present, planned);
    }, {
      confirm: async (snapshot) => {
        await note(snapshot.version);
        this.#plugins = planned;
      },
    });
    this.#settled = change.settled;
    return change;
  }

  /** What does not change stays as it is and where it is; what is another version of something takes its place. */
  #listOf(present: readonly Plugin[], planned: Plugins): readonly Plugin[] {
    const fitting = fitPlugins(Array.from(planned.values(), ({ descriptor }) => descriptor));
    if (!fitting.ok) throw unfit(fitting.issues);
    const changed = (from: Plugins, to: Plugins): AppPlugin[] => [...from.values()].filter((each) => to.get(each.descriptor.name) !== each);
    const gone = new Set(changed(this.#plugins, planned).flatMap(namesOf));
    const coming = new Map<string, Plugin>();
    for (const { descriptor: { name }, source } of changed(planned, this.#plugins)) {
      const data = fitting.value.filter((each) => each.name === name).map(pluginOf);
      for (const plugin of data.concat(source.code ?? [])) coming.set(plugin.name, plugin);
    }
    const kept = present.flatMap((plugin) => (gone.has(plugin.name) ? coming.get(plugin.name) ?? [] : [plugin]));
    return kept.concat([...coming.values()].filter((plugin) => !kept.includes(plugin)));
  }

  async #restored({ name, place }: InstalledPlugin): Promise<AppPlugin> {
    const plugin = await read(place);
    if (plugin.descriptor.name !== name) throw serverFault('PLUGIN_RENAMED', { plugin: name, place, now: plugin.descriptor.name });
    return plugin;
  }
}

/** By name; one that is as it was is the very same. */
function configuredPlugins({ descriptors, sources }: Configured, known: Plugins): Plugins {
  return new Map(sources.flatMap((source, index): [string, AppPlugin][] => {
    const descriptor = descriptors[index];
    if (descriptor === undefined) return [];
    const before = known.get(descriptor.name);
    const same = before?.descriptor === descriptor && isEqualList(before.source.code ?? [], source.code ?? []);
    return [[descriptor.name, same ? before : { descriptor, source, place: null }]];
  }));
}

function isEqualList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}

async function read(place: string): Promise<AppPlugin & { readonly place: string }> {
  const source = await importPlugin(place);
  const loaded = await readPlugin(source);
  if (!loaded.ok) throw unfit(loaded.issues, basename(fileURLToPath(source.from)));
  return { descriptor: loaded.value, source, place };
}

function unfit(issues: readonly Issue[], file = ''): Fault {
  const faults = issues.filter(({ severity }) => severity === 'fault');
  return serverFault('PLUGIN_UNFIT', { faults: faults.map(({ code, message, source }) => `${code}: ${message} (${source.file || file}${source.line === undefined ? '' : `:${source.line}`})`) });
}

function namesOf({ descriptor, source }: AppPlugin): readonly string[] {
  return [descriptor.name, ...(source.code ?? []).map(({ name }) => name)];
}

function told(plugin: string, version: string | null, { begun, ended, snapshot }: Change): PluginChange {
  return { plugin, version, begun, ended, metadata: snapshot.version };
}
