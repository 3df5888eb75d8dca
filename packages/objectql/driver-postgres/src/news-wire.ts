import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Ask, Statement } from './statement.ts';
import { statement } from './statement.ts';

/** Milliseconds between two signs of life of the connection, and within which each must be answered. */
const PULSE_MS = 5000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

const CHANNEL = 'objectos';

const notify: Statement = statement(`SELECT pg_notify('${CHANNEL}', $1)`);

/**
 * Hears what other processes announce, over a connection of its own. What is said while it is down is not said again, so
 * whoever listens is told after each new connection to look for himself.
 */
export class NewsWire {
  /** The name of this one among those that write to the database. */
  readonly #self = randomUUID();
  readonly #url: string;
  readonly #listeners = new Map<string, () => void>();
  #client: Client | null = null;
  #pulse: NodeJS.Timeout | null = null;
  #pause: NodeJS.Timeout | null = null;
  #failures = 0;
  #state: 'idle' | 'open' | 'closed' = 'idle';

  constructor(url: string) {
    this.#url = url;
  }

  /** Tells the others, when the transaction commits and only then, that a store's journal has grown. */
  announcement(schema: string, tenant: string): Ask {
    return { statement: notify, values: [JSON.stringify([this.#self, schema, tenant])] };
  }

  /** `look` is called whenever the store may have grown. Returns the function that ends it. */
  listen(schema: string, tenant: string, look: () => void): () => void {
    const key = JSON.stringify([schema, tenant]);
    this.#listeners.set(key, look);
    if (this.#state === 'idle') {
      this.#state = 'open';
      void this.#connect();
    }
    return () => {
      if (this.#listeners.get(key) === look) this.#listeners.delete(key);
    };
  }

  async close(): Promise<void> {
    this.#state = 'closed';
    if (this.#pause !== null) clearTimeout(this.#pause);
    if (this.#pulse !== null) clearInterval(this.#pulse);
    const client = this.#client;
    this.#client = null;
    await client?.end();
  }

  /** Never rejects: it goes on trying. */
  async #connect(): Promise<void> {
    const client = new Client({ connectionString: this.#url, keepAlive: true, connectionTimeoutMillis: PULSE_MS, query_timeout: PULSE_MS, application_name: 'objectos news' });
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      this.#lost(client);
    };
    client.on('error', over);
    client.on('end', over);
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch {
      over();
      return;
    }
    if (this.#state === 'closed') return void client.end().catch(() => undefined);
    this.#client = client;
    this.#failures = 0;
    this.#pulse = setInterval(() => {
      client.query('SELECT 1').catch(over);
    }, PULSE_MS).unref();
    for (const look of this.#listeners.values()) look();
  }

  #lost(client: Client): void {
    if (this.#pulse !== null && (this.#client === client || this.#client === null)) clearInterval(this.#pulse);
    if (this.#client === client) this.#client = null;
    client.end().catch(() => undefined);
    if (this.#state === 'closed') return;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    this.#failures += 1;
    this.#pause = setTimeout(() => void this.#connect(), pause).unref();
  }

  #hear(payload: string): void {
    const [from, schema, tenant] = JSON.parse(payload) as readonly [string, string, string];
    if (from !== this.#self) this.#listeners.get(JSON.stringify([schema, tenant]))?.();
  }
}
