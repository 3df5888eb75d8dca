import type { ContentBlock, PromptMessage, ReadResourceResult } from '@modelcontextprotocol/server';
import { Rendered } from '@objectos/kernel';
import type { JsonSchema, Reply } from '@objectos/kernel';

/** A block of an answer: text, an image, a sound, an embedded resource or a link to one. */
export type { ContentBlock };

/**
 * What an operation answers where plain data is not enough: as a tool its blocks are the result, as a prompt each is a message
 * of the user's, as a resource each is one content. Other surfaces answer it as the data that it is.
 */
export class McpContent {
  readonly blocks: readonly ContentBlock[];

  constructor(...blocks: readonly ContentBlock[]) {
    this.blocks = blocks;
  }
}

/** Output schema of an operation that answers `McpContent`: its tool then promises no structured content. */
export function mcpContentSchema(): JsonSchema {
  return contentSchema;
}

const contentSchema: JsonSchema = { type: 'object', properties: { blocks: { type: 'array', items: { type: 'object' } } }, required: ['blocks'] };

/** Is this the schema that `mcpContentSchema` gives? */
export function isContentSchema(schema: JsonSchema): boolean {
  return schema === contentSchema;
}

/** An answer as the messages of a prompt. */
export function messagesOf({ value }: Reply): PromptMessage[] {
  const blocks = value instanceof McpContent ? value.blocks : [{ type: 'text', text: textOf(value) } as const];
  return blocks.map((content) => ({ role: 'user', content }));
}

/** An answer as the contents of the resource at `uri`. */
export function contentsOf({ value }: Reply, uri: string, mimeType: string): ReadResourceResult['contents'] {
  if (!(value instanceof McpContent)) return [{ uri, mimeType, text: textOf(value) }];
  return value.blocks.map((block) => {
    if (block.type === 'resource') return block.resource;
    if (block.type === 'text') return { uri, mimeType, text: block.text };
    return 'data' in block ? { uri, mimeType: block.mimeType, blob: block.data } : { uri: block.uri, mimeType: 'text/uri-list', text: block.uri };
  });
}

/** JSON as text; what the store has rendered goes on as it is. */
export function textOf(value: unknown): string {
  return value instanceof Rendered ? value.text : JSON.stringify(value);
}
