import { defineFacet } from '@objectos/kernel';
import type { Contribution } from '@objectos/kernel';
import type { Completes } from './completes.ts';
import { mcpFault } from './errors.ts';
import { uniqueContributions } from './unique-contributions.ts';

/** Something that clients read at a URI: what an operation answers. */
export interface Resource {
  /** `handbook://chapters/{number}`: with variables it is a template, and they are the operation's input. */
  readonly uri: string;
  /** What programs know it by. */
  readonly name: string;
  /** What people read. */
  readonly title: string;
  /** What it holds, for people and models. */
  readonly description: string;
  /** `application/json` where absent. */
  readonly mimeType?: string;
  /** A read. Who may not use it does not see the resource. */
  readonly operation: string;
  /** Objects on whose records it rests: who has subscribed to it hears of it when they change. */
  readonly follows?: readonly string[];
  /** Where the values of its variables come from. */
  readonly completes?: Readonly<Record<string, Completes>>;
}

/** URIs of this scheme are the house's own: records and schemas. */
export const ownScheme = 'objectos:';

/** Resources that plugins bring, by URI, sorted. */
export const resourcesFacet = defineFacet<Resource, ReadonlyMap<string, Resource>>({
  id: 'mcp.resources',
  combine(inputs) {
    for (const input of inputs) requireOwnUri(input);
    return uniqueContributions(inputs, 'resource', ({ uri }) => uri);
  },
});

function requireOwnUri({ plugin, value: { uri } }: Contribution<Resource>): void {
  if (uri.startsWith(ownScheme)) throw mcpFault('MCP_URI_RESERVED', { plugin, uri });
}
