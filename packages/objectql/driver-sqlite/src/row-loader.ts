import type { Loaded, Needs } from '@objectql/engine';
import { fieldNamesOf } from '@objectql/metadata';
import type { ObjectDescriptor, Row } from '@objectql/metadata';
import type { Connection, SqliteTraits } from './connection.ts';
import { StoreFailure } from './errors.ts';
import { jsonObject } from './json-object.ts';
import type { LastPlaces } from './last-places.ts';
import { layoutOf } from './table-layout.ts';

/** Complete rows of an object as JSON text, fields in the order of records, with their `_place`: of one id, and of a JSON array of ids, in its order and null where there is none. */
interface RowSelects {
  readonly one: string;
  readonly many: string;
}

const rowSelects = new WeakMap<SqliteTraits, WeakMap<ObjectDescriptor, RowSelects>>();

function selectsOf(object: ObjectDescriptor, traits: SqliteTraits): RowSelects {
  let known = rowSelects.get(traits);
  if (known === undefined) rowSelects.set(traits, (known = new WeakMap()));
  let selects = known.get(object);
  if (selects === undefined) {
    const { table, column } = layoutOf(object);
    const row = jsonObject(fieldNamesOf(object).map((name) => [name, column(name).storage.json(`stored.${column(name).sql}`)]), traits);
    selects = {
      one: `SELECT ${row}, stored."_place" FROM ${table} AS stored WHERE stored."id" = ?`,
      many: `SELECT iif(stored."id" IS NULL, NULL, ${row}), stored."_place" FROM json_each(?) AS wanted LEFT JOIN ${table} AS stored ON stored."id" = wanted.value`,
    };
    known.set(object, selects);
  }
  return selects;
}

export interface LoadOptions {
  readonly writer: Connection;
  readonly objects: ReadonlyMap<string, ObjectDescriptor>;
  /** Hears where the journal last spoke of each row that is found. */
  readonly last: LastPlaces;
}

/** What the referee has to know, read on the connection that holds the lock. */
export function loadNeeds(needs: Needs, options: LoadOptions): Loaded {
  const { writer, objects } = options;
  return {
    rows: loadRows(needs.keys, options),
    holders: needs.holders.map((need) => findHolder(writer, storedObject(objects, need.object), need)),
    references: needs.references.map((need) => findReferences(writer, storedObject(objects, need.object), need)),
  };
}

/** One statement per object: 5 microseconds a row against 8 for a statement per key, from two keys on. */
function loadRows(keys: Needs['keys'], { writer, objects, last }: LoadOptions): readonly (Row | null)[] {
  const rows: (Row | null)[] = keys.map(() => null);
  const places = new Map<string, number[]>();
  for (const [place, { object }] of keys.entries()) {
    const known = places.get(object);
    if (known === undefined) places.set(object, [place]);
    else known.push(place);
  }
  for (const [name, own] of places) {
    const { one, many } = selectsOf(storedObject(objects, name), writer.traits);
    const ids = own.map((place) => keys[place]?.id ?? '');
    const found = ids.length === 1 ? [writer.first(one, ids[0] ?? '')] : writer.all(many, JSON.stringify(ids));
    for (let index = 0; index < own.length; index++) {
      const [text, lastPlace] = found[index] ?? [];
      if (typeof text !== 'string') continue;
      rows[own[index] ?? 0] = JSON.parse(text) as Row;
      last.set(name, ids[index] ?? '', typeof lastPlace === 'number' ? lastPlace : null);
    }
  }
  return rows;
}

function findHolder(writer: Connection, object: ObjectDescriptor, need: Needs['holders'][number]): string | null {
  if (need.values.includes(null)) return null;
  const layout = layoutOf(object);
  const columns = need.fields.map((name) => layout.column(name));
  const values = columns.map((column, index) => column.encode(need.values[index] ?? null));
  const sql = `SELECT "id" FROM ${layout.table} WHERE ${columns.map((column) => `${column.sql} = ?`).join(' AND ')} LIMIT 1`;
  const [id] = writer.first(sql, ...values) ?? [];
  return typeof id === 'string' ? id : null;
}

function findReferences(writer: Connection, object: ObjectDescriptor, need: Needs['references'][number]): readonly string[] {
  const layout = layoutOf(object);
  const column = layout.column(need.field);
  const sql = `SELECT "id" FROM ${layout.table} WHERE ${column.sql} = ? LIMIT ?`;
  return writer.all(sql, column.encode(need.equals), need.atMost).map(([id]) => String(id));
}

export function storedObject(objects: ReadonlyMap<string, ObjectDescriptor>, name: string): ObjectDescriptor {
  const object = objects.get(name);
  if (object === undefined) throw new StoreFailure('OBJECT_NOT_STORED', [name]);
  return object;
}
