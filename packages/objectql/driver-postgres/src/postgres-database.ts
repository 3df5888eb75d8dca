import { quoteName } from '@objectql/engine/sql';
import { StoreFailure } from './errors.ts';
import { NewsWire } from './news-wire.ts';
import { toStoreFailure } from './postgres-error.ts';
import { PostgresDriver } from './postgres-driver.ts';
import { inspectServer, prepareRoles } from './roles.ts';
import type { Wall } from './roles.ts';
import { SessionPool } from './session-pool.ts';
import { StoreShelf } from './store-shelf.ts';
import type { Timeouts } from './store-shelf.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`, with `sslmode` and the like as libpq has them. */
  readonly url: string;
  /** Where tenants' stores lie; the system store lies beside it, in the schema with `_system` after its name. */
  readonly schema?: string;
  /** Connections that serve at most: 10 unless said. Two more serve migrations and news of other processes. */
  readonly connections?: number;
  /** The role that serves: the database's name with `_serving` after it, unless said. It is made where the login role may make roles. */
  readonly servingRole?: string;
  /** Milliseconds that one statement may take, 30,000 unless said; waiting for a lock counts. Reads of records have a limit of their own. */
  readonly statementTimeout?: number;
  /** Milliseconds that one read of records may take, 5,000 unless said; then it is `QUERY_TOO_COSTLY`. */
  readonly readTimeout?: number;
  /** Milliseconds that a database which went down in a commit is asked what became of it, 15,000 unless said. */
  readonly patience?: number;
  /** Milliseconds that a connection which nobody uses stays open, 30,000 unless said. */
  readonly idleTimeout?: number;
}

/** Beyond the statement's own limit: a server that says nothing any more is not waited for. */
const GRACE_MS = 5000;

/** The name under which the system store is asked for; it has a schema of its own, for its objects are others. */
const SYSTEM = '_system';

/** One database that holds the stores of all tenants. Any number of processes may have it open. */
export class PostgresDatabase {
  /** How tenants are kept apart by the database itself. */
  readonly wall: Wall;
  readonly #serving: SessionPool;
  readonly #owner: SessionPool;
  readonly #news: NewsWire;
  readonly #shelves: readonly [tenants: StoreShelf, system: StoreShelf];

  private constructor(parts: { readonly wall: Wall; readonly serving: SessionPool; readonly owner: SessionPool; readonly news: NewsWire; readonly timeouts: Timeouts; readonly patience: number; readonly schemas: readonly [string, string] }) {
    const { schemas: [tenants, system], ...shared } = parts;
    const { wall, serving, owner, news } = shared;
    this.wall = wall;
    this.#serving = serving;
    this.#owner = owner;
    this.#news = news;
    this.#shelves = [new StoreShelf({ schema: tenants, ...shared }), new StoreShelf({ schema: system, ...shared })];
  }

  /** Connects, and makes schemas and role where they are not there. Throws a `StoreFailure` that says what is in the way. */
  static async open({ url, schema = 'objectos', connections = 10, servingRole, statementTimeout = 30_000, readTimeout = 5000, idleTimeout = 30_000, patience = 15_000 }: PostgresOptions): Promise<PostgresDatabase> {
    const schemas = [schema, `${schema}${SYSTEM}`] as const;
    const timeouts = { statement: statementTimeout, read: readTimeout };
    const common = { url, idleTimeout, answerWithin: Math.max(statementTimeout, readTimeout) + GRACE_MS };
    const owner = new SessionPool({ ...common, connections: 1, settings: settingsOf(statementTimeout, statementTimeout) });
    try {
      const wall = await owner.use(async (session) => prepareRoles(session, await inspectServer(session), { schemas, role: servingRole }));
      const role = wall.servingRole === null ? '' : `SET ROLE ${quoteName(wall.servingRole)}; `;
      const serving = new SessionPool({ ...common, connections, settings: role + servingSettings(timeouts) });
      return new PostgresDatabase({ wall, serving, owner, news: new NewsWire(url), schemas, timeouts, patience });
    } catch (error) {
      await owner.close();
      throw openingFailure(error);
    }
  }

  /** The driver of the store of that name: a tenant's, or `_system`. */
  driver(name: string): PostgresDriver {
    const [tenants, system] = this.#shelves;
    return new PostgresDriver(name === SYSTEM ? system : tenants, name);
  }

  /** Waits for what is under way. Close the drivers first. */
  async close(): Promise<void> {
    await Promise.all([this.#serving.close(), this.#owner.close(), this.#news.close()]);
  }

  /** Ends every connection at once: whatever is under way fails and leaves nothing behind, as if the process had ended. */
  abort(): void {
    this.#serving.abort();
    this.#owner.abort();
    void this.#news.close().catch(() => undefined);
  }
}

/** Whoever opens a database is told what keeps him out; later that is for the log. */
function openingFailure(error: unknown): unknown {
  const failure = toStoreFailure(error);
  const isUnreachable = failure instanceof StoreFailure && failure.code === 'STORE_UNREACHABLE' && failure.cause instanceof Error;
  return isUnreachable ? new StoreFailure('STORE_DATABASE_UNFIT', [`it cannot be reached, or lets nobody in (${(failure.cause as Error).message})`], failure.cause) : failure;
}

/** A session reads unless its transaction says that it is `unhurried`. A lock is waited for a little less, so that a wait is not taken for a costly read. */
function servingSettings({ statement, read }: Timeouts): string {
  const limit = Math.ceil(read);
  return settingsOf(limit, Math.max(1, Math.floor(Math.min(limit, statement) * 0.9)));
}

/** Short transactions over few rows: nothing here gains by workers or by compiling. */
function settingsOf(statementTimeout: number, lockTimeout: number): string {
  return `SET search_path = pg_catalog; SET jit = off; SET max_parallel_workers_per_gather = 0; SET standard_conforming_strings = on; SET statement_timeout = ${statementTimeout};
    SET lock_timeout = ${lockTimeout}; SET idle_in_transaction_session_timeout = ${statementTimeout}`;
}
