import type { Change } from '@objectql/engine';
import type { Json, ObjectDescriptor, Row } from '@objectql/metadata';
import type { Connection } from './connection.ts';
import { StoreFailure } from './errors.ts';
import type { StoredValue } from './field-storage.ts';
import { RecentMap } from './recent-map.ts';
import { layoutOf } from './table-layout.ts';
import type { Column, TableLayout } from './table-layout.ts';

/** A column and the characters that stand for setting it, and for adding to it, in the key of an update. */
interface MarkedColumn {
  readonly column: Column;
  readonly sets: string;
  readonly adds: string;
}

const UPDATES_KEPT = 200;
const setsPlace = ' ';
const markOf = (index: number): string => String.fromCharCode(0x21 + index);

/**
 * Turns changes of one object into prepared statements. Every update and delete names the revision that it was judged on;
 * a row that is not there at that revision is a broken lock, not a conflict, and throws.
 */
export class RowWriter {
  readonly #layout: TableLayout;
  readonly #insertSql: string;
  readonly #deleteSql: string;
  readonly #columns: readonly MarkedColumn[];
  readonly #assignments: ReadonlyMap<string, string>;
  /** By the marks of what they set: writing the text anew for each update costs more than finding it. */
  readonly #updates = new RecentMap<string, string>(UPDATES_KEPT);

  constructor(object: ObjectDescriptor) {
    this.#layout = layoutOf(object);
    const { table, columns } = this.#layout;
    this.#columns = columns.map((column, index) => ({ column, sets: markOf(2 * index), adds: markOf(2 * index + 1) }));
    this.#assignments = new Map(this.#columns.flatMap(({ column: { sql }, sets, adds }) => [[sets, `${sql} = ?`], [adds, `${sql} = ${sql} + ?`]] as const));
    this.#insertSql = `INSERT INTO ${table} (${columns.map(({ sql }) => sql).join(', ')}, "_place") VALUES (${columns.map(() => '?').join(', ')}, ?)`;
    this.#deleteSql = `DELETE FROM ${table} WHERE "id" = ? AND "revision" = ?`;
  }

  /** `place` is where the journal last speaks of the record; undefined where it does not, and then the row keeps what it says. */
  write(writer: Connection, change: Change, place: number | null | undefined): void {
    const { before, after } = change;
    if (before === null && after !== null) this.#insert(writer, after, place ?? null);
    else if (before !== null && after !== null) this.#update(writer, change.op, { before, after, place });
    else if (before !== null) this.#expectOne(writer.run(this.#deleteSql, before['id'] as string, before['revision'] as number), 'delete');
  }

  #insert(writer: Connection, row: Row, place: number | null): void {
    const values: StoredValue[] = [];
    for (const column of this.#layout.columns) values.push(column.encode(valueIn(row, column.name)));
    values.push(place);
    // It meets one row or throws: to ask how many would cost half a microsecond.
    writer.first(this.#insertSql, ...values);
  }

  #update(writer: Connection, op: Change['op'], rows: { readonly before: Row; readonly after: Row; readonly place: number | null | undefined }): void {
    let key = '';
    const values: StoredValue[] = [];
    for (const { column, sets, adds } of this.#columns) {
      const before = valueIn(rows.before, column.name);
      const after = valueIn(rows.after, column.name);
      if (sameValue(before, after)) continue;
      const sum = op === 'add' && before !== null && after !== null && isNumeric(column);
      key += sum ? adds : sets;
      values.push(sum ? difference(column.encode(after), column.encode(before)) : column.encode(after));
    }
    if (values.length === 0) return;
    if (rows.place !== undefined) {
      key += setsPlace;
      values.push(rows.place);
    }
    values.push(rows.before['id'] as string, rows.before['revision'] as number);
    this.#expectOne(writer.run(this.#updates.get(key) ?? this.#updateSql(key), ...values), op);
  }

  #updateSql(key: string): string {
    const assignments = Array.from(key, (mark) => this.#assignments.get(mark) ?? '"_place" = ?');
    const sql = `UPDATE ${this.#layout.table} SET ${assignments.join(', ')} WHERE "id" = ? AND "revision" = ?`;
    this.#updates.set(key, sql);
    return sql;
  }

  #expectOne(changed: number, op: string): void {
    if (changed !== 1) throw new StoreFailure('ROW_COUNT_UNEXPECTED', [op, this.#layout.object.name]);
  }
}

function valueIn(row: Row, name: string): Json {
  return row[name] ?? null;
}

function sameValue(before: Json, after: Json): boolean {
  if (before === after) return true;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return false;
  return JSON.stringify(before) === JSON.stringify(after);
}

/** Fields that sums are kept in; they are stored as whole numbers. */
function isNumeric({ field }: Column): boolean {
  return field.type === 'integer' || field.type === 'decimal' || field.type === 'money';
}

/** Exact: as a bigint it is bound as an INTEGER, so SQLite adds in 64 bits and refuses what does not fit. */
function difference(after: StoredValue, before: StoredValue): bigint {
  return BigInt(after as number | bigint) - BigInt(before as number | bigint);
}
