import { descriptorsOf } from '@objectql/metadata';
import type { MetadataReader, ObjectDescriptor } from '@objectql/metadata';

/**
 * What a right can be about: an object, or something without records that other packages describe under the metadata kind
 * `subject` (the audit log). Objects that the runtime keeps for itself are neither.
 */
export interface Subject {
  readonly name: string;
  /** Null: there are no records, so rules on it have neither fields nor conditions. */
  readonly object: ObjectDescriptor | null;
}

/** Every subject by name. */
export function subjectsOf(reader: MetadataReader): ReadonlyMap<string, Subject> {
  const subjects = new Map<string, Subject>();
  for (const name of reader.metadata('subject').keys()) subjects.set(name, { name, object: null });
  for (const [name, object] of descriptorsOf(reader, 'object')) if (object.internal !== true) subjects.set(name, { name, object });
  return subjects;
}
