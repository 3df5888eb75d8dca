import { systemFields } from '@objectql/metadata';
import type { FieldDescriptor, FieldType, ObjectDescriptor } from '@objectql/metadata';
import type { SqliteTraits } from './connection.ts';
import { indexesOf } from './table-layout.ts';

/**
 * What the store remembers of the metadata that its tables were made from: the part that decides where and how values
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
export function storedSchema(objects: readonly ObjectDescriptor[]): StoredSchema {
  return objects.map(storedObject).toSorted(byId);
}

function storedObject(object: ObjectDescriptor): StoredObject {
  return {
    id: object.id,
    name: object.name,
    fields: Object.entries(object.fields).map(([name, field]) => storedField(name, field)).toSorted(byId),
    indexes: indexesOf(object).map(({ name, sql }) => ({ name, sql })).toSorted(byName),
  };
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

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

function byName(a: StoredIndex, b: StoredIndex): number {
  return a.name < b.name ? -1 : 1;
}

/**
 * What of the metadata SQLite itself cannot hold, whatever is stored: names that differ in case only (its identifiers fold
 * ASCII letters), ids used twice, names of its own, too many fields.
 */
export function unstorable(objects: readonly ObjectDescriptor[], most: SqliteTraits['fields']): readonly string[] {
  const problems: string[] = [];
  const tables = new Map<string, string>();
  const ids = new Map<string, string>();
  for (const object of objects) {
    const folded = object.name.toLowerCase();
    if (reservedTables.has(folded) || folded.startsWith('sqlite_')) problems.push(`Object ${object.name}: the name belongs to the store; give the object another name.`);
    noteDuplicate(tables, folded, { what: 'Object', name: object.name, why: 'differ in case only; rename one' }, problems);
    noteDuplicate(ids, object.id, { what: 'Object', name: object.name, why: `have the same id ${object.id}; give one another id` }, problems);
    const { length } = Object.keys(object.fields);
    if (length > most) problems.push(`Object ${object.name} has ${length} fields, and the store reads at most ${most} in one row: split it.`);
    const columns = new Map<string, string>(Object.keys(systemFields).map((name) => [name.toLowerCase(), name]));
    const fieldIds = new Map<string, string>();
    for (const [name, field] of Object.entries(object.fields)) {
      noteDuplicate(columns, name.toLowerCase(), { what: `${object.name}: field`, name, why: 'differ in case only; rename one' }, problems);
      noteDuplicate(fieldIds, field.id, { what: `${object.name}: field`, name, why: `have the same id ${field.id}; give one another id` }, problems);
    }
  }
  return problems;
}

const reservedTables: ReadonlySet<string> = new Set(['_journal', '_access', '_meta']);

function noteDuplicate(
  known: Map<string, string>,
  key: string,
  subject: { readonly what: string; readonly name: string; readonly why: string },
  problems: string[],
): void {
  const other = known.get(key);
  if (other === undefined) known.set(key, subject.name);
  else problems.push(`${subject.what} ${subject.name} and ${other} ${subject.why}.`);
}
