import type { JournalChange } from '@objectql/engine';

/** Where the journal last spoke of the records that one lane has met: as they were loaded, and as it goes on. */
export class LastPlaces {
  readonly #objects = new Map<string, Map<string, number | null>>();
  readonly #find: (object: string, id: string) => number | null;

  /** `find` looks into the store, for a record that was not loaded first. */
  constructor(find: (object: string, id: string) => number | null) {
    this.#find = find;
  }

  /** Undefined: this lane has not met the record. */
  get(object: string, id: string): number | null | undefined {
    return this.#objects.get(object)?.get(id);
  }

  set(object: string, id: string, place: number | null): void {
    const known = this.#objects.get(object);
    if (known === undefined) this.#objects.set(object, new Map([[id, place]]));
    else known.set(id, place);
  }

  /** The record has a change at `place`; answers the place of the one before, null for the first of its life. */
  move({ object, record, op }: JournalChange, place: number): number | null {
    let before = op === 'insert' ? null : this.get(object, record);
    if (before === undefined) before = this.#find(object, record);
    this.set(object, record, place);
    return before;
  }
}
