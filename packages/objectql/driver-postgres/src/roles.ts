import { quoteName, quoteText } from '@objectql/engine/sql';
import { StoreFailure } from './errors.ts';
import { grantsOf } from './journal-table.ts';
import type { Session } from './session.ts';

/** How the rows of one tenant are kept from the others by the database itself, beside the predicate of each statement. */
export interface Wall {
  /** The role that sessions take on to serve. Null: the login role serves itself. */
  readonly servingRole: string | null;
  /** The login role is held by row-level security where it is forced. */
  readonly ownerIsWalled: boolean;
}

interface Login {
  readonly database: string;
  readonly isWalled: boolean;
  readonly makesRoles: boolean;
}

const PROBE = `SELECT current_setting('server_version_num')::int, (SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()),
  rolsuper OR rolbypassrls, rolsuper OR rolcreaterole, current_database() FROM pg_roles WHERE rolname = current_user`;

/** Refuses what cannot hold stores, with the reason. */
export async function inspectServer(session: Session): Promise<Login> {
  const [answer] = await session.run([{ statement: { name: '', text: PROBE }, values: [] }]);
  const [version = null, encoding = null, bypasses = null, makesRoles = null, database = null] = answer?.rows[0] ?? [];
  if (Number(version) < 140_000) throw new StoreFailure('STORE_DATABASE_UNFIT', [`PostgreSQL 14 or newer is needed, this is ${version ?? 'unknown'}`]);
  if (encoding !== 'UTF8') throw new StoreFailure('STORE_DATABASE_UNFIT', [`its encoding must be UTF8, it is ${encoding ?? 'unknown'}`]);
  return { database: database ?? '', isWalled: bypasses !== 't', makesRoles: makesRoles === 't' };
}

/**
 * Makes the schema, and the role that serves where the login role may: it owns nothing, logs in nowhere and is held by
 * every wall. Where it may not, the login role owns the tables and serves, held by the walls that are forced on owners.
 */
export async function prepareRoles(session: Session, { database, isWalled, makesRoles }: Login, names: { readonly schemas: readonly string[]; readonly role?: string | undefined }): Promise<Wall> {
  const name = names.role ?? `${database}_serving`;
  const role = quoteName(name);
  await session.execute('BEGIN');
  try {
    await session.execute(`SELECT pg_advisory_xact_lock(hashtextextended('objectos:roles', 0))`);
    const isNew = makesRoles && !(await isThere(session, name));
    if (isNew) {
      await session.execute(`CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT; GRANT ${role} TO CURRENT_USER`);
    }
    const servingRole = (await isMember(session, name)) ? name : null;
    for (const schema of names.schemas) {
      await session.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}${servingRole === null ? '' : `; GRANT USAGE ON SCHEMA ${quoteName(schema)} TO ${role}`}`);
    }
    // Tables that came from a dump, under another name or on another server.
    if (isNew) for (const schema of names.schemas) await grantTables(session, schema, name);
    await session.execute('COMMIT');
    return { servingRole, ownerIsWalled: isWalled };
  } catch (error) {
    if (session.lost === null) await session.execute('ROLLBACK');
    throw error;
  }
}

async function grantTables(session: Session, schema: string, role: string): Promise<void> {
  const text = `SELECT tablename FROM pg_tables WHERE schemaname = ${quoteText(schema)}`;
  const [tables] = await session.run([{ statement: { name: '', text }, values: [] }]);
  for (const [table = null] of tables?.rows ?? []) {
    if (table !== null) await session.execute(`GRANT ${grantsOf(table)} ON ${quoteName(schema)}.${quoteName(table)} TO ${quoteName(role)}`);
  }
}

async function isThere(session: Session, role: string): Promise<boolean> {
  return yes(session, `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = ${quoteText(role)})`);
}

/** Whether the login role may take on the role, and the role itself is held by the walls. */
async function isMember(session: Session, role: string): Promise<boolean> {
  return yes(session, `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = ${quoteText(role)} AND NOT rolsuper AND NOT rolbypassrls AND pg_has_role(current_user, oid, 'MEMBER'))`);
}

async function yes(session: Session, text: string): Promise<boolean> {
  const [answer] = await session.run([{ statement: { name: '', text }, values: [] }]);
  return answer?.rows[0]?.[0] === 't';
}
