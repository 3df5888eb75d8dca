import * as z from 'zod';
import { Findings } from './findings.ts';
import type { Checked } from './issue.ts';
import { resolveEntry } from './manifest-import.ts';
import type { ImportedMetadata } from './manifest-import.ts';
import { mergeRoles } from './merge-roles.ts';
import type { DescriptorByKind } from './metadata-reader.ts';
import { originOf } from './origin.ts';
import type { Origin } from './origin.ts';
import { checkRoleName, parseRules } from './parse-role.ts';
import type { Kind } from './parse-text.ts';
import type { PluginDescriptor } from './plugin-descriptor.ts';
import type { RoleDescriptor } from './role-descriptor.ts';
import { checkShape, describe, phrase } from './shape.ts';
import type { Source } from './source.ts';
import { unreadMetadata } from './unread-metadata.ts';

export interface ManifestOptions {
  /** Where the manifest was written; a whole document's origin gives its issues lines. */
  readonly source: Source | Origin;
  /** Brings what a specifier names: a package's entry point, or a path beside the manifest. Rejects where there is none. */
  import(this: void, specifier: string): Promise<ImportedMetadata>;
}

const entries = z.array(z.unknown()).optional();
/** A manifest as written; its entries are read one by one. */
export const manifestShape = z.strictObject({
  name: phrase.regex(/^[@a-z0-9][@a-z0-9/._-]*$/u, { error: 'a name of lower-case letters, digits, "-", ".", "_", "/" and "@"' }).describe('Names the plugin, as a package is named.'),
  version: phrase.regex(/^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/u, { error: 'a version such as 1.0.0' }).describe('Of the plugin: 1.0.0.'),
  description: phrase.optional().describe('What the plugin brings.'),
  objects: entries.describe('Objects, or imports of them: { "import": "./objects/note.json" }.'),
  flows: entries.describe('Flows, or imports of them: { "import": "./flows/expense-approval.flow.yml" }.'),
  actions: entries.describe('Actions, or imports of them.'),
  roles: entries.describe('Roles, or imports of them.'),
  permissions: z.record(z.string(), z.unknown()).optional().describe('Roles in short: a name and its rules, such as "read:customers".'),
  metadata: z.record(z.string(), z.array(z.unknown())).optional().describe('Metadata of kinds that plugins define, or imports of it, by kind: { "report": [{ "import": "./sales.report.yml" }] }.'),
  agentTools: z.array(z.string()).optional().describe('Operations that are MCP tools of their own, and all of this plugin that MCP reaches.'),
});
type Written = z.output<typeof manifestShape>;

/**
 * Reads a plugin's manifest and everything that it imports, and collects every fault of all of them. Whether the parts fit
 * each other and other plugins is `checkMetadata`'s question.
 */
export async function loadManifest(manifest: unknown, options: ManifestOptions): Promise<Checked<PluginDescriptor>> {
  const findings = new Findings(originOf(options.source));
  const written = checkShape(manifestShape, manifest, findings);
  if (written === undefined) return findings.checked<PluginDescriptor>(undefined);
  const load = async <K extends Kind>(kind: K, list: readonly unknown[] = [], key = `${kind}s`): Promise<DescriptorByKind[K][]> => {
    const checked = await Promise.all(list.map((entry, index) => resolveEntry(entry, kind, { import: options.import, origin: findings.at(key, index) })));
    for (const { issues } of checked) findings.add(issues);
    return checked.flatMap((each) => (each.ok ? each.value : each.partial) ?? []);
  };
  const [objects, flows, actions, roles] = [await load('object', written.objects), await load('flow', written.flows), await load('action', written.actions), await load('role', written.roles)];
  for (const { internal, source = findings.source(), ...object } of objects) {
    if (internal === true) findings.faultAt(source, 'METADATA_NAME', `Object "${object.name}" is internal, which only the runtime's own objects are.`);
  }
  const { name, version, agentTools, metadata } = written;
  const unread = metadata === undefined ? {} : { unread: await unreadMetadata(metadata, options.import, findings) };
  const plugin = { ...unread, name, version, objects, flows, actions, roles: rolesOf(written, roles, findings), source: findings.source() };
  return findings.checked<PluginDescriptor>(agentTools === undefined ? plugin : { ...plugin, agentTools });
}

/** `permissions` says roles in short; with `roles`, each name once. */
function rolesOf({ permissions = {} }: Written, described: readonly RoleDescriptor[], findings: Findings): RoleDescriptor[] {
  const byName = new Map<string, RoleDescriptor>();
  const add = (role: RoleDescriptor): void => {
    const first = byName.get(role.name);
    byName.set(role.name, first === undefined ? role : mergeRoles(first, role));
  };
  for (const role of described) add(role);
  for (const [name, rules] of Object.entries(permissions)) {
    const part = findings.at('permissions', name);
    checkRoleName(name, part);
    if (Array.isArray(rules)) add({ kind: 'role', id: name, name, rules: parseRules(rules, part), source: part.source() });
    else part.fault('METADATA_SHAPE', `Expected a list of permissions, found ${describe(rules)}.`, { hint: 'Write a list such as ["read:customers"].' });
  }
  return [...byName.values()];
}
