import type { RowView } from '@objectql/engine';
import type { Json, Key, Row } from '@objectql/metadata';

/** Rows as the unit being admitted leaves them so far: a later write of a unit may rest on an earlier one. */
export class UnitView implements RowView {
  readonly #view: RowView;
  #written: Map<string, Row | null> | undefined;

  constructor(view: RowView) {
    this.#view = view;
  }

  get(key: Key): Row | null {
    const written = this.#written?.get(nameOf(key));
    return written === undefined ? this.#view.get(key) : written;
  }

  holder(object: string, fields: readonly string[], values: readonly Json[]): string | null {
    return this.#view.holder(object, fields, values);
  }

  referenced(object: string, field: string, id: string): boolean {
    return this.#view.referenced(object, field, id);
  }

  write(key: Key, row: Row | null): void {
    this.#written ??= new Map();
    this.#written.set(nameOf(key), row);
  }
}

function nameOf({ object, id }: Key): string {
  return `${object}/${id}`;
}
