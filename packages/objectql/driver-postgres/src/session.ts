import type { ClientBase, Connection } from 'pg';
import { Batch } from './batch.ts';
import type { Prepared } from './batch.ts';
import { statement } from './statement.ts';
import type { Answer, Ask, Statement } from './statement.ts';

/** Statements that one connection keeps prepared; the first to come is the first to go. */
const STATEMENTS_KEPT = 400;

const useTenant = statement(`SELECT set_config('objectos.tenant', $1, false)`);

/**
 * One connection, its prepared statements, and the tenant that it speaks for: what row-level security lets it see. A
 * setting made in a transaction goes with it, so whenever something fails the tenant counts as unknown and is said again.
 */
export class Session {
  readonly #client: ClientBase;
  readonly #answerWithin: number;
  readonly #known = new Set<string>();
  /** Parsed in a batch that failed: prepared, or skipped. */
  readonly #doubtful = new Set<string>();
  #tenant: string | null = null;
  #connection: Connection | null = null;
  #lost: unknown = null;

  /** `answerWithin`: milliseconds after which a connection that does not answer is given up. */
  constructor(client: ClientBase, answerWithin: number) {
    this.#client = client;
    this.#answerWithin = answerWithin;
    client.on('error', (error) => {
      this.#lost ??= error;
    });
    client.on('end', () => {
      this.#lost ??= new Error('The connection has ended.');
    });
  }

  /** Why the connection is of no use any more; null while it is. */
  get lost(): unknown {
    return this.#lost;
  }

  /** Carries out the statements in order, in one round trip. Outside of a transaction they are one of their own. */
  run(asks: readonly Ask[]): Promise<readonly Answer[]> {
    const fresh: string[] = [];
    const prepared: Prepared = { prepare: (connection, each) => this.#prepare(connection, each, fresh) };
    return new Promise((resolve, reject) => {
      const clock = setTimeout(() => this.destroy(new Error(`The database has not answered for ${this.#answerWithin} ms.`)), this.#answerWithin);
      const batch = new Batch(asks, prepared, {
        resolve(answers) {
          clearTimeout(clock);
          resolve(answers);
        },
        reject: (error) => {
          clearTimeout(clock);
          this.#doubt(fresh);
          reject(error);
        },
      });
      this.#client.query(batch);
    });
  }

  /** The same, seeing the rows of one tenant; not inside a transaction. */
  async runAs(tenant: string, asks: readonly Ask[]): Promise<readonly Answer[]> {
    if (this.#tenant === tenant) return this.run(asks);
    this.#tenant = null;
    const [, ...answers] = await this.run([{ statement: useTenant, values: [tenant] }, ...asks]);
    this.#tenant = tenant;
    return answers;
  }

  /** To be called after a rollback. */
  forgetTenant(): void {
    this.#tenant = null;
  }

  /** Statements without values, separated by semicolons: definitions and settings. */
  async execute(sql: string): Promise<void> {
    await this.#client.query(sql);
  }

  /** Ends the connection as if its cable were cut. */
  destroy(reason: Error): void {
    this.#lost ??= reason;
    this.#connection?.stream.destroy(reason);
  }

  #prepare(connection: Connection, { name, text }: Statement, fresh: string[]): void {
    this.#connection = connection;
    if (name === '') {
      connection.parse({ name, text, types: [] }, true);
      return;
    }
    if (this.#known.has(name)) return;
    if (this.#doubtful.delete(name)) connection.close({ type: 'S', name }, true);
    if (this.#known.size >= STATEMENTS_KEPT) {
      for (const oldest of this.#known.keys().take(1)) {
        this.#known.delete(oldest);
        connection.close({ type: 'S', name: oldest }, true);
      }
    }
    connection.parse({ name, text, types: [] }, true);
    this.#known.add(name);
    fresh.push(name);
  }

  #doubt(fresh: readonly string[]): void {
    this.#tenant = null;
    for (const name of fresh) {
      this.#known.delete(name);
      this.#doubtful.add(name);
    }
  }
}
