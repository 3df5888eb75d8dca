import type { MetadataReader, Source } from '@objectql/metadata';
import { createScope, subjectOf } from './operation-scope.ts';
import type { OperationScope } from './operation-scope.ts';

/**
 * Metadata of kind `agentTools`, one per plugin whose manifest has the key, named after the plugin: exactly these
 * operations of the plugin's objects can be reached over MCP. A plugin without one restricts nothing. Where two plugins
 * list an object as theirs, both lists must have the operation.
 */
export interface AgentToolsDescriptor {
  /** Operation names, such as `customer.list`. */
  readonly operations: readonly string[];
  /** Names of the objects that the plugin contributes. */
  readonly objects: readonly string[];
  readonly source?: Source;
}

/** The metadata kind under which `AgentToolsDescriptor`s stand. */
export const agentToolsKind = 'agentTools';

/** What MCP can reach; null where no plugin restricts it. */
export function agentScope(reader: MetadataReader): OperationScope | null {
  const lists = new Map<string, Set<string>[]>();
  for (const { operations, objects } of agentToolsOf(reader).values()) {
    const listed = new Set(operations);
    for (const object of objects) lists.set(object, [...(lists.get(object) ?? []), listed]);
  }
  if (lists.size === 0) return null;
  return createScope((operation) => lists.get(subjectOf(operation))?.every((listed) => listed.has(operation)) ?? true);
}

/** The kind's own `parse` vouches for the type. */
export function agentToolsOf(reader: MetadataReader): ReadonlyMap<string, AgentToolsDescriptor> {
  return reader.metadata(agentToolsKind) as ReadonlyMap<string, AgentToolsDescriptor>;
}
