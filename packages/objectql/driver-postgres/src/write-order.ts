import type { Change } from '@objectql/engine';
import type { Json, ObjectDescriptor, Row } from '@objectql/metadata';
import type { RowWriter, WriteAsk } from './row-writer.ts';
import { byObject } from './row-writer.ts';

/**
 * Changes as statements. Sets of rows are written at once, unless only the given order keeps a unique index true: where one
 * record takes a value that another gives up, or one record changes twice.
 */
export function writesOf(changes: readonly Change[], writerOf: (object: string) => RowWriter, objects: ReadonlyMap<string, ObjectDescriptor>): readonly WriteAsk[] {
  const writes: WriteAsk[] = [];
  for (const [name, own] of byObject(changes)) {
    const object = objects.get(name);
    const groups = object !== undefined && needsOrder(object, own) ? own.map((change) => [change]) : [own];
    for (const group of groups) writes.push(...setWise(group, writerOf(name)));
  }
  return writes;
}

/** Deletes free what updates take, and both what inserts take. */
function setWise(changes: readonly Change[], writer: RowWriter): readonly WriteAsk[] {
  const deleted: Row[] = [];
  const updated: { before: Row; after: Row }[] = [];
  const inserted: Row[] = [];
  for (const { before, after } of changes) {
    if (before === null && after !== null) inserted.push(after);
    else if (before !== null && after !== null) updated.push({ before, after });
    else if (before !== null) deleted.push(before);
  }
  const update = updated.length === 0 ? null : writer.update(updated);
  return [
    ...(deleted.length === 0 ? [] : [writer.delete(deleted)]),
    ...(update === null ? [] : [update]),
    ...(inserted.length === 0 ? [] : [writer.insert(inserted)]),
  ];
}

function needsOrder(object: ObjectDescriptor, changes: readonly Change[]): boolean {
  if (changes.length < 2) return false;
  if (new Set(changes.map(({ key }) => key.id)).size < changes.length) return true;
  return uniquesOf(object).some((fields) => {
    const released = new Set(changes.flatMap(({ before, after }) => (before === null || keyOf(fields, before) === keyOf(fields, after) ? [] : [keyOf(fields, before)])));
    return released.size > 0 && changes.some(({ before, after }) => after !== null && keyOf(fields, before) !== keyOf(fields, after) && released.has(keyOf(fields, after)));
  });
}

const uniques = new WeakMap<ObjectDescriptor, readonly (readonly string[])[]>();

function uniquesOf(object: ObjectDescriptor): readonly (readonly string[])[] {
  let known = uniques.get(object);
  if (known === undefined) {
    const single = Object.entries(object.fields).flatMap(([name, field]) => (field.unique === true ? [[name]] : []));
    const declared = object.indexes.flatMap((index) => (index.unique === true ? [index.fields.map((name) => name.replace(/^-/u, ''))] : []));
    uniques.set(object, (known = [...single, ...declared]));
  }
  return known;
}

/** Null where a value is missing: then the row holds nothing. */
function keyOf(fields: readonly string[], row: Row | null): string | null {
  const values: Json[] = fields.map((name) => row?.[name] ?? null);
  return values.includes(null) ? null : JSON.stringify(values);
}
