import { defineFacet } from '@objectos/kernel';
import type { Snapshot } from '@objectos/kernel';
import { operationTool } from './operation-tool.ts';
import { paramHeadersIn } from './param-headers.ts';
import type { PermittedByName, Tool } from './tool.ts';
import { uniqueContributions } from './unique-contributions.ts';

/** An operation as a tool with a name of its own and the whole of its input schema, for operations that are about no object. */
export interface NamedTool {
  /** 1 to 64 of `A-Z a-z 0-9 _ . / -`. */
  readonly name: string;
  /** Its title, description and input are the tool's. Who may not use it does not see the tool. */
  readonly operation: string;
}

/** Tools that plugins name, by name, sorted. */
export const toolsFacet = defineFacet<NamedTool, ReadonlyMap<string, NamedTool>>({
  id: 'mcp.tools',
  combine: (inputs) => uniqueContributions(inputs, 'tool', ({ name }) => name),
});

/** The named tools, as far as this caller may use them. */
export function namedToolsFor(permitted: PermittedByName, snapshot: Snapshot): readonly Tool[] {
  return [...snapshot.get(toolsFacet).values()].flatMap(({ name, operation }) => {
    const found = permitted.get(operation);
    if (found === undefined) return [];
    // Its author wrote this schema for whoever calls, so it is told whole.
    const inputSchema = { ...found.input.jsonSchema(), type: 'object' } as const;
    return [{ ...operationTool(name, found, inputSchema), paramHeaders: paramHeadersIn(inputSchema) }];
  });
}
