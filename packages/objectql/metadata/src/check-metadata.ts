import { checkAgentTools } from './check-agent-tools.ts';
import { checkFlowSet } from './check-flow-set.ts';
import { checkObjectSet } from './check-object-set.ts';
import { checkRules } from './check-rules.ts';
import { Findings } from './findings.ts';
import type { Checked } from './issue.ts';
import { LoadedSet } from './loaded-set.ts';
import type { KnownMetadata } from './loaded-set.ts';
import { originOf } from './origin.ts';
import type { PluginDescriptor } from './plugin-descriptor.ts';

/**
 * Checks what is loaded together: names brought twice, references to what is not there, flows that do not fit their object,
 * permissions and agent tools that mean nothing. Answers the plugins with the objects of flows resolved and the objects of
 * permission rules by their singular names. A role may come from several plugins: its rules add up (`mergeRoles`).
 */
export function checkMetadata(plugins: readonly PluginDescriptor[], known: KnownMetadata = {}): Checked<readonly PluginDescriptor[]> {
  const loaded = new LoadedSet(plugins, known);
  const findings = new Findings(originOf({ file: 'metadata' }));
  checkObjectSet(plugins, loaded, findings);
  checkFlowSet(plugins, loaded, findings);
  for (const plugin of plugins) {
    for (const role of plugin.roles) checkRules(role, loaded, findings);
    checkAgentTools(plugin, loaded, findings);
  }
  return findings.checked(plugins.map((plugin) => resolved(plugin, loaded)));
}

/** The plugins with the names resolved that can be, whatever else is wrong with them: for further checks, never to be run. */
export function resolveMetadata(plugins: readonly PluginDescriptor[], known: KnownMetadata = {}): readonly PluginDescriptor[] {
  const loaded = new LoadedSet(plugins, known);
  return plugins.map((plugin) => resolved(plugin, loaded));
}

function resolved(plugin: PluginDescriptor, loaded: LoadedSet): PluginDescriptor {
  return {
    ...plugin,
    flows: plugin.flows.map((flow) => (flow.object === '' ? { ...flow, object: loaded.objectOfFlow(flow.name)[0] ?? '' } : flow)),
    roles: plugin.roles.map((role) => ({ ...role, rules: role.rules.map((rule) => ({ ...rule, object: loaded.objectNamed(rule.object)?.name ?? rule.object })) })),
  };
}
