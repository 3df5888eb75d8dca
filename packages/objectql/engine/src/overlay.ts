import type { Json, Key, Row } from '@objectql/metadata';
import type { Loaded, Needs } from './driver.ts';
import { StoreError } from './errors.ts';
import type { ObjectRules, UniqueRule } from './object-rules.ts';
import type { Change } from './unit.ts';

/**
 * The store as one group of units sees it: rows that were loaded, changed by the units accepted so far, and beside each
 * what the unit now being judged would make of it (`pending`). Nothing here waits: what is not loaded is noted as a need,
 * and whoever asked tries again after the next load.
 */
export class Overlay {
  readonly #rules: ReadonlyMap<string, ObjectRules>;
  readonly #trusting: boolean;
  readonly #tables = new Map<string, Table>();
  /** Rows changed by accepted units, in the order of their first change. */
  readonly touched: RowCell[] = [];
  /** A unique value went from one record to another: only the order of the units keeps every index true. */
  valueMoved = false;
  #rowNeeds: RowCell[] = [];
  #holderNeeds: HolderCell[] = [];
  #referenceNeeds: ReferenceCell[] = [];

  /** `trusting`: ids that a write calls fresh are not looked up. */
  constructor(rules: ReadonlyMap<string, ObjectRules>, trusting: boolean) {
    this.#rules = rules;
    this.#trusting = trusting;
  }

  table(object: string): Table {
    const known = this.#tables.get(object);
    if (known !== undefined) return known;
    const rules = this.#rules.get(object);
    if (rules === undefined) throw new StoreError('OBJECT_NOT_STORED', object);
    const table = new Table(rules);
    this.#tables.set(object, table);
    return table;
  }

  /** The row's cell; where it is not loaded the need is noted. */
  row(key: Key): RowCell {
    const table = this.table(key.object);
    let cell = table.rows.get(key.id);
    if (cell === undefined) {
      cell = new RowCell(table, key);
      table.rows.set(key.id, cell);
      this.#rowNeeds.push(cell);
    }
    return cell;
  }

  /** The cell of a record whose id was made for it: absent without a look, unless somebody in this group has met it. */
  freshRow(key: Key): RowCell {
    const table = this.table(key.object);
    if (!this.#trusting || table.rows.has(key.id)) return this.row(key);
    const cell = new RowCell(table, key);
    cell.load(null);
    table.rows.set(key.id, cell);
    return cell;
  }

  /** Who holds the values of a unique rule. */
  holder(table: Table, rule: UniqueRule, key: string, values: () => readonly Json[]): HolderCell {
    const cells = table.holdersOf(rule);
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = new HolderCell({ object: table.rules.name, fields: rule.fields, values: values() });
      cells.set(key, cell);
      this.#holderNeeds.push(cell);
    }
    return cell;
  }

  /** The holder cell of values that this record is known to hold. */
  held(table: Table, rule: UniqueRule, key: string, id: string): HolderCell {
    const cells = table.holdersOf(rule);
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = new HolderCell(null);
      cell.loaded = true;
      cell.id = id;
      cells.set(key, cell);
    }
    return cell;
  }

  /**
   * Whether a record of `object` has `field` equal to `equals`, accepted and pending changes included; undefined while
   * that is not known. Asks the store for one record more than the changes may have dealt with.
   */
  referenced(object: string, field: string, equals: Json): boolean | undefined {
    const table = this.table(object);
    if (table.changed.some((cell) => same(cell.pendingRow()?.[field] ?? null, equals))) return true;
    const cell = table.reference(field, equals);
    if (cell.ids.some((id) => table.rows.get(id)?.isChanged() !== true)) return true;
    if (cell.complete) return false;
    const atMost = table.changed.length + 1;
    if (cell.asked < atMost) {
      cell.asked = atMost;
      this.#referenceNeeds.push(cell);
    }
    return undefined;
  }

  /** What was asked for since the last load. `fill` takes the answer. */
  takeNeeds(): { readonly needs: Needs; readonly fill: (loaded: Loaded) => void } {
    const [rows, holders, references] = [this.#rowNeeds, this.#holderNeeds, this.#referenceNeeds];
    this.#rowNeeds = [];
    this.#holderNeeds = [];
    this.#referenceNeeds = [];
    const needs: Needs = {
      keys: rows.map(({ key }) => key),
      holders: holders.flatMap(({ need }) => need ?? []),
      references: references.map(({ object, field, equals, asked }) => ({ object, field, equals, atMost: asked })),
    };
    const fill = (loaded: Loaded): void => {
      for (const [index, cell] of rows.entries()) cell.load(loaded.rows[index] ?? null);
      for (const [index, cell] of holders.entries()) cell.load(loaded.holders[index] ?? null);
      for (const [index, cell] of references.entries()) cell.load(loaded.references[index] ?? []);
    };
    return { needs, fill };
  }
}

/** One object's part of the overlay. */
export class Table {
  readonly rules: ObjectRules;
  readonly rows = new Map<string, RowCell>();
  /** Cells that accepted units or the pending one changed. */
  readonly changed: RowCell[] = [];
  readonly #holders = new Map<UniqueRule, Map<string, HolderCell>>();
  readonly #references = new Map<string, ReferenceCell>();

  constructor(rules: ObjectRules) {
    this.rules = rules;
  }

  holdersOf(rule: UniqueRule): Map<string, HolderCell> {
    let cells = this.#holders.get(rule);
    if (cells === undefined) this.#holders.set(rule, (cells = new Map()));
    return cells;
  }

  reference(field: string, equals: Json): ReferenceCell {
    const key = `${field} ${JSON.stringify(equals)}`;
    let cell = this.#references.get(key);
    if (cell === undefined) this.#references.set(key, (cell = new ReferenceCell(this.rules.name, field, equals)));
    return cell;
  }
}

/** A change that may still be added to: the writes of one unit to one record make one change. */
export interface PendingChange extends Change {
  op: Change['op'];
  after: Row | null;
}

export class RowCell {
  readonly table: Table;
  readonly key: Key;
  loaded = false;
  /** As the store has it. */
  base: Row | null = null;
  /** After the units accepted so far. */
  now: Row | null = null;
  /** What the unit being judged makes of it. */
  pending: PendingChange | null = null;
  /** The only accepted change so far, or null where there were several or none. */
  change: Change | null = null;
  touched = false;

  constructor(table: Table, key: Key) {
    this.table = table;
    this.key = key;
  }

  load(row: Row | null): void {
    this.loaded = true;
    this.base = row;
    this.now = row;
  }

  /** The row after the writes judged so far. */
  pendingRow(): Row | null {
    return this.pending === null ? this.now : this.pending.after;
  }

  isChanged(): boolean {
    return this.touched || this.pending !== null;
  }
}

export class HolderCell {
  /** Null where nothing needs to be asked. */
  readonly need: Needs['holders'][number] | null;
  loaded = false;
  id: string | null = null;
  /** Undefined: the unit being judged leaves it alone. */
  pending: string | null | undefined = undefined;
  /** An accepted unit gave it up. */
  released = false;

  constructor(need: HolderCell['need']) {
    this.need = need;
  }

  load(id: string | null): void {
    this.loaded = true;
    this.id = id;
  }

  pendingId(): string | null {
    return this.pending === undefined ? this.id : this.pending;
  }
}

export class ReferenceCell {
  readonly object: string;
  readonly field: string;
  readonly equals: Json;
  ids: readonly string[] = [];
  /** All there are in the store. */
  complete = false;
  asked = 0;

  constructor(object: string, field: string, equals: Json) {
    this.object = object;
    this.field = field;
    this.equals = equals;
  }

  load(ids: readonly string[]): void {
    this.ids = ids;
    this.complete = ids.length < this.asked;
  }
}

/** Whether two values in JSON form are the same. */
export function same(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return JSON.stringify(a) === JSON.stringify(b);
}
