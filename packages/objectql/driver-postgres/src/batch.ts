import type { Connection, Submittable } from 'pg';
import type { Answer, Ask, Statement } from './statement.ts';

/** What a connection has prepared, as far as its session knows. */
export interface Prepared {
  /** Messages that make the statement known to the connection; none where it is. */
  prepare(connection: Connection, statement: Statement): void;
}

export interface BatchEnd {
  resolve(answers: readonly Answer[]): void;
  reject(error: unknown): void;
}

/**
 * Statements that travel together: one round trip however many they are. The server carries them out in order and skips what
 * follows one that fails. Written against the part of `pg` that its own cursors use; values stay the text that the server
 * sent, for every column knows what it holds.
 */
export class Batch implements Submittable {
  readonly #asks: readonly Ask[];
  readonly #prepared: Prepared;
  readonly #end: BatchEnd;
  readonly #answers: Answer[] = [];
  #rows: (readonly (string | null)[])[] = [];
  #isOver = false;

  constructor(asks: readonly Ask[], prepared: Prepared, end: BatchEnd) {
    this.#asks = asks;
    this.#prepared = prepared;
    this.#end = end;
  }

  submit(connection: Connection): void {
    const { stream } = connection;
    stream.cork();
    for (const { statement, values } of this.#asks) {
      this.#prepared.prepare(connection, statement);
      connection.bind({ portal: '', statement: statement.name, values: values as (string | null)[] }, true);
      connection.execute({ portal: '' }, true);
    }
    connection.sync();
    stream.uncork();
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.#rows.push(fields);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const [tag = ''] = text.split(' ', 1);
    this.#answers.push({ rows: this.#rows, tag, count: tag === text ? 0 : Number(text.slice(text.lastIndexOf(' ') + 1)) });
    this.#rows = [];
  }

  handleReadyForQuery(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#end.resolve(this.#answers);
  }

  /** The error learns which statement it was, counted from 0. */
  handleError(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (error instanceof Error) Object.assign(error, { askedAt: this.#answers.length });
    this.#end.reject(error);
  }

  /** Part of what `pg` asks of a query; nothing here is described, copied, or read in parts. */
  handleRowDescription(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}
