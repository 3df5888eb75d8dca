import { fieldOf } from '@objectql/metadata';
import type { Json, Row } from '@objectql/metadata';
import type { RejectionCode } from './errors.ts';
import { exactSum } from './exact-sum.ts';
import type { HolderCell, Overlay, PendingChange, RowCell } from './overlay.ts';
import { same } from './overlay.ts';
import type { WriteScope } from './scope.ts';
import type { Write } from './unit.ts';

/** One thing wrong with a unit. */
export interface Problem {
  readonly code: RejectionCode;
  /** What the message speaks of. */
  readonly what: string;
  readonly path?: string;
}

/**
 * The unit being judged: its writes, folded to one change per record and held in the overlay's cells as pending. It ends in
 * `accept`, which makes them part of what later units see, or in `forget`, which leaves no trace.
 */
export class PendingUnit {
  readonly overlay: Overlay;
  readonly scope: WriteScope;
  /** When the writes are made, as records say it. */
  readonly at: string;
  readonly cells: RowCell[] = [];
  readonly changes: PendingChange[] = [];
  readonly problems: Problem[] = [];
  /** Something is not loaded: nothing said about this unit is final. */
  waits = false;
  readonly #holders: HolderCell[] = [];
  #valueMoved = false;

  constructor(overlay: Overlay, scope: WriteScope, at: string) {
    this.overlay = overlay;
    this.scope = scope;
    this.at = at;
  }

  write(write: Write): void {
    const cell = write.op === 'insert' && write.fresh === true ? this.overlay.freshRow(write.key) : this.overlay.row(write.key);
    if (!cell.loaded) this.waits = true;
    if (write.op === 'insert') {
      this.insert(cell, write.row); // where nothing is known yet, what it refers to is asked for in the same load
      return;
    }
    if (!cell.loaded) return;
    const before = cell.pendingRow();
    if (before === null) this.problem('RECORD_NOT_FOUND', write.key.object);
    else if (write.op === 'add') this.#add(cell, before, write.add);
    else if (write.revision !== undefined && write.revision !== cell.now?.['revision']) this.problem('STALE', write.key.object);
    else if (write.op === 'update') this.#update(cell, before, write.set);
    else this.#put(cell, 'delete', null);
  }

  insert(cell: RowCell, given: Row): void {
    if (cell.now !== null || cell.pending !== null) {
      this.problem('DUPLICATE_ID', cell.key.object);
      return;
    }
    const { at, scope: { principal } } = this;
    const row: Record<string, Json> = {
      ...given, id: cell.key.id, createdAt: at, createdBy: principal.id, updatedAt: at, updatedBy: principal.id, revision: 1,
    };
    for (const { field, counter, format } of cell.table.rules.autonumbers) {
      const number = this.#count(counter);
      if (number !== null) row[field] = format(number);
    }
    this.#put(cell, 'insert', row);
  }

  problem(code: RejectionCode, what: string, path?: string): void {
    this.problems.push(path === undefined ? { code, what } : { code, what, path });
  }

  /** Says that this record gives up the values of the holder cell, or takes them. */
  hold(cell: HolderCell, id: string | null): void {
    if (cell.pending === undefined) this.#holders.push(cell);
    else if (id !== null && cell.pending === null) this.#valueMoved = true;
    if (id !== null && cell.released) this.#valueMoved = true;
    cell.pending = id;
  }

  accept(): void {
    const { overlay } = this;
    for (const cell of this.cells) {
      const change = cell.pending;
      if (change === null) continue;
      cell.now = change.after;
      cell.change = cell.touched ? null : change;
      cell.pending = null;
      if (cell.touched) continue;
      cell.touched = true;
      overlay.touched.push(cell);
    }
    for (const cell of this.#holders) {
      if (cell.pending === undefined) continue;
      cell.loaded = true;
      cell.id = cell.pending;
      cell.released ||= cell.pending === null;
      cell.pending = undefined;
    }
    overlay.valueMoved ||= this.#valueMoved;
  }

  forget(): void {
    for (const cell of this.cells) {
      cell.pending = null;
      if (!cell.touched) cell.table.changed.pop();
    }
    for (const cell of this.#holders) cell.pending = undefined;
  }

  /** An update that changes nothing leaves no change and no step of the revision. */
  #update(cell: RowCell, before: Row, set: Row): void {
    let differs = false;
    for (const name in set) {
      if (same(set[name] ?? null, before[name] ?? null)) continue;
      differs = true;
      break;
    }
    if (!differs) return;
    this.#put(cell, 'update', {
      ...before, ...set,
      id: cell.key.id, createdAt: before['createdAt'] ?? null, createdBy: before['createdBy'] ?? null,
      updatedAt: this.at, updatedBy: this.scope.principal.id,
      revision: cell.now === null ? 1 : Number(cell.now['revision']) + 1,
    });
  }

  #add(cell: RowCell, before: Row, add: Readonly<Record<string, string>>): void {
    const after: Record<string, Json> = { ...before };
    for (const [name, amount] of Object.entries(add)) {
      const sum = exactSum(fieldOf(cell.table.rules.object, name), before[name] ?? null, amount);
      if (sum === undefined) this.problem('VALUE_OUT_OF_RANGE', name, name);
      else after[name] = sum;
    }
    this.#put(cell, 'add', after);
  }

  /** The next number of a counter, or null while the counter is not loaded. */
  #count(counter: string): number | null {
    const cell = this.overlay.row({ object: '_counter', id: counter });
    if (!cell.loaded) {
      this.waits = true;
      return null;
    }
    const row = cell.pendingRow();
    const number = row === null ? 1 : Number(row['value']) + 1;
    if (row === null) this.insert(cell, { value: number });
    else this.#put(cell, 'add', { ...row, value: number });
    return number;
  }

  #put(cell: RowCell, op: PendingChange['op'], after: Row | null): void {
    const change = cell.pending;
    if (change === null) {
      cell.pending = { op, key: cell.key, before: cell.now, after };
      this.cells.push(cell);
      this.changes.push(cell.pending);
      if (!cell.touched) cell.table.changed.push(cell);
      return;
    }
    change.after = after;
    if (op === 'delete' || (op === 'update' && change.op === 'add')) change.op = op;
  }
}
