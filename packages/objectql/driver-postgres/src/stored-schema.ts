import { systemFields } from '@objectql/metadata';
import type { FieldDescriptor, FieldType, ObjectDescriptor } from '@objectql/metadata';
import { MOST_NAME_BYTES, indexesOf } from './table-layout.ts';

/**
 * What the database remembers of the metadata that its tables were made from: the part that decides where and how values
 * lie, and nothing else, so that a new label, a longer maximum or one more option is no difference at all.
 */
export type StoredSchema = readonly StoredObject[];

export interface StoredObject {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly StoredField[];
  readonly indexes: readonly StoredIndex[];
}

export interface StoredIndex {
  readonly name: string;
  readonly sql: string;
}

export interface StoredField {
  readonly id: string;
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** Digits after the point, where values are stored scaled. */
  readonly scale?: number;
  /** Values of a money field are amounts of this and no other. */
  readonly currency?: string;
  /** What a lookup refers to, by its name. */
  readonly target?: string;
  /** The values that a select or multi-select may hold. */
  readonly options?: readonly string[];
}

/** Canonical: the same objects give the same text, in whatever order they come. */
export function storedSchema(objects: readonly ObjectDescriptor[], schema: string): StoredSchema {
  return objects
    .map((object) => ({
      id: object.id,
      name: object.name,
      fields: Object.entries(object.fields).map(([name, field]) => storedField(name, field)).toSorted(inOrder(({ id }) => id)),
      indexes: indexesOf(object, schema).map(({ name, sql }) => ({ name, sql })).toSorted(inOrder(({ name }) => name)),
    }))
    .toSorted(inOrder(({ id }) => id));
}

function storedField(name: string, field: FieldDescriptor): StoredField {
  return {
    id: field.id,
    name,
    type: field.type,
    required: field.required === true,
    ...(field.type === 'decimal' || field.type === 'money' ? { scale: field.scale } : {}),
    ...(field.type === 'money' ? { currency: field.currency } : {}),
    ...(field.type === 'lookup' ? { target: field.object } : {}),
    ...((field.type === 'select' || field.type === 'multiSelect') && field.options ? { options: field.options.map(({ value }) => value).toSorted() } : {}),
  };
}

function inOrder<T>(keyOf: (each: T) => string): (a: T, b: T) => number {
  return (a, b) => (keyOf(a) < keyOf(b) ? -1 : Number(keyOf(a) > keyOf(b)));
}

/** As many as SQLite reads in one row, so that what one store holds the other can hold. */
const MOST_FIELDS = 490;

const reservedTables: ReadonlySet<string> = new Set(['_head', '_journal', '_access', '_meta']);

/** Columns that every table of PostgreSQL has already. */
const reservedColumns: ReadonlySet<string> = new Set(['_tenant', 'tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** What of the metadata PostgreSQL itself cannot hold, whatever is stored. */
export function unstorable(objects: readonly ObjectDescriptor[]): readonly string[] {
  const problems: string[] = [];
  const ids = new Map<string, string>();
  for (const object of objects) {
    const names = Object.keys(object.fields);
    if (reservedTables.has(object.name)) problems.push(`Object ${object.name}: the name belongs to the store; give the object another name.`);
    if (names.length > MOST_FIELDS) problems.push(`Object ${object.name} has ${names.length} fields, and a store holds at most ${MOST_FIELDS}: split it.`);
    noteDuplicate(ids, object.id, `Object ${object.name}`, problems);
    for (const name of [object.name, ...names]) {
      if (Buffer.byteLength(name) > MOST_NAME_BYTES) problems.push(`${object.name}: the name ${name} is longer than the ${MOST_NAME_BYTES} bytes that PostgreSQL keeps; shorten it.`);
    }
    const fieldIds = new Map<string, string>();
    for (const [name, field] of Object.entries(object.fields)) {
      if (reservedColumns.has(name)) problems.push(`${object.name}: PostgreSQL has a column ${name} of its own; give the field another name.`);
      if (Object.hasOwn(systemFields, name)) problems.push(`${object.name}: ${name} is a system field; give the field another name.`);
      noteDuplicate(fieldIds, field.id, `${object.name}: field ${name}`, problems);
    }
  }
  return problems;
}

function noteDuplicate(known: Map<string, string>, id: string, subject: string, problems: string[]): void {
  const other = known.get(id);
  if (other === undefined) known.set(id, subject);
  else problems.push(`${subject} and ${other} have the same id ${id}; give one another id.`);
}
