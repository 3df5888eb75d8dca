import { DatabaseSync } from 'node:sqlite';
import type { Json, ObjectDescriptor, Row } from '@objectql/metadata';
import * as fc from 'fast-check';
import { sqlOf, sqlValueOf, sqliteBinder, sqliteDialect } from './index.ts';
import type { Actor, Expr, Related } from './index.ts';
import { sampleData } from './sample-data.contract.ts';
import { item, place } from './sample-world.contract.ts';

/** The same rows in memory and in SQLite, stored as the dialect says. */
export class SampleStore {
  readonly rows: readonly Row[];
  readonly related: Related;
  readonly #database = new DatabaseSync(':memory:');

  readonly seed: number;

  constructor(seed: number, count = 40) {
    this.seed = seed;
    const { items, places, related } = sampleData(seed, count);
    this.rows = items;
    this.related = related;
    this.#create(item, this.rows);
    this.#create(place, places);
  }

  /** What a counterexample shows of it. */
  [fc.toStringMethod](): string {
    return `new SampleStore(${this.seed})`;
  }

  /** Ids of the rows for which the condition is true. */
  select(expr: Expr, actor: Actor, args: readonly Json[]): string[] {
    const dialect = dialectOf();
    const where = sqlOf(expr, dialect);
    const statement = this.#database.prepare(`SELECT item.id AS id FROM item LEFT JOIN place ON place.id = item.place WHERE ${where} ORDER BY item.rowid`);
    return statement.all(...dialect.bindings.map((each) => sqliteBinder(each)(args, actor))).map((row) => String(row['id']));
  }

  /** The condition's value in each row, in order: 1, 0 or null. */
  values(expr: Expr, actor: Actor, args: readonly Json[]): unknown[] {
    const dialect = dialectOf();
    const value = sqlValueOf(expr, dialect);
    const statement = this.#database.prepare(`SELECT ${value} AS value FROM item LEFT JOIN place ON place.id = item.place ORDER BY item.rowid`);
    return statement.all(...dialect.bindings.map((each) => sqliteBinder(each)(args, actor))).map((row) => row['value']);
  }

  #create(object: ObjectDescriptor, rows: readonly Row[]): void {
    const names = ['id', ...Object.keys(object.fields)];
    this.#database.exec(`CREATE TABLE ${object.name} (${names.map((name) => `"${name}" ${storageOf(object, name)}`).join(', ')}) STRICT`);
    const insert = this.#database.prepare(`INSERT INTO ${object.name} VALUES (${names.map(() => '?').join(', ')})`);
    for (const row of rows) insert.run(...names.map((name) => stored(object, name, row[name] ?? null)));
  }
}

function dialectOf() {
  return sqliteDialect({ column: ({ name, via }) => `${via === undefined ? 'item' : 'place'}."${name}"` });
}

function storageOf(object: ObjectDescriptor, name: string): string {
  return ['integer', 'decimal', 'money', 'boolean'].includes(object.fields[name]?.type ?? 'text') ? 'INTEGER' : 'TEXT';
}

function stored(object: ObjectDescriptor, name: string, value: Json): string | number | bigint | null {
  if (value === null) return null;
  const type = object.fields[name]?.type ?? 'text';
  if (typeof value === 'string' && (type === 'decimal' || type === 'money')) return BigInt(value.replace('.', ''));
  if (typeof value === 'boolean') return value ? 1 : 0;
  return type === 'json' || typeof value === 'object' ? JSON.stringify(value) : value;
}
