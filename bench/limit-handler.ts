/**
 * The limit: what this machine can do when nothing is in the way. Raw node:http, prepared statements, writes of one turn of
 * the event loop in one transaction; no sign-in, no permission, no validation, no chain.
 *
 *     PORT=4110 DB=limit.db SYNC=FULL node bench/limit-handler.ts
 */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { customer, fieldNames } from './customer-table.ts';

const { PORT = '4110', DB = ':memory:', ROWS = '100000', SYNC = 'FULL' } = process.env;
const columns = ['id', ...fieldNames, 'created_at', 'updated_at', 'version'];

const db = new DatabaseSync(DB);
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${SYNC === 'NORMAL' ? 'NORMAL' : 'FULL'}; PRAGMA cache_size = -65536; PRAGMA mmap_size = 268435456; PRAGMA temp_store = MEMORY`);
fill(Number(ROWS));

const byId = db.prepare('SELECT * FROM customer WHERE id = ?');
const byStatus = db.prepare('SELECT * FROM customer WHERE tenant_id = ? AND status = ? ORDER BY updated_at DESC LIMIT 50');
const insert = db.prepare(`INSERT INTO customer VALUES (${columns.map(() => '?').join(', ')})`);
const update = db.prepare('UPDATE customer SET amount = ?, notes = ?, updated_at = ?, version = version + 1 WHERE id = ?');
const audit = db.prepare('INSERT INTO audit (at, tenant_id, principal, via, object, record_id, action, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
const begin = db.prepare('BEGIN IMMEDIATE');
const commit = db.prepare('COMMIT');

function fill(rows: number): void {
  db.exec(`CREATE TABLE customer (id TEXT PRIMARY KEY, tenant_id TEXT NOT NULL, owner_id TEXT NOT NULL, name TEXT NOT NULL, code TEXT, status TEXT NOT NULL, email TEXT, phone TEXT, city TEXT, country TEXT, amount REAL, rating INTEGER, active INTEGER, notes TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, version INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX customer_list ON customer (tenant_id, status, updated_at DESC);
    CREATE INDEX customer_owner ON customer (tenant_id, owner_id);
    CREATE TABLE audit (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, tenant_id TEXT NOT NULL, principal TEXT NOT NULL, via TEXT NOT NULL, object TEXT NOT NULL, record_id TEXT, action TEXT NOT NULL, changes TEXT)`);
  const fillIn = db.prepare(`INSERT INTO customer VALUES (${columns.map(() => '?').join(', ')})`);
  db.exec('BEGIN');
  for (let index = 0; index < rows; index++) {
    const { id, values, createdAt, updatedAt } = customer(index);
    fillIn.run(id, ...fieldNames.map((name) => stored(values[name])), createdAt, updatedAt, 1);
  }
  db.exec('COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)');
}

function stored(value: string | number | boolean): string | number {
  return typeof value === 'boolean' ? Number(value) : value;
}

interface Pending {
  readonly response: ServerResponse;
  readonly status: number;
  readonly write: () => string;
}

let waiting: Pending[] = [];

function enqueue(pending: Pending): void {
  if (waiting.length === 0) setImmediate(flush);
  waiting.push(pending);
}

function flush(): void {
  const group = waiting;
  waiting = [];
  begin.run();
  const bodies = group.map(({ write }) => write());
  commit.run();
  group.forEach(({ response, status }, index) => send(response, status, bodies[index] ?? ''));
}

function send(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

type Body = Readonly<Record<string, string | number | boolean | undefined>>;

function readJson(request: IncomingMessage, use: (body: Body) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => use(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body));
}

let inserted = 0;
const newId = (): string => `n${Date.now().toString(36)}${(inserted++).toString(36).padStart(6, '0')}`;

function createCustomer(body: Body): string {
  const now = new Date().toISOString();
  const row: Record<string, string | number | null> = { id: newId() };
  for (const name of fieldNames) row[name] = body[name] === undefined ? null : stored(body[name]);
  Object.assign(row, { tenant_id: 't1', owner_id: 'u17', created_at: now, updated_at: now, version: 1 });
  insert.run(...columns.map((name) => row[name] ?? null));
  const text = JSON.stringify(row);
  audit.run(now, 't1', 'u17', 'rest', 'customer', row['id'] ?? null, 'create', text);
  return text;
}

function updateCustomer(id: string, body: Body): string {
  const now = new Date().toISOString();
  update.run(Number(body['amount']), String(body['notes']), now, id);
  audit.run(now, 't1', 'u17', 'rest', 'customer', id, 'update', JSON.stringify(body));
  return JSON.stringify(byId.get(id));
}

const root = '/api/v1/data/customer';
const server = createServer((request, response) => {
  const url = request.url ?? '';
  if (request.method === 'POST') readJson(request, (body) => enqueue({ response, status: 201, write: () => createCustomer(body) }));
  else if (request.method === 'PATCH') readJson(request, (body) => enqueue({ response, status: 200, write: () => updateCustomer(url.slice(root.length + 1), body) }));
  else if (url.charAt(root.length) === '/') {
    const row = byId.get(url.slice(root.length + 1));
    send(response, row === undefined ? 404 : 200, row === undefined ? '{}' : JSON.stringify(row));
  } else {
    const query = new URLSearchParams(url.slice(root.length));
    const filter = JSON.parse(query.get('filter') ?? '{}') as { tenant_id?: string; status?: string };
    send(response, 200, JSON.stringify({ records: byStatus.all(filter.tenant_id ?? 't1', filter.status ?? 'active') }));
  }
});
server.keepAliveTimeout = 72_000;
server.listen(Number(PORT), '127.0.0.1', () => process.stdout.write('ready\n'));
process.on('SIGTERM', () => process.exit(0));
