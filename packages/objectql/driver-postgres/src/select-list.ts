import type { Answer } from './statement.ts';

/** One row as the server sent it. */
export type Cells = Answer['rows'][number];

/** What a statement reads, each expression once, and the joins that bring in the records that lookups lead to. */
export class SelectList {
  readonly #places = new Map<string, number>();
  readonly #joins: string[] = [];

  /** Where in a row the expression's value is. */
  add(sql: string): number {
    let place = this.#places.get(sql);
    if (place === undefined) this.#places.set(sql, (place = this.#places.size));
    return place;
  }

  get expressions(): readonly string[] {
    return [...this.#places.keys()];
  }

  get joins(): readonly string[] {
    return this.#joins;
  }

  /** A join after all those before it. It is told when its inner scope has been written. */
  join(): { set(sql: string): void } {
    const place = this.#joins.push('') - 1;
    return {
      set: (sql) => {
        this.#joins[place] = sql;
      },
    };
  }
}
