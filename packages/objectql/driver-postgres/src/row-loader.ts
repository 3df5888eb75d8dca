import type { Loaded, Needs } from '@objectql/engine';
import type { Json, Row } from '@objectql/metadata';
import { arrayOf } from './array-text.ts';
import { ofTenant, storedObject } from './postgres-tables.ts';
import type { StoredObjects } from './postgres-tables.ts';
import type { Cells } from './select-list.ts';
import { statement } from './statement.ts';
import type { Answer, Ask, Statement } from './statement.ts';
import type { Column, TableLayout } from './table-layout.ts';

/** What the referee has to know, as statements of one round trip, and how their answers are read. */
export interface LoadAsk {
  readonly asks: readonly Ask[];
  loaded(answers: readonly Answer[]): Loaded;
}

/** One statement with the places of the needs that it answers. */
interface Part extends Ask {
  take(answer: Answer): void;
}

/** Statements by what they look for; made once for each store. */
export class RowLoader {
  readonly #stored: StoredObjects;
  readonly #tenant: string;
  readonly #statements = new Map<string, Statement>();

  constructor(stored: StoredObjects, tenant: string) {
    this.#stored = stored;
    this.#tenant = tenant;
  }

  ask({ keys, holders, references }: Needs): LoadAsk {
    const rows: (Row | null)[] = keys.map(() => null);
    const held: (string | null)[] = holders.map(() => null);
    const referring: string[][] = references.map(() => []);
    const asks: readonly Part[] = [
      ...grouped(keys, ({ object }) => object, (object, own) => this.#rows(object, own, rows)),
      ...grouped(holders, ({ object, fields }) => JSON.stringify([object, fields]), (_key, own) => this.#holders(own, held)),
      ...grouped(references, ({ object, field }) => JSON.stringify([object, field]), (_key, own) => this.#references(own, referring)),
    ];
    return {
      asks,
      loaded(answers) {
        for (const [index, ask] of asks.entries()) ask.take(answers[index] ?? nothing);
        return { rows, holders: held, references: referring };
      },
    };
  }

  #rows(object: string, own: readonly Need<Needs['keys'][number]>[], rows: (Row | null)[]): Part {
    const layout = this.#layout(object);
    const places = new Map(own.map(({ place, need }) => [need.id, place]));
    return {
      statement: this.#statement(object, () => {
        const columns = layout.shown.map(({ sql, storage }) => storage.select(`t.${sql}`));
        return `SELECT ${columns.join(', ')} FROM ${layout.table} AS t WHERE ${ofTenant('t')} AND t."id" = ANY ($2::text[])`;
      }),
      values: [this.#tenant, arrayOf(own.map(({ need }) => need.id).filter(isStorable), 'text')],
      take(answer) {
        for (const cells of answer.rows) rows[places.get(cells[0] ?? '') ?? -1] = rowOf(layout, cells);
      },
    };
  }

  /** `LATERAL` with a limit: one search of the unique index for each, whatever the planner believes of the table. */
  #holders(own: readonly Need<Needs['holders'][number]>[], held: (string | null)[]): Part {
    const { object, fields } = first(own);
    const layout = this.#layout(object);
    const columns = fields.map((name) => layout.column(name));
    return {
      statement: this.#statement(`holder ${object} ${fields.join()}`, () => {
        const equal = columns.map(({ sql, storage }, index) => `t.${sql} = w.v${index}::${bare(storage.sqlType)}`);
        return `SELECT w.place, f."id" FROM unnest(${unnested(columns)}) WITH ORDINALITY AS w(${named(columns)}, place),
          LATERAL (SELECT t."id" FROM ${layout.table} AS t WHERE ${ofTenant('t')} AND ${equal.join(' AND ')} LIMIT 1) AS f`;
      }),
      values: [this.#tenant, ...columns.map((column, index) => arrayOf(own.map(({ need }) => column.encode(need.values[index] ?? null)), column.storage.carrier))],
      take(answer) {
        for (const [place = null, id = null] of answer.rows) held[own[Number(place) - 1]?.place ?? -1] = id;
      },
    };
  }

  #references(own: readonly Need<Needs['references'][number]>[], referring: string[][]): Part {
    const { object, field } = first(own);
    const layout = this.#layout(object);
    const column = layout.column(field);
    return {
      statement: this.#statement(`reference ${object} ${field}`, () =>
        `SELECT w.place, f."id" FROM unnest(${unnested([column])}, $3::bigint[]) WITH ORDINALITY AS w(v0, most, place),
          LATERAL (SELECT t."id" FROM ${layout.table} AS t WHERE ${ofTenant('t')} AND t.${column.sql} = w.v0::${bare(column.storage.sqlType)} LIMIT w.most) AS f`),
      values: [this.#tenant, arrayOf(own.map(({ need }) => column.encode(need.equals)), column.storage.carrier), arrayOf(own.map(({ need }) => String(need.atMost)), 'bigint')],
      take(answer) {
        for (const [place = null, id = null] of answer.rows) referring[own[Number(place) - 1]?.place ?? -1]?.push(id ?? '');
      },
    };
  }

  #layout(object: string): TableLayout {
    return this.#stored.layouts.of(storedObject(this.#stored.objects, object));
  }

  #statement(key: string, text: () => string): Statement {
    let made = this.#statements.get(key);
    if (made === undefined) this.#statements.set(key, (made = statement(text())));
    return made;
  }
}

interface Need<N> {
  readonly place: number;
  readonly need: N;
}

function grouped<N>(needs: readonly N[], keyOf: (need: N) => string, part: (key: string, own: readonly Need<N>[]) => Part): readonly Part[] {
  if (needs.length === 0) return [];
  const groups = Map.groupBy(needs.map((need, place): Need<N> => ({ need, place })), ({ need }) => keyOf(need));
  return [...groups].map(([key, own]) => part(key, own));
}

function first<N>([head]: readonly Need<N>[]): N {
  if (head === undefined) throw new TypeError('a group of needs is never empty');
  return head.need;
}

const nothing: Answer = { rows: [], tag: '', count: 0 };

function rowOf({ shown }: TableLayout, cells: Cells): Row {
  const row: Record<string, Json> = {};
  for (let index = 0; index < shown.length; index++) {
    const column = shown[index];
    const stored = cells[index] ?? null;
    if (column !== undefined) row[column.name] = stored === null ? null : column.storage.value(stored);
  }
  return row;
}

/** No record has an id that PostgreSQL cannot store. */
function isStorable(id: string): boolean {
  return !id.includes('\0');
}

/** The arrays of these columns' values, from the second placeholder on. */
function unnested(columns: readonly Column[]): string {
  return columns.map(({ storage }, index) => `$${index + 2}::${storage.carrier}[]`).join(', ');
}

function named(columns: readonly Column[]): string {
  return columns.map((_column, index) => `v${index}`).join(', ');
}

/** The type without its collation. */
function bare(sqlType: string): string {
  return sqlType.replace(' COLLATE "C"', '');
}
