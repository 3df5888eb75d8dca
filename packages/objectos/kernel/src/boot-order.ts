import { fault } from './errors.ts';
import type { Fault } from './fault.ts';
import { nearestNames } from './nearest.ts';
import type { Plugin } from './plugin.ts';
import type { Ref } from './ref.ts';

interface Provider {
  readonly plugin: Plugin;
  readonly ref: Ref<unknown>;
}

/** One need or want that another plugin meets. */
interface Edge {
  readonly service: string;
  readonly provider: Plugin;
}

/**
 * Plugins in the order in which they start: each after those whose services it needs, otherwise as listed. `faults` holds
 * every need that is not met, met twice, met in a circle or in the wrong scope; the order is sound only if it is empty.
 */
export function bootOrder(plugins: readonly Plugin[], kernelServices: ReadonlySet<string>): { readonly order: readonly Plugin[]; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [...namedTwice(plugins)];
  const providers = new Map<string, Provider>();
  for (const plugin of plugins) faults.push(...register(plugin, { providers, kernelServices }));
  const edges = new Map<Plugin, readonly Edge[]>();
  for (const plugin of plugins) {
    faults.push(...judgeNeeds(plugin, { providers, kernelServices }));
    edges.set(plugin, edgesOf(plugin, providers));
  }
  const { order, circles } = sort(plugins, edges);
  return { order, faults: [...faults, ...circles] };
}

interface Registry {
  readonly providers: Map<string, Provider>;
  readonly kernelServices: ReadonlySet<string>;
}

function* namedTwice(plugins: readonly Plugin[]): Generator<Fault> {
  const seen = new Set<string>();
  for (const { name } of plugins) {
    if (seen.has(name)) yield fault('PLUGIN_DUPLICATE', { plugin: name });
    seen.add(name);
  }
}

function* register(plugin: Plugin, { providers, kernelServices }: Registry): Generator<Fault> {
  for (const ref of Object.values(plugin.provides ?? {})) {
    const first = providers.get(ref.id);
    if (kernelServices.has(ref.id)) yield fault('SERVICE_RESERVED', { service: ref.id, plugin: plugin.name });
    else if (first !== undefined) yield fault('SERVICE_DUPLICATE', { service: ref.id, first: first.plugin.name, second: plugin.name });
    else providers.set(ref.id, { plugin, ref });
    if (plugin.setup === undefined) yield fault('PLUGIN_NO_SETUP', { plugin: plugin.name, service: ref.id });
  }
}

function* judgeNeeds(plugin: Plugin, { providers, kernelServices }: Registry): Generator<Fault> {
  const providesToProcess = Object.values(plugin.provides ?? {}).some(({ scope }) => scope === 'process');
  const needs = Object.values(plugin.needs ?? {});
  for (const { id, scope } of [...needs, ...Object.values(plugin.wants ?? {})]) {
    const found = providers.get(id);
    const missing = found === undefined && !kernelServices.has(id) && needs.some((need) => need.id === id);
    if (missing) yield fault('SERVICE_MISSING', { plugin: plugin.name, service: id, nearest: nearestNames(id, providers.keys())[0] });
    if (found === undefined) continue;
    const { plugin: provider, ref } = found;
    if (ref.scope !== scope) {
      yield fault('SERVICE_SCOPE_DIFFERS', { service: id, plugin: plugin.name, scope, provider: provider.name, provided: ref.scope });
    } else if (scope === 'tenant' && providesToProcess) {
      yield fault('SERVICE_SCOPE', { plugin: plugin.name, service: id, provider: provider.name });
    }
  }
}

function edgesOf(plugin: Plugin, providers: ReadonlyMap<string, Provider>): Edge[] {
  const edges: Edge[] = [];
  for (const { id } of [...Object.values(plugin.needs ?? {}), ...Object.values(plugin.wants ?? {})]) {
    const found = providers.get(id);
    if (found !== undefined) edges.push({ service: id, provider: found.plugin });
  }
  return edges;
}

/** Depth first, in list order: a plugin is placed after everything it rests on. Each circle is told once, where it closes. */
function sort(plugins: readonly Plugin[], edges: ReadonlyMap<Plugin, readonly Edge[]>): { order: Plugin[]; circles: Fault[] } {
  const order: Plugin[] = [];
  const circles: Fault[] = [];
  const placed = new Set<Plugin>();
  const path: { plugin: Plugin; service: string }[] = [];
  const place = (plugin: Plugin): void => {
    if (placed.has(plugin)) return;
    for (const { service, provider } of edges.get(plugin) ?? []) {
      path.push({ plugin, service });
      const start = path.findIndex((step) => step.plugin === provider);
      if (start >= 0) circles.push(circle(path.slice(start), provider));
      else place(provider);
      path.pop();
    }
    placed.add(plugin);
    order.push(plugin);
  };
  for (const plugin of plugins) place(plugin);
  return { order, circles };
}

function circle(steps: readonly { plugin: Plugin; service: string }[], end: Plugin): Fault {
  return fault('SERVICE_CIRCULAR', { path: [...steps.map(({ plugin, service }) => `"${plugin.name}" needs ${service}`), `"${end.name}"`] });
}
