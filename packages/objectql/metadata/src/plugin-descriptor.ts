import type { ActionDescriptor, FlowDescriptor } from './flow-descriptor.ts';
import type { ObjectDescriptor } from './object-descriptor.ts';
import type { RoleDescriptor } from './role-descriptor.ts';
import type { Source } from './source.ts';
import type { UnreadMetadata } from './unread-metadata.ts';

/** A manifest with its imports resolved: everything that one plugin contributes as data. */
export interface PluginDescriptor {
  readonly name: string;
  readonly version: string;
  readonly objects: readonly ObjectDescriptor[];
  readonly flows: readonly FlowDescriptor[];
  readonly actions: readonly ActionDescriptor[];
  readonly roles: readonly RoleDescriptor[];
  /** Of kinds that plugins define; absent: none. */
  readonly unread?: readonly UnreadMetadata[];
  /** Pinned MCP tools, and exactly the operations of this plugin's objects that MCP reaches; absent: no restriction, no pins. */
  readonly agentTools?: readonly string[];
  readonly source: Source;
}
