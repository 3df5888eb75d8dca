import { descriptionOf } from '@objectos/kernel';
import type { JsonSchema, Permitted, Snapshot } from '@objectos/kernel';
import type { PermittedByName, Tool, ToolDefinition } from './tool.ts';

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
      if (found !== undefined) tools.push({ definition: definitionOf(found), target: (input) => ({ operation: name, input }) });
    }
  }
  return tools;
}

const recordOutput = { type: 'object', properties: { id: { type: 'string' } } } as const;
const listOutput = { type: 'object', properties: { records: { type: 'array', items: { type: 'object' } }, nextCursor: { type: ['string', 'null'] } }, required: ['records'] } as const;

function definitionOf({ operation, granted, input }: Permitted): ToolDefinition {
  return {
    name: operation.name,
    title: operation.title,
    description: descriptionOf(operation, granted),
    inputSchema: compact(input.jsonSchema()),
    outputSchema: operation.target === 'collection' && operation.effect === 'read' ? listOutput : recordOutput,
    annotations: {
      readOnlyHint: operation.effect === 'read',
      destructiveHint: operation.effect === 'destructive',
      idempotentHint: operation.idempotent,
      openWorldHint: false,
    },
  };
}

/** Keywords that help a model to fill in arguments; the rest (patterns, lengths, titles) only costs context, and the kernel checks it anyway. */
const helpful: ReadonlySet<string> = new Set(['type', 'enum', 'required', 'properties', 'items', 'minimum', 'maximum', 'format']);

function compact(schema: JsonSchema): ToolDefinition['inputSchema'] {
  return { ...(pruned(schema) as JsonSchema), type: 'object' };
}

function pruned(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (!helpful.has(key)) continue;
    if (key === 'properties') kept[key] = Object.fromEntries(Object.entries(value as JsonSchema).map(([name, each]) => [name, pruned(each)]));
    else kept[key] = key === 'items' ? pruned(value) : value;
  }
  return kept;
}
