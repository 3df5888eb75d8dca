import type { Change } from '@objectql/engine';
import { storedObject } from './postgres-tables.ts';
import type { StoredObjects } from './postgres-tables.ts';
import { RowLoader } from './row-loader.ts';
import { RowWriter } from './row-writer.ts';
import type { WriteAsk } from './row-writer.ts';
import { writesOf } from './write-order.ts';

/** The statements of one store's lanes, over the objects that it holds; made anew when it takes others. */
export class StoreStatements {
  readonly stored: StoredObjects;
  readonly loader: RowLoader;
  readonly #tenant: string;
  readonly #writers = new Map<string, RowWriter>();

  constructor(stored: StoredObjects, tenant: string) {
    this.stored = stored;
    this.loader = new RowLoader(stored, tenant);
    this.#tenant = tenant;
  }

  writesOf(changes: readonly Change[]): readonly WriteAsk[] {
    return writesOf(changes, (object) => this.#writerOf(object), this.stored.objects);
  }

  #writerOf(name: string): RowWriter {
    let writer = this.#writers.get(name);
    if (writer === undefined) {
      const layout = this.stored.layouts.of(storedObject(this.stored.objects, name));
      this.#writers.set(name, (writer = new RowWriter(layout, this.#tenant)));
    }
    return writer;
  }
}
