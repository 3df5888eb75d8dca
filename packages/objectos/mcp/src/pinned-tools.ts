import type { Snapshot } from '@objectos/kernel';
import { compact, operationTool } from './operation-tool.ts';
import type { PermittedByName, Tool } from './tool.ts';

/** What a plugin's `agentTools` becomes in the snapshot: metadata of kind `agentTools`, keyed by plugin. */
interface AgentTools {
  readonly operations: readonly string[];
}

/** The tools that plugins pin, as far as this caller may use them: named operations with their own input schema. */
export function pinnedToolsFor(permitted: PermittedByName, snapshot: Snapshot): readonly Tool[] {
  const tools: Tool[] = [];
  for (const { operations } of snapshot.metadata('agentTools').values() as Iterable<AgentTools>) {
    for (const name of operations) {
      const found = permitted.get(name);
      if (found !== undefined) tools.push(operationTool(name, found, compact(found.input.jsonSchema())));
    }
  }
  return tools;
}
