import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { Client } from 'pg';
import { PostgresDatabase } from './postgres-database.ts';
import type { PostgresOptions } from './postgres-database.ts';

/** The server that tests may use, as a URL of a database with the right to make databases and roles. */
export const testServer = process.env['OBJECTOS_TEST_POSTGRES'] ?? '';

/** Why tests that need a server are left out; undefined where there is one. */
export const withoutServer = testServer === '' ? 'SKIPPED: set OBJECTOS_TEST_POSTGRES=postgres://... to run what needs a PostgreSQL server' : undefined;

/** Tests that need a server: skipped, and said so loudly, where there is none. */
export function testOnServer(what: string, tests: () => void): void {
  if (withoutServer === undefined) tests();
  else test(`PostgreSQL: ${what}`, { skip: withoutServer }, () => undefined);
}

if (withoutServer !== undefined) process.stderr.write(`\n${withoutServer}\n\n`);

/** A database of a test's own, and the role that serves it. */
export class TestDatabase {
  readonly name: string;
  readonly url: string;
  readonly servingRole: string;

  private constructor(name: string) {
    this.name = name;
    this.servingRole = `${name}_serving`;
    const url = new URL(testServer);
    url.pathname = `/${name}`;
    this.url = url.href;
  }

  static async create(): Promise<TestDatabase> {
    const database = new TestDatabase(`objectos_test_${process.pid}_${randomBytes(4).toString('hex')}`);
    await onServer(testServer, `CREATE DATABASE "${database.name}" ENCODING 'UTF8' TEMPLATE template0`);
    return database;
  }

  open(options: Partial<PostgresOptions> = {}): Promise<PostgresDatabase> {
    return PostgresDatabase.open({ url: this.url, ...options });
  }

  /** The database by another role that owns it, with these attributes; dropped with it. */
  async loginRole(attributes: string): Promise<string> {
    const role = `${this.name}_login`;
    await onServer(testServer, `CREATE ROLE "${role}" LOGIN PASSWORD '${role}' ${attributes}`);
    await onServer(testServer, `ALTER DATABASE "${this.name}" OWNER TO "${role}"`);
    const url = new URL(this.url);
    [url.username, url.password] = [role, role];
    return url.href;
  }

  /** Runs statements as whom the test server's URL names. */
  execute(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return onServer(this.url, sql);
  }

  /** Somebody else, at work in the same database. */
  async connect(): Promise<Client> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    return client;
  }

  async drop(): Promise<void> {
    await onServer(testServer, `DROP DATABASE "${this.name}" WITH (FORCE)`);
    await onServer(testServer, `DROP ROLE IF EXISTS "${this.servingRole}", "${this.name}_login"`);
  }
}

async function onServer(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}
