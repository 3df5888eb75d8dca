import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditSubject } from '@objectos/journal';
import { definePlugin, metadataFacet } from '@objectos/kernel';
import type { MetadataEntry, Plugin } from '@objectos/kernel';
import { auditNoteObject, effectObject, notificationObject } from '@objectos/flow';
import { delegationObject, principalObject } from '@objectos/identity';
import { checkMetadata, loadManifest } from '@objectql/metadata';
import type { Checked, Issue, ObjectDescriptor, PluginDescriptor } from '@objectql/metadata';
import type { PluginSource } from './app-config.ts';
import { importerFrom } from './import-metadata.ts';

/** Objects that the runtime itself brings, so that manifests may refer to them. */
export const runtimeObjects: readonly ObjectDescriptor[] = [principalObject, delegationObject, effectObject, notificationObject, auditNoteObject];

/** Loads manifests with all that they import, and checks them together; every fault of all of them is in the answer. */
export async function loadPlugins(sources: readonly PluginSource[]): Promise<Checked<readonly PluginDescriptor[]>> {
  const loaded = await Promise.all(sources.map(({ manifest, from }) => loadManifest(manifest, { source: { file: basename(fileURLToPath(from)) }, import: importerFrom(from) })));
  const issues: Issue[] = loaded.flatMap((each) => each.issues);
  const plugins = loaded.flatMap((each) => (each.ok ? [each.value] : []));
  const checked = checkMetadata(plugins, { objects: runtimeObjects, subjects: [auditSubject.name] });
  const all = [...issues, ...checked.issues];
  return plugins.length === sources.length && checked.ok ? { ok: true, value: checked.value, issues: all } : { ok: false, issues: all };
}

/** A loaded manifest as a kernel plugin: nothing but data. */
export function pluginOf({ name, version, objects, flows, actions, roles, agentTools, source }: PluginDescriptor): Plugin {
  const entries: MetadataEntry[] = [
    ...objects.map((descriptor) => ({ kind: 'object', name: descriptor.name, descriptor })),
    ...flows.map((descriptor) => ({ kind: 'flow', name: descriptor.name, descriptor })),
    ...actions.map((descriptor) => ({ kind: 'action', name: `${descriptor.object}.${descriptor.name}`, descriptor })),
    ...roles.map((descriptor) => ({ kind: 'role', name: descriptor.name, descriptor })),
  ];
  if (agentTools !== undefined) {
    entries.push({ kind: 'agentTools', name, descriptor: { operations: agentTools, objects: objects.map((object) => object.name), source } });
  }
  return definePlugin({ name, version, contributes: [metadataFacet.of(...entries)] });
}
