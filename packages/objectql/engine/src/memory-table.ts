import type { Json, ObjectDescriptor, Row } from '@objectql/metadata';
import { StoreError } from './errors.ts';
import { compileRules, uniqueKey } from './object-rules.ts';
import type { UniqueRule } from './object-rules.ts';
import { same } from './overlay.ts';
import type { Change } from './unit.ts';

/** One object's rows with their unique indexes. Copied before it is written, so that whoever reads keeps what he sees. */
export class MemoryTable {
  readonly object: ObjectDescriptor;
  readonly rows: Map<string, Row>;
  readonly #uniques: readonly { readonly rule: UniqueRule; readonly holders: Map<string, string> }[];

  constructor(object: ObjectDescriptor, rows: Iterable<readonly [string, Row]> = []) {
    this.object = object;
    this.rows = new Map();
    this.#uniques = (compileRules([object]).get(object.name)?.uniques ?? []).map((rule) => ({ rule, holders: new Map<string, string>() }));
    for (const [id, row] of rows) this.#insert(id, row);
  }

  copy(): MemoryTable {
    return new MemoryTable(this.object, this.rows);
  }

  /** Throws where the change does not meet what it expects: that is what constraints of a database do. */
  apply({ op, key: { id }, before, after }: Change): void {
    if (op !== 'insert') this.#remove(id, before);
    if (after !== null) this.#insert(id, after);
  }

  holder(fields: readonly string[], values: readonly Json[]): string | null {
    const unique = this.#uniques.find(({ rule }) => same([...rule.fields], [...fields]));
    if (unique === undefined) throw new StoreError('INDEX_NOT_UNIQUE', `${this.object.name} (${fields.join(', ')})`);
    return unique.holders.get(uniqueKey(values) ?? '') ?? null;
  }

  referring(field: string, equals: Json, atMost: number): readonly string[] {
    return this.rows.entries().filter(([, row]) => same(row[field] ?? null, equals)).map(([id]) => id).take(atMost).toArray();
  }

  #insert(id: string, row: Row): void {
    if (this.rows.has(id)) throw new StoreError('STORE_FAILED', '', new Error(`${this.object.name} ${id} exists`));
    for (const { rule, holders } of this.#uniques) {
      const key = rule.keyOf(row);
      if (key === null) continue;
      if (holders.has(key)) throw new StoreError('STORE_FAILED', '', new Error(`${this.object.name} (${rule.fields.join(', ')}) has ${key} twice`));
      holders.set(key, id);
    }
    this.rows.set(id, row);
  }

  #remove(id: string, before: Row | null): void {
    const row = this.rows.get(id);
    if (row === undefined || row['revision'] !== before?.['revision']) {
      throw new StoreError('STORE_FAILED', '', new Error(`${this.object.name} ${id} is not as expected`));
    }
    for (const { rule, holders } of this.#uniques) {
      const key = rule.keyOf(row);
      if (key !== null) holders.delete(key);
    }
    this.rows.delete(id);
  }
}
