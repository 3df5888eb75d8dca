import type { Change, JournalEntry, JournalHead, Lane, Loaded, Needs } from '@objectql/engine';
import type { ObjectDescriptor } from '@objectql/metadata';
import type { Connection } from './connection.ts';
import { StoreFailure } from './errors.ts';
import { appendEntries } from './journal-table.ts';
import { lastPlace } from './journal-history.ts';
import { LastPlaces } from './last-places.ts';
import { loadNeeds, storedObject } from './row-loader.ts';
import { RowWriter } from './row-writer.ts';
import { toStoreFailure } from './sqlite-error.ts';

const rowWriters = new WeakMap<ObjectDescriptor, RowWriter>();

/** One turn under the lock: an open write transaction, which `SqliteDriver.lane` commits or rolls back. */
export class SqliteLane implements Lane {
  /** Changes applied so far. */
  changed = 0;
  #head: JournalHead;
  readonly #writer: Connection;
  readonly #objects: ReadonlyMap<string, ObjectDescriptor>;
  readonly #last: LastPlaces;

  constructor(writer: Connection, objects: ReadonlyMap<string, ObjectDescriptor>, head: JournalHead) {
    this.#writer = writer;
    this.#objects = objects;
    this.#head = head;
    this.#last = new LastPlaces((object, id) => lastPlace(writer, storedObject(objects, object), id));
  }

  /** The last entry, those applied in this lane included. */
  get head(): JournalHead {
    return this.#head;
  }

  async load(needs: Needs): Promise<Loaded> {
    try {
      return loadNeeds(needs, { writer: this.#writer, objects: this.#objects, last: this.#last });
    } catch (error) {
      throw toStoreFailure(error);
    }
  }

  async apply(changes: readonly Change[], entries: readonly JournalEntry[]): Promise<void> {
    try {
      for (const entry of entries) this.#follow(entry);
      appendEntries(this.#writer, entries, this.#last);
      for (const change of changes) this.#write(change);
    } catch (error) {
      throw toStoreFailure(error);
    }
    this.changed += changes.length;
  }

  #write(change: Change): void {
    const { object, id } = change.key;
    this.#writerOf(object).write(this.#writer, change, this.#last.get(object, id));
  }

  /** The sequence has no gaps: what does not follow the head was sealed on another one. */
  #follow({ seq, hash }: JournalEntry): void {
    if (seq !== this.#head.seq + 1) throw new StoreFailure('STORE_FAILED', [], new Error(`entry ${seq} does not follow ${this.#head.seq}`));
    this.#head = { seq, epoch: this.#head.epoch, hash };
  }

  #writerOf(name: string): RowWriter {
    const object = storedObject(this.#objects, name);
    let writer = rowWriters.get(object);
    if (writer === undefined) rowWriters.set(object, (writer = new RowWriter(object)));
    return writer;
  }
}
