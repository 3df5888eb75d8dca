import { createHash } from 'node:crypto';
import { openStore } from '@objectql/engine';
import type { Sealer } from '@objectql/engine';
import { createSealer } from '@objectos/journal';
import { createNodePlatform } from '@objectos/server';
import { Pool } from 'pg';
import { PostgresDatabase } from '../packages/objectql/driver-postgres/src/postgres-database.ts';
import { customer as valuesOf, fieldNames } from './customer-table.ts';
import { customer } from './subject/bench-plugin.manifest.ts';

const callers = 50;
const at = new Date(0).toISOString();

/** Writes a second of so many callers, each waiting for one before the next. */
async function perSecond(seconds: number, write: (index: number) => Promise<unknown>): Promise<number> {
  let made = 0;
  const began = performance.now();
  const end = began + seconds * 1000;
  await Promise.all(Array.from({ length: callers }, async () => {
    while (performance.now() < end) await write(made++);
  }));
  return made / ((performance.now() - began) / 1000);
}

/** Units through the store: those that wait together are one transaction. */
export async function groupedWrites(url: string, seconds: number): Promise<number> {
  const database = await PostgresDatabase.open({ url, schema: 'grouped' });
  const platform = createNodePlatform();
  const sealer: Sealer = createSealer(platform);
  const store = await openStore({ driver: database.driver('hot'), host: platform, sealer, objects: [customer] });
  const scope = { tenant: 'hot', principal: { id: 'u', kind: 'person', roles: [] }, time: 0, actors: [], onBehalfOf: null, surface: 'system', operation: 'bench', requestId: 'r', version: 'v' } as const;
  const write = (index: number): Promise<unknown> => {
    const { values } = valuesOf(index);
    const id = `g${index}`;
    const row = { id, ...values, amount: Number(values.amount).toFixed(2) };
    return store.commit({ scope, keys: [], decide: () => ({ unit: { writes: [{ op: 'insert', key: { object: 'customer', id }, row }], checks: [] }, reply: null }) });
  };
  await perSecond(1, (index) => write(1e9 + index));
  const result = await perSecond(seconds, write);
  await store.close();
  await database.close();
  return result;
}

/** The same by hand: one transaction per write, under the lock that keeps the sequence without a gap and the chain whole. */
export async function singleWrites(url: string, seconds: number): Promise<number> {
  const pool = new Pool({ connectionString: url, max: 10 });
  await pool.query(`CREATE SCHEMA single; CREATE TABLE single.customer (tenant text, id text, ${fieldNames.map((name) => `"${name}" text`).join(', ')}, created_at text, updated_at text, version bigint, PRIMARY KEY (tenant, id));
    CREATE INDEX ON single.customer (tenant, tenant_id, status, updated_at DESC); CREATE INDEX ON single.customer (tenant, tenant_id, owner_id);
    CREATE TABLE single.journal (tenant text, seq bigint, change text, hash text, PRIMARY KEY (tenant, seq));
    CREATE TABLE single.head (tenant text PRIMARY KEY, seq bigint, hash text); INSERT INTO single.head VALUES ('hot', 0, '')`);
  const insert = `INSERT INTO single.customer VALUES ($1, $2, ${fieldNames.map((_name, index) => `$${index + 3}`).join(', ')}, $${fieldNames.length + 3}, $${fieldNames.length + 4}, 1)`;
  const write = async (index: number): Promise<void> => {
    const { values } = valuesOf(index);
    const client = await pool.connect();
    const ask = (name: string, text: string, given: unknown[]) => client.query<{ seq: string; hash: string }>({ name, text, values: given });
    try {
      await client.query('BEGIN');
      const { rows: [head] } = await ask('head', 'SELECT seq, hash FROM single.head WHERE tenant = $1 FOR UPDATE', ['hot']);
      const change = JSON.stringify({ id: `s${index}`, ...values });
      const hash = createHash('sha256').update(`${head?.hash ?? ''}${change}`).digest('hex');
      const seq = Number(head?.seq) + 1;
      await ask('insert', insert, ['hot', `s${index}`, ...fieldNames.map((name) => String(values[name])), at, at]);
      await ask('journal', 'INSERT INTO single.journal VALUES ($1, $2, $3, $4)', ['hot', seq, change, hash]);
      await ask('move', 'UPDATE single.head SET seq = $2, hash = $3 WHERE tenant = $1', ['hot', seq, hash]);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
  };
  await perSecond(1, (index) => write(1e9 + index));
  const result = await perSecond(seconds, write);
  await pool.end();
  return result;
}
