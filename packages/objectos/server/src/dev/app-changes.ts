import type { Plugin } from '@objectos/kernel';
import { canonicalJson, differenceOf } from '@objectql/metadata';
import type { ObjectDescriptor, PluginDescriptor } from '@objectql/metadata';

/** What an app is made of, once its files are read. */
export interface AppContent {
  readonly plugins: readonly PluginDescriptor[];
  readonly code: readonly Plugin[];
}

/** What differs, in the words of whoever wrote it: `+ field expense.cost_center`, `~ flow ExpenseApproval`, `- role buyer`. */
export function changesOf(before: AppContent, after: AppContent): readonly string[] {
  return [
    ...objectChanges(objectsOf(before), objectsOf(after)),
    ...['flow', 'action', 'role'].flatMap((kind) => Array.from(partChanges(kind, partsOf(before, kind), partsOf(after, kind)))),
    ...partChanges('plugin', plainPlugins(before), plainPlugins(after)),
    ...partChanges('code', codeOf(before), codeOf(after), (one, other) => one === other),
  ];
}

function objectsOf({ plugins }: AppContent): ReadonlyMap<string, ObjectDescriptor> {
  return new Map(plugins.flatMap(({ objects }) => objects).map((object) => [object.id, object]));
}

/** By ids, as stores tell objects and fields: another name is a rename. */
function* objectChanges(before: ReadonlyMap<string, ObjectDescriptor>, after: ReadonlyMap<string, ObjectDescriptor>): Generator<string> {
  for (const [id, { name }] of before) if (!after.has(id)) yield `- object ${name}`;
  for (const [id, object] of after) {
    const known = before.get(id);
    if (known === undefined) yield `+ object ${object.name}`;
    else yield* partsOfObject(known, object);
  }
}

function* partsOfObject(before: ObjectDescriptor, after: ObjectDescriptor): Generator<string> {
  const { fields: old, ...rest } = before;
  const { fields: now, ...others } = after;
  if (before.name !== after.name) yield `~ object ${before.name} is now ${after.name}`;
  else if (!same(rest, others)) yield `~ object ${after.name}`;
  const known = new Map(Object.entries(old).map(([name, field]) => [field.id, { name, field }]));
  const kept = new Set(Object.values(now).map(({ id }) => id));
  for (const [id, { name }] of known) if (!kept.has(id)) yield `- field ${after.name}.${name}`;
  for (const [name, field] of Object.entries(now)) {
    const was = known.get(field.id);
    if (was === undefined) yield `+ field ${after.name}.${name}`;
    else if (was.name !== name) yield `~ field ${after.name}.${was.name} is now ${name}`;
    else if (!same(was.field, field)) yield `~ field ${after.name}.${name}`;
  }
}

function partsOf({ plugins }: AppContent, kind: string): ReadonlyMap<string, unknown> {
  return new Map(plugins.flatMap(({ flows, actions, roles }): [string, unknown][] => {
    if (kind === 'flow') return flows.map((flow) => [flow.name, flow]);
    if (kind === 'action') return actions.map((action) => [`${action.object}.${action.name}`, action]);
    return roles.map((role) => [role.name, role]);
  }));
}

/** What a plugin says of itself. */
function plainPlugins({ plugins }: AppContent): ReadonlyMap<string, unknown> {
  return new Map(plugins.map(({ name, version, agentTools }) => [name, { version, agentTools: agentTools ?? null }]));
}

function codeOf({ code }: AppContent): ReadonlyMap<string, unknown> {
  return new Map(code.map((plugin) => [plugin.name, plugin]));
}

function* partChanges(kind: string, before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>, equal = same): Generator<string> {
  for (const name of before.keys()) if (!after.has(name)) yield `- ${kind} ${name}`;
  for (const [name, part] of after) {
    if (!before.has(name)) yield `+ ${kind} ${name}`;
    else if (!equal(before.get(name), part)) yield `~ ${kind} ${name}`;
  }
}

/** Where it was written does not count. */
function same(one: unknown, other: unknown): boolean {
  return differenceOf(one, other).length === 0;
}

/** The descriptors of `after`, those that say the same as before being the very same: whatever was compiled of them stays. */
export function shared(before: readonly PluginDescriptor[], after: readonly PluginDescriptor[]): readonly PluginDescriptor[] {
  const known = new Map<string, unknown>();
  for (const plugin of before) for (const part of [plugin, ...plugin.objects, ...plugin.flows, ...plugin.actions, ...plugin.roles]) known.set(textOf(part), part);
  const keep = <T>(part: T): T => (known.get(textOf(part)) as T | undefined) ?? part;
  return after.map((plugin) => {
    const kept = keep(plugin);
    return kept === plugin ? { ...plugin, objects: plugin.objects.map(keep), flows: plugin.flows.map(keep), actions: plugin.actions.map(keep), roles: plugin.roles.map(keep) } : kept;
  });
}

function textOf(part: unknown): string {
  return canonicalJson(part);
}
