import { StoreError } from '@objectql/engine';

/** How statements call it. */
const FUNCTION = 'objectos_in_time';

/**
 * One in so many rows looks at the clock: a row pays 15 ns for it, and 80 if each looked. A prime, so that records that were written
 * by turns (every fourth is open) do not all fall between.
 */
const ROWS = 61;

/** What a clock is put into; a connection of `node:sqlite` takes functions. */
interface TakesFunctions {
  function(name: string, options: { readonly deterministic: false; readonly directOnly: true }, body: () => number): void;
}

/**
 * Ends the read under way on a connection when its time is over. SQLite is a library in this process and `node:sqlite` has no way
 * to interrupt it, so the statement asks by itself: each row that it visits meets the condition `inTime`, which throws
 * `QUERY_TOO_COSTLY` when it is late. One read at a time: a statement never gives way to another.
 */
export class ReadClock {
  readonly #limit: number;
  readonly #now: () => number;
  #end = Infinity;

  /** `limit`: milliseconds of a read. */
  constructor(limit: number, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Makes the clock known to the statements of a connection. */
  putInto(database: TakesFunctions): void {
    database.function(FUNCTION, { deterministic: false, directOnly: true }, () => {
      if (this.#now() > this.#end) throw new StoreError('QUERY_TOO_COSTLY', String(this.#limit));
      return 1;
    });
  }

  /** A read begins. */
  start(): void {
    this.#end = this.#now() + this.#limit;
  }
}

/**
 * True of every row under the alias that is visited in time, and of the nulls of a join that found none. Put it first, and it is
 * asked of each row before anything else. The planner learns nothing by it: no index begins with such a term, and it is told that
 * all rows pass.
 */
export function inTime(alias: string): string {
  return `likelihood(${alias}._rowid_ % ${ROWS} IS NOT 0 OR ${FUNCTION}(), 1.0)`;
}
