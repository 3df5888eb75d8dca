import { descriptorsOf, systemFields } from '@objectql/metadata';
import type { MetadataReader } from '@objectql/metadata';
import type { Subject } from './subject.ts';

/** Names of the fields that every record has and only the runtime writes. */
export const systemFieldNames: readonly string[] = Object.keys(systemFields);

/** What a caller may at most read or give of an object, before any rule is asked. */
export interface ObjectFields {
  readonly all: readonly string[];
  /** Not read-only, not numbered by the store, not the state of a flow. */
  readonly writable: readonly string[];
  /** What the system principal may give besides: read-only fields. */
  readonly systemWritable: readonly string[];
}

/** The fields of each subject by name, none where it has no records. The state field of a flow is in neither list of writable ones: the flow alone writes it. */
export function fieldsBySubject(reader: MetadataReader): (subject: Subject) => ObjectFields {
  const states = new Set<string>();
  for (const { object, field } of descriptorsOf(reader, 'flow').values()) states.add(`${object}.${field}`);
  const kept = new Map<Subject, ObjectFields>();
  return (subject) => {
    let fields = kept.get(subject);
    if (fields === undefined) kept.set(subject, (fields = fieldsOf(subject, states)));
    return fields;
  };
}

function fieldsOf({ name: object, object: descriptor }: Subject, states: ReadonlySet<string>): ObjectFields {
  const fields = descriptor?.fields ?? {};
  const all = Object.keys(fields);
  const systemWritable = all.filter((name) => fields[name]?.type !== 'autonumber' && !states.has(`${object}.${name}`));
  return { all, systemWritable, writable: systemWritable.filter((name) => fields[name]?.readOnly !== true) };
}
