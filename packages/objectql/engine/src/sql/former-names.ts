import type { ObjectDescriptor } from '@objectql/metadata';
import type { StoredSchema } from './stored-schema.ts';

/** Names that objects had before, each with the id of the last object that had it. The journal calls records by the name of their day. */
export type FormerNames = ReadonlyMap<string, string>;

/** As a store keeps them, beside its schema. */
export function formerNamesIn(text: string | null | undefined): FormerNames {
  return new Map(Object.entries(JSON.parse(text ?? '{}') as Record<string, string>));
}

/** With the names that objects lose to this migration, as text to be kept. */
export function formerNamesAfter(former: FormerNames, stored: StoredSchema, objects: readonly ObjectDescriptor[]): string {
  const now = new Map(objects.map(({ id, name }) => [id, name]));
  const lost = stored.flatMap(({ id, name }) => ((now.get(id) ?? name) === name ? [] : [[name, id] as const]));
  return JSON.stringify(Object.fromEntries([...former, ...lost]));
}

/** An object, and every name under which the journal may speak of its records. */
export interface NamedObject {
  readonly object: ObjectDescriptor | undefined;
  readonly names: readonly string[];
}

/**
 * The object that has this name, or else had it last. A former name that another object has now is not among the names: under
 * it, one object's readers would be told of the other's records.
 */
export function namedObject(name: string, objects: ReadonlyMap<string, ObjectDescriptor>, former: FormerNames): NamedObject {
  const object = objects.get(name) ?? objects.values().find(({ id }) => id === former.get(name));
  if (object === undefined) return { object, names: [name] };
  const before = former.entries().filter(([old, id]) => id === object.id && !objects.has(old)).map(([old]) => old);
  return { object, names: [object.name, ...before] };
}
