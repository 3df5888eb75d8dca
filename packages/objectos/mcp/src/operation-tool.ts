import { descriptionOf } from '@objectos/kernel';
import type { AnyOperation, JsonSchema, Permitted } from '@objectos/kernel';
import { isContentSchema } from './content.ts';
import type { Tool, ToolDefinition } from './tool.ts';

/** One operation as a tool: its own description, and nothing between it and the kernel. `inputSchema` is what of its input the model is told. */
export function operationTool(name: string, { operation, granted }: Permitted, inputSchema: ToolDefinition['inputSchema']): Tool {
  const definition: ToolDefinition = {
    name,
    title: operation.title,
    description: descriptionOf(operation, granted),
    inputSchema,
    ...outputOf(operation, granted),
    annotations: {
      readOnlyHint: operation.effect === 'read',
      destructiveHint: operation.effect === 'destructive',
      idempotentHint: operation.idempotent,
      openWorldHint: false,
    },
  };
  return { definition, target: (given) => ({ operation: operation.name, input: given }) };
}

const recordOutput = { type: 'object', properties: { id: { type: 'string' } } } as const;
const listOutput = { type: 'object', properties: { records: { type: 'array', items: { type: 'object' } }, nextCursor: { type: ['string', 'null'] } }, required: ['records'] } as const;

/** Of records only the outline: describe_object tells the fields. An operation that answers blocks promises no structure. */
function outputOf(operation: AnyOperation, granted: unknown): Pick<ToolDefinition, 'outputSchema'> {
  if (operation.target === 'record') return { outputSchema: recordOutput };
  if (operation.target === 'collection') return { outputSchema: operation.effect === 'read' ? listOutput : recordOutput };
  const schema = operation.output(granted);
  return isContentSchema(schema) ? {} : { outputSchema: compact(schema) };
}

/** Keywords that help a model to fill in arguments; the rest (patterns, lengths, titles) only costs context, and the kernel checks it anyway. */
const helpful: ReadonlySet<string> = new Set(['type', 'enum', 'required', 'properties', 'items', 'minimum', 'maximum', 'format']);

/** A schema that was made from an object's fields, as short as a model can use it. */
export function compact(schema: JsonSchema): ToolDefinition['inputSchema'] {
  return { ...(pruned(schema) as JsonSchema), type: 'object' };
}

function pruned(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (!helpful.has(key)) continue;
    if (key === 'properties') {
      const members = Object.entries(value as JsonSchema).filter(([, each]) => isClosed(schema) || saysAnything(each));
      if (members.length > 0) kept[key] = Object.fromEntries(members.map(([name, each]) => [name, pruned(each)]));
    } else kept[key] = key === 'items' ? pruned(value) : value;
  }
  return kept;
}

function isClosed(schema: object): boolean {
  return 'additionalProperties' in schema && schema.additionalProperties === false;
}

/** Names alone, such as those that a filter may use, are what `describe_object` tells. */
function saysAnything(member: unknown): boolean {
  return typeof member !== 'object' || member === null || Object.keys(member).length > 0;
}
