import type { Json, ObjectDescriptor, Row } from '@objectql/metadata';

/** What the descriptors ask of every unit that touches one object. Compiled once per store. */
export interface ObjectRules {
  readonly name: string;
  readonly object: ObjectDescriptor;
  readonly internal: boolean;
  readonly lookups: readonly LookupRule[];
  readonly uniques: readonly UniqueRule[];
  readonly autonumbers: readonly AutonumberRule[];
  /** The lookups of all objects that lead here: what keeps a record from being deleted. */
  readonly referrers: readonly { readonly object: string; readonly field: string }[];
}

export interface LookupRule {
  readonly field: string;
  /** Null where the target object is not loaded: then only null can be stored. */
  readonly target: string | null;
}

export interface UniqueRule {
  readonly fields: readonly string[];
  /** The row's values as one text, or null where one of them is null: null is never a duplicate. */
  keyOf(row: Row): string | null;
}

export interface AutonumberRule {
  readonly field: string;
  /** Id of its row among the counters: the field's own stable id, so a renamed field counts on. */
  readonly counter: string;
  readonly format: (number: number) => string;
}

export function compileRules(objects: Iterable<ObjectDescriptor>): ReadonlyMap<string, ObjectRules> {
  const all = [...objects];
  const names = new Set(all.map(({ name }) => name));
  const referrers = Map.groupBy(all.flatMap(lookupsFrom), ({ target }) => target);
  return new Map(all.map((object) => [object.name, rulesOf(object, names, referrers.get(object.name) ?? [])]));
}

/** The key of values that are all given, as `keyOf` makes it. */
export function uniqueKey(values: readonly Json[]): string | null {
  if (values.includes(null)) return null;
  const [only] = values;
  return values.length === 1 && typeof only === 'string' ? only : JSON.stringify(values.length === 1 ? only : values);
}

function lookupsFrom(object: ObjectDescriptor): { object: string; field: string; target: string }[] {
  return Object.entries(object.fields).flatMap(([field, descriptor]) =>
    descriptor.type === 'lookup' ? [{ object: object.name, field, target: descriptor.object }] : [],
  );
}

function rulesOf(object: ObjectDescriptor, names: ReadonlySet<string>, referrers: ObjectRules['referrers']): ObjectRules {
  const fields = Object.entries(object.fields);
  const unique = [
    ...fields.filter(([, field]) => field.unique === true).map(([name]) => [name]),
    ...object.indexes.filter((index) => index.unique === true).map((index) => index.fields.map((name) => name.replace(/^-/u, ''))),
  ];
  return {
    name: object.name,
    object,
    internal: object.internal === true,
    lookups: lookupsFrom(object).map(({ field, target }) => ({ field, target: names.has(target) ? target : null })),
    uniques: unique.map(uniqueRule),
    autonumbers: fields.flatMap(([name, field]) =>
      field.type === 'autonumber' ? [{ field: name, counter: field.id, format: autonumberFormat(field.format) }] : [],
    ),
    referrers,
  };
}

function uniqueRule(fields: readonly string[]): UniqueRule {
  const [first = ''] = fields;
  if (fields.length > 1) return { fields, keyOf: (row) => uniqueKey(fields.map((name) => row[name] ?? null)) };
  return {
    fields,
    keyOf(row) {
      const value = row[first] ?? null;
      return value === null || typeof value === 'string' ? value : JSON.stringify(value);
    },
  };
}

/** `EXP-{0000}` pads to four digits and grows beyond them; a format without braces is a prefix. */
function autonumberFormat(format: string): (number: number) => string {
  const place = /\{(0+)\}/u.exec(format);
  if (!place) return (number) => `${format}${number}`;
  const [hole, zeros = ''] = place;
  const prefix = format.slice(0, place.index);
  const suffix = format.slice(place.index + hole.length);
  return (number) => prefix + String(number).padStart(zeros.length, '0') + suffix;
}
