import type { Findings } from './findings.ts';
import type { LoadedSet } from './loaded-set.ts';
import { suggestion } from './nearest-name.ts';
import { originOf } from './origin.ts';
import type { PluginDescriptor } from './plugin-descriptor.ts';

const operations = ['list', 'get', 'query', 'create', 'update', 'delete', 'history'] as const;

/** Tools are operations of loaded objects: `customer.list`, `expense.approve`. */
export function checkAgentTools(plugin: PluginDescriptor, loaded: LoadedSet, findings: Findings): void {
  const origin = originOf(plugin.source);
  const seen = new Set<string>();
  for (const [index, tool] of (plugin.agentTools ?? []).entries()) {
    const source = { ...origin.source(['agentTools', index]), text: tool };
    const dot = tool.indexOf('.');
    const [object, verb] = [tool.slice(0, dot), tool.slice(dot + 1)];
    if (seen.has(tool)) findings.faultAt(source, 'METADATA_DUPLICATE_NAME', `Agent tool "${tool}" is listed twice.`, 'Remove one.');
    seen.add(tool);
    if (dot > 0 && loaded.subjects.has(object)) continue;
    if (dot < 1 || loaded.object(object) === undefined) {
      const names = [...loaded.objects.keys()].filter((name) => !name.startsWith('_'));
      findings.faultAt(source, 'METADATA_REFERENCE', `Agent tool "${tool}" is no operation of a loaded object.`, suggestion(dot < 1 ? tool : object, names));
      continue;
    }
    const known = [...operations, ...loaded.verbsOf(object)];
    if (known.includes(verb)) continue;
    findings.faultAt(source, 'METADATA_REFERENCE', `Agent tool "${tool}": "${verb}" is no operation of "${object}".`, suggestion(verb, known) ?? `Known: ${known.join(', ')}.`);
  }
}
