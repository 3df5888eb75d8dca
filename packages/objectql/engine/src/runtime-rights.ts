import { FALSE, TRUE } from '@objectql/expression';
import type { Access, Rights } from '@objectql/expression';
import { systemFields } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';

/**
 * The right to read whole records of these objects and nothing else: for what the runtime itself keeps and asks for, such as
 * the principal behind a token. Never for a caller's query. Make it once, plans are kept by its identity.
 */
export function runtimeRights(objects: Iterable<ObjectDescriptor>): Rights {
  const accesses = new Map<string, Access>();
  for (const { name, fields } of objects) {
    const all = [...Object.keys(systemFields), ...Object.keys(fields)];
    accesses.set(name, { object: name, verb: 'read', rows: TRUE, fields: new Map(all.map((field) => [field, TRUE])) });
  }
  return { of: (object, verb) => (verb === 'read' ? accesses.get(object) : undefined), denied: () => FALSE, holds: () => false };
}
