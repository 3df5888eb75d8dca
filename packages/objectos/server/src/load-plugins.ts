import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditSubject } from '@objectos/journal';
import { permissionsSubject } from '@objectos/policy';
import { auditNoteObject, effectObject, notificationObject } from '@objectos/flow';
import { delegationObject, principalObject } from '@objectos/identity';
import { checkMetadata, loadManifest, resolveMetadata } from '@objectql/metadata';
import type { Checked, Issue, ObjectDescriptor, PluginDescriptor } from '@objectql/metadata';
import type { PluginSource } from './app-config.ts';
import { importerFrom } from './import-metadata.ts';

/** Objects that the runtime itself brings, so that manifests may refer to them. */
export const runtimeObjects: readonly ObjectDescriptor[] = [principalObject, delegationObject, effectObject, notificationObject, auditNoteObject];

/** What the runtime itself brings, so that manifests may refer to it. */
const runtime = { objects: runtimeObjects, subjects: [auditSubject, permissionsSubject] };

/** Loads manifests with all that they import, and checks them together; every fault of all of them is in the answer. */
export async function loadPlugins(sources: readonly PluginSource[]): Promise<Checked<readonly PluginDescriptor[]>> {
  const { ok, issues, plugins } = await reviewPlugins(sources);
  return ok ? { ok, value: plugins, issues } : { ok, issues };
}

/** One manifest with all that it imports, by itself. */
export function readPlugin({ manifest, from }: PluginSource): Promise<Checked<PluginDescriptor>> {
  return loadManifest(manifest, { source: { file: basename(fileURLToPath(from)) }, import: importerFrom(from) });
}

/** Whether manifests that were read fit each other and what the runtime brings. */
export function fitPlugins(plugins: readonly PluginDescriptor[]): Checked<readonly PluginDescriptor[]> {
  return checkMetadata(plugins, runtime);
}

/** Manifests as far as they can be read, for further checks. */
export interface ReviewedPlugins {
  /** Nothing is wrong: they may be run. */
  readonly ok: boolean;
  /** All of the manifests could be read, whether or not their names refer to what is there. */
  readonly complete: boolean;
  readonly plugins: readonly PluginDescriptor[];
  readonly issues: readonly Issue[];
}

export async function reviewPlugins(sources: readonly PluginSource[]): Promise<ReviewedPlugins> {
  const loaded = await Promise.all(sources.map(readPlugin));
  const read = loaded.map((each) => (each.ok ? each.value : each.partial)).filter((each) => each !== undefined);
  const complete = read.length === sources.length;
  const checked = checkMetadata(read, runtime);
  const plugins = checked.ok ? checked.value : resolveMetadata(read, runtime);
  return { ok: checked.ok && loaded.every(({ ok }) => ok), complete, plugins, issues: [...loaded.flatMap((each) => each.issues), ...checked.issues] };
}
