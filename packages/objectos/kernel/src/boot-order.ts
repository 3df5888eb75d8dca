import { fault } from './errors.ts';
import type { Fault } from './fault.ts';
import { nearestNames } from './nearest.ts';
import type { Plugin, Refs } from './plugin.ts';

/** Plugins by the id of a service that they provide. */
type Providers = ReadonlyMap<string, Plugin>;

/**
 * Plugins in the order in which they start: each after those whose services it needs, otherwise as listed. `faults` holds
 * every need that is not met, met twice or met in a circle; the order is sound only if it is empty.
 */
export function bootOrder(plugins: readonly Plugin[], kernelServices: ReadonlySet<string>): { readonly order: readonly Plugin[]; readonly faults: readonly Fault[] } {
  const seen = new Set<string>();
  const providers = new Map<string, Plugin>();
  const faults: Fault[] = [];
  for (const plugin of plugins) {
    const { name } = plugin;
    if (seen.has(name)) faults.push(fault('PLUGIN_DUPLICATE', { plugin: name }));
    seen.add(name);
    for (const service of idsOf(plugin.provides)) {
      const first = providers.get(service);
      if (kernelServices.has(service)) faults.push(fault('SERVICE_RESERVED', { service, plugin: name }));
      else if (first !== undefined) faults.push(fault('SERVICE_DUPLICATE', { service, first: first.name, second: name }));
      else providers.set(service, plugin);
      if (plugin.setup === undefined) faults.push(fault('PLUGIN_NO_SETUP', { plugin: name, service }));
    }
  }
  for (const { name, needs } of plugins) {
    const missing = idsOf(needs).filter((service) => !providers.has(service) && !kernelServices.has(service));
    faults.push(...missing.map((service) => fault('SERVICE_MISSING', { plugin: name, service, nearest: nearestNames(service, providers.keys())[0] })));
  }
  const { order, circles } = sort(plugins, providers);
  return { order, faults: [...faults, ...circles] };
}

/** Ids of the services that a plugin needs or wants. */
export function takenBy({ needs, wants }: Plugin): readonly string[] {
  return [...idsOf(needs), ...idsOf(wants)];
}

export function idsOf(refs: Refs = {}): readonly string[] {
  return Object.values(refs).map(({ id }) => id);
}

/** Depth first, in list order: a plugin is placed after everything it rests on. Each circle is told once, where it closes. */
function sort(plugins: readonly Plugin[], providers: Providers): { order: Plugin[]; circles: Fault[] } {
  const circles: Fault[] = [];
  const placed = new Set<Plugin>();
  const path: { plugin: Plugin; service: string }[] = [];
  const place = (plugin: Plugin): void => {
    if (placed.has(plugin)) return;
    for (const service of takenBy(plugin)) {
      const provider = providers.get(service);
      if (provider === undefined) continue;
      path.push({ plugin, service });
      const start = path.findIndex((step) => step.plugin === provider);
      if (start >= 0) circles.push(circle(path.slice(start), provider));
      else place(provider);
      path.pop();
    }
    placed.add(plugin);
  };
  for (const plugin of plugins) place(plugin);
  return { order: [...placed], circles };
}

function circle(steps: readonly { plugin: Plugin; service: string }[], end: Plugin): Fault {
  return fault('SERVICE_CIRCULAR', { path: [...steps.map(({ plugin, service }) => `"${plugin.name}" needs ${service}`), `"${end.name}"`] });
}
