import type { ActionDescriptor, FlowDescriptor } from './flow-descriptor.ts';
import type { ObjectDescriptor } from './object-descriptor.ts';
import type { RoleDescriptor } from './role-descriptor.ts';

/** Descriptors by kind and name; a kernel snapshot is one. */
export interface MetadataReader {
  metadata(kind: string): ReadonlyMap<string, unknown>;
}

export interface DescriptorByKind {
  readonly object: ObjectDescriptor;
  readonly flow: FlowDescriptor;
  readonly role: RoleDescriptor;
  readonly action: ActionDescriptor;
}

/** The descriptors of one built-in kind, keyed by name (actions by `object.name`). The kind's own `parse` vouches for the type. */
export function descriptorsOf<K extends keyof DescriptorByKind>(
  reader: MetadataReader,
  kind: K,
): ReadonlyMap<string, DescriptorByKind[K]> {
  return reader.metadata(kind) as ReadonlyMap<string, DescriptorByKind[K]>;
}
