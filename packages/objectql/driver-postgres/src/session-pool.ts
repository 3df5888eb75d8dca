import { Pool } from 'pg';
import type { PoolClient, PoolConfig } from 'pg';
import { StoreFailure } from './errors.ts';
import { isLost, isSacrificed } from './postgres-error.ts';
import { Session } from './session.ts';

export interface SessionPoolOptions {
  readonly url: string;
  /** Connections at most. */
  readonly connections: number;
  /** Milliseconds that a connection which nobody uses stays open. */
  readonly idleTimeout: number;
  /** Run once on each new connection: role and settings. */
  readonly settings: string;
  /** Milliseconds without an answer after which a connection is given up. */
  readonly answerWithin: number;
}

/** How long a new connection may take. */
const CONNECT_MS = 5000;

/** Times that something which changed nothing is done again on another connection: after a restart of the server all are dead. */
const ATTEMPTS = 4;

/** Sessions on connections of one pool, made when there is use for them. */
export class SessionPool {
  readonly #pool: Pool;
  readonly #options: SessionPoolOptions;
  readonly #sessions = new WeakMap<PoolClient, Session>();
  readonly #live = new Set<Session>();
  #closed = false;

  constructor(options: SessionPoolOptions) {
    this.#options = options;
    const config: PoolConfig = {
      connectionString: options.url, max: options.connections, idleTimeoutMillis: options.idleTimeout, connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true, application_name: 'objectos', allowExitOnIdle: true,
    };
    this.#pool = new Pool(config);
    // What an idle connection says at its end; the pool has dropped it by then.
    this.#pool.on('error', () => undefined);
  }

  /** Runs the work on a session of its own. One that was lost, or is in a state that nobody knows, is not used again. */
  async use<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.#closed) throw new StoreFailure('STORE_CLOSED');
    const client = await this.#connect();
    let session: Session;
    try {
      session = await this.#sessionOf(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
    try {
      return await work(session);
    } finally {
      client.release(session.lost !== null);
    }
  }

  /** The same for work that may be done again from the start where its connection was lost, or it was given up for another. */
  async useRepeatedly<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.use(work);
      } catch (error) {
        if (!(isLost(error) || isSacrificed(error)) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#pool.end();
  }

  /** Ends every connection at once, as the end of the process would; waits for nobody who uses one. */
  abort(): void {
    for (const session of this.#live) session.destroy(new StoreFailure('STORE_CLOSED'));
    if (this.#closed) return;
    this.#closed = true;
    void this.#pool.end();
  }

  /** A server that cannot be reached is not asked again at once, as one that ended a connection is. */
  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw this.#closed ? new StoreFailure('STORE_CLOSED', [], error) : new StoreFailure('STORE_UNREACHABLE', [], error);
    }
  }

  async #sessionOf(client: PoolClient): Promise<Session> {
    const known = this.#sessions.get(client);
    if (known !== undefined) return known;
    const session = new Session(client, this.#options.answerWithin);
    this.#sessions.set(client, session);
    this.#live.add(session);
    client.once('end', () => this.#live.delete(session));
    await session.execute(this.#options.settings);
    return session;
  }
}
