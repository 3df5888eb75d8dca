import { definePlugin, metadataFacet } from '@objectos/kernel';
import type { MetadataEntry, Plugin } from '@objectos/kernel';
import type { PluginDescriptor } from '@objectql/metadata';
import { readByKind } from './read-by-kind.ts';

const dataPlugins = new WeakMap<PluginDescriptor, Plugin>();

/** A loaded manifest as a kernel plugin: nothing but data, and of the same manifest the same value. */
export function pluginOf(descriptor: PluginDescriptor): Plugin {
  const plugin = dataPlugins.get(descriptor) ?? dataPluginOf(descriptor);
  dataPlugins.set(descriptor, plugin);
  return plugin;
}

function dataPluginOf({ name, version, objects, flows, actions, roles, agentTools, unread = [], source }: PluginDescriptor): Plugin {
  const entries: MetadataEntry[] = [
    ...objects.map((descriptor) => ({ kind: 'object', name: descriptor.name, descriptor })),
    ...flows.map((descriptor) => ({ kind: 'flow', name: descriptor.name, descriptor })),
    ...actions.map((descriptor) => ({ kind: 'action', name: `${descriptor.object}.${descriptor.name}`, descriptor })),
    ...roles.map((descriptor) => ({ kind: 'role', name: descriptor.name, descriptor })),
  ];
  if (agentTools !== undefined) {
    entries.push({ kind: 'agentTools', name, descriptor: { operations: agentTools, objects: objects.map((object) => object.name), source } });
  }
  return definePlugin({ name, version, contributes: [metadataFacet.of(...entries), ...(unread.length === 0 ? [] : [metadataFacet.from((snapshot) => readByKind(unread, snapshot))])] });
}
