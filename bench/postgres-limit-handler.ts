/**
 * The limit on PostgreSQL: what a hand-written handler with `pg` does. Raw node:http, a pool of ten, named prepared
 * statements; a write is one transaction with the row and its audit row. No sign-in, no permission, no validation, no chain.
 *
 *     PORT=4110 DATABASE_URL=postgres://... node bench/postgres-limit-handler.ts
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Pool } from 'pg';
import { customer, fieldNames } from './customer-table.ts';

const { PORT = '4110', DATABASE_URL = '', ROWS = '100000' } = process.env;
const columns = ['id', ...fieldNames, 'created_at', 'updated_at', 'version'];
const pool = new Pool({ connectionString: DATABASE_URL, max: 10 });

await fill(Number(ROWS));

async function fill(rows: number): Promise<void> {
  await pool.query(`CREATE TABLE customer (id text PRIMARY KEY, tenant_id text NOT NULL, owner_id text NOT NULL, name text NOT NULL, code text, status text NOT NULL, email text, phone text, city text, country text, amount double precision, rating integer, active boolean, notes text, created_at text NOT NULL, updated_at text NOT NULL, version integer NOT NULL);
    CREATE INDEX customer_list ON customer (tenant_id, status, updated_at DESC);
    CREATE INDEX customer_owner ON customer (tenant_id, owner_id);
    CREATE TABLE audit (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at text NOT NULL, tenant_id text NOT NULL, principal text NOT NULL, via text NOT NULL, object text NOT NULL, record_id text, action text NOT NULL, changes text)`);
  const step = 5000;
  for (let first = 0; first < rows; first += step) {
    const some = Array.from({ length: Math.min(step, rows - first) }, (_, index) => {
      const { id, values, createdAt, updatedAt } = customer(first + index);
      return { id, ...values, created_at: createdAt, updated_at: updatedAt, version: 1 };
    });
    await pool.query('INSERT INTO customer SELECT * FROM json_populate_recordset(null::customer, $1)', [JSON.stringify(some)]);
  }
  await pool.query('VACUUM ANALYZE customer');
}

const statements = {
  byId: 'SELECT * FROM customer WHERE id = $1',
  byStatus: 'SELECT * FROM customer WHERE tenant_id = $1 AND status = $2 ORDER BY updated_at DESC LIMIT 50',
  insert: `INSERT INTO customer VALUES (${columns.map((_name, index) => `$${index + 1}`).join(', ')})`,
  update: 'UPDATE customer SET amount = $1, notes = $2, updated_at = $3, version = version + 1 WHERE id = $4 RETURNING *',
  audit: 'INSERT INTO audit (at, tenant_id, principal, via, object, record_id, action, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
} as const;

type Value = string | number | boolean | null | undefined;
type Run = (name: keyof typeof statements, values: readonly Value[]) => Promise<readonly Readonly<Record<string, unknown>>[]>;

const run: Run = async (name, values) => (await pool.query<Record<string, unknown>>({ name, text: statements[name], values: [...values] })).rows;

/** One transaction per request. */
async function write<T>(work: (on: Run) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(async (name, values) => (await client.query<Record<string, unknown>>({ name, text: statements[name], values: [...values] })).rows);
    await client.query('COMMIT');
    return result;
  } finally {
    client.release();
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

type Body = Readonly<Record<string, string | number | boolean | undefined>>;

async function readJson(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body;
}

let inserted = 0;
const newId = (): string => `n${Date.now().toString(36)}${(inserted++).toString(36).padStart(6, '0')}`;

async function create(body: Body): Promise<unknown> {
  const now = new Date().toISOString();
  const row: Readonly<Record<string, Value>> = { ...body, id: newId(), tenant_id: 't1', owner_id: 'u17', created_at: now, updated_at: now, version: 1 };
  await write(async (on) => {
    await on('insert', columns.map((name) => row[name] ?? null));
    await on('audit', [now, 't1', 'u17', 'rest', 'customer', row['id'], 'create', JSON.stringify(row)]);
  });
  return row;
}

function update(id: string, body: Body): Promise<unknown> {
  const now = new Date().toISOString();
  return write(async (on) => {
    const [row] = await on('update', [Number(body['amount']), String(body['notes']), now, id]);
    await on('audit', [now, 't1', 'u17', 'rest', 'customer', id, 'update', JSON.stringify(body)]);
    return row;
  });
}

const root = '/api/v1/data/customer';

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? '';
  if (request.method === 'POST') return send(response, 201, await create(await readJson(request)));
  if (request.method === 'PATCH') return send(response, 200, await update(url.slice(root.length + 1), await readJson(request)));
  if (url.charAt(root.length) === '/') {
    const [row] = await run('byId', [url.slice(root.length + 1)]);
    return send(response, row === undefined ? 404 : 200, row ?? {});
  }
  const filter = JSON.parse(new URLSearchParams(url.slice(root.length)).get('filter') ?? '{}') as { tenant_id?: string; status?: string };
  return send(response, 200, { records: await run('byStatus', [filter.tenant_id ?? 't1', filter.status ?? 'active']) });
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => send(response, 500, { error: String(error) }));
});
server.keepAliveTimeout = 72_000;
server.listen(Number(PORT), '127.0.0.1', () => process.stdout.write('ready\n'));
process.on('SIGTERM', () => process.exit(0));
