import type { JournalHead, MigrationExtent } from '@objectql/engine';
import { differencesOf, formerNamesAfter, formerNamesIn, planMigration, quoteName, storedSchema } from '@objectql/engine/sql';
import type { FormerNames, MigrationSteps, StoredSchema } from '@objectql/engine/sql';
import type { ObjectDescriptor } from '@objectql/metadata';
import { StoreFailure } from './errors.ts';
import { grantsOf, journalTables } from './journal-table.ts';
import { postgresMigration } from './postgres-migration.ts';
import type { Session } from './session.ts';
import type { Ask } from './statement.ts';
import { indexesOf } from './table-layout.ts';
import type { TableLayouts } from './table-layout.ts';
import { unstorable } from './unstorable.ts';

/** The layout of the store's own tables; raised when a program that knows only the old one must not touch it. */
const FORMAT = '1';

export interface MigrationSite {
  readonly layouts: TableLayouts;
  readonly tenant: string;
  /** Who serves: gets what serving needs of each table, and no more. Null where the owner serves itself. */
  readonly servingRole: string | null;
  /** Who migrates owns the tables and is held by the walls that are forced on them: they must be opened for counting. */
  readonly ownerIsWalled: boolean;
}

export interface PlannedMigration {
  readonly extent: MigrationExtent;
  readonly schema: string;
  /** The schema that it was planned over; null for a place without tables. */
  readonly over: string | null;
}

interface Meta {
  readonly schema: string | null;
  readonly generation: string;
  readonly former: FormerNames;
}

export interface AppliedMigration {
  /** Of the tables. */
  readonly generation: string;
  /** Where the tenant's journal stands. */
  readonly seq: number;
  /** What objects were called before. */
  readonly former: FormerNames;
}

/**
 * Tables are shared by all tenants, so a migration is the database's and not the store's. It is planned first, which tells
 * every reason against it and locks nothing; then the store asks for consent; then one short transaction does it, unless
 * another store or another process has done it already.
 */
export async function planStoreMigration(session: Session, site: MigrationSite, objects: readonly ObjectDescriptor[]): Promise<PlannedMigration> {
  const problems = unstorable(objects);
  if (problems.length > 0) throw refused(problems);
  const schema = JSON.stringify(storedSchema(objects, (object) => indexesOf(object, site.layouts.schema)));
  const { schema: over } = await readMeta(session, site);
  if (over === schema) return { extent: 'none', schema, over };
  if (over === null) return { extent: 'additive', schema, over };
  const { breaking } = await inTransaction(session, () => planned(session, site, { objects, over }), 'ROLLBACK');
  return { extent: breaking ? 'breaking' : 'additive', schema, over };
}

/** Does what was planned, and gives the tenant its head. */
export async function applyMigration(session: Session, site: MigrationSite, { plan, objects, genesis }: { readonly plan: PlannedMigration; readonly objects: readonly ObjectDescriptor[]; readonly genesis: JournalHead }): Promise<AppliedMigration> {
  const { layouts, tenant } = site;
  const { generation, former } = await inTransaction(session, async () => {
    await session.run([ask(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`objectos:${layouts.schema}`])]);
    const meta = await readMeta(session, site);
    return meta.schema === plan.schema ? meta : migrate(session, site, { ...plan, meta, objects });
  }, 'COMMIT');
  const [, head] = await session.runAs(tenant, [
    ask(`INSERT INTO ${layouts.table('_head')} ("_tenant", "seq", "epoch", "hash") VALUES ($1, 0, $2, $3) ON CONFLICT DO NOTHING`, [tenant, genesis.epoch, genesis.hash]),
    ask(`SELECT "seq" FROM ${layouts.table('_head')} WHERE "_tenant" = $1`, [tenant]),
  ]);
  return { generation, seq: Number(head?.rows[0]?.[0] ?? 0), former };
}

async function migrate(session: Session, site: MigrationSite, { meta, objects, schema }: PlannedMigration & { readonly meta: Meta; readonly objects: readonly ObjectDescriptor[] }): Promise<Meta> {
  if (meta.schema === null) for (const sql of foundations(site)) await session.execute(sql);
  const over = meta.schema ?? '[]';
  const { statements, breaking } = await planned(session, site, { objects, over });
  for (const sql of statements) await session.execute(sql);
  const generation = String(Number(meta.generation) + Number(breaking));
  const former = formerNamesAfter(meta.former, JSON.parse(over) as StoredSchema, objects);
  await writeMeta(session, site, { format: FORMAT, schema, generation, former });
  return { schema, generation, former: formerNamesIn(former) };
}

/** What keeps a tenant's rows from everybody else, the table's owner included. */
function wallOf({ layouts, servingRole }: MigrationSite, name: string): readonly string[] {
  const table = layouts.table(name);
  const own = `"_tenant" = current_setting('objectos.tenant', true)`;
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY "own tenant" ON ${table} USING (${own}) WITH CHECK (${own})`,
    ...(servingRole === null ? [] : [`GRANT ${grantsOf(name)} ON ${table} TO ${quoteName(servingRole)}`]),
  ];
}

/** The store's own tables, for a place that has none. */
function foundations(site: MigrationSite): readonly string[] {
  const { layouts, servingRole } = site;
  return [
    `CREATE TABLE ${layouts.table('_meta')} ("key" text PRIMARY KEY, "value" text NOT NULL)`,
    ...(servingRole === null ? [] : [`GRANT ${grantsOf('_meta')} ON ${layouts.table('_meta')} TO ${quoteName(servingRole)}`]),
    ...journalTables(layouts).map(({ sql }) => sql),
    ...journalTables(layouts).flatMap(({ name }) => wallOf(site, name)),
  ];
}

/** The steps, made with the walls of the tables in question open where they would hide rows from the count. */
async function planned(session: Session, site: MigrationSite, { objects, over }: { readonly objects: readonly ObjectDescriptor[]; readonly over: string }): Promise<MigrationSteps> {
  const { layouts } = site;
  const task = { stored: JSON.parse(over) as StoredSchema, objects, dialect: postgresMigration(session, layouts, (name) => wallOf(site, name)) };
  const { changes, gone } = differencesOf(task);
  const walled = site.ownerIsWalled ? [...changes.map(({ now }) => now.name), ...gone.map(({ name }) => name)] : [];
  for (const name of walled) await session.execute(`ALTER TABLE ${layouts.table(name)} NO FORCE ROW LEVEL SECURITY`);
  const steps = await planMigration(task);
  if (steps.problems.length > 0) throw refused(steps.problems);
  const closed = site.ownerIsWalled ? changes.map(({ wanted }) => `ALTER TABLE ${layouts.table(wanted.name)} FORCE ROW LEVEL SECURITY`) : [];
  return { ...steps, statements: [...steps.statements, ...closed] };
}

async function readMeta(session: Session, { layouts }: Pick<MigrationSite, 'layouts'>): Promise<Meta> {
  const table = layouts.table('_meta');
  // From the catalogue itself: `to_regclass` may answer from a cache that another process's commit has not reached yet.
  const [there] = await session.run([ask(`SELECT EXISTS (SELECT 1 FROM pg_class WHERE relname = '_meta' AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1))`, [layouts.schema])]);
  if (there?.rows[0]?.[0] !== 't') return { schema: null, generation: '1', former: new Map() };
  const [answer] = await session.run([ask(`SELECT "key", "value" FROM ${table}`)]);
  const meta = new Map(answer?.rows.map(([key = null, value = null]) => [key, value]));
  const format = meta.get('format') ?? 'none';
  if (format !== FORMAT) throw new StoreFailure('STORE_FORMAT_UNKNOWN', [format, FORMAT]);
  return { schema: meta.get('schema') ?? null, generation: meta.get('generation') ?? '1', former: formerNamesIn(meta.get('former')) };
}

async function writeMeta(session: Session, { layouts }: Pick<MigrationSite, 'layouts'>, values: Readonly<Record<string, string>>): Promise<void> {
  const sql = `INSERT INTO ${layouts.table('_meta')} ("key", "value") VALUES ($1, $2) ON CONFLICT ("key") DO UPDATE SET "value" = excluded."value"`;
  await session.run(Object.entries(values).map(([key, value]) => ask(sql, [key, value])));
}

/** Runs the work in a transaction that ends so; rolled back where it throws. */
async function inTransaction<T>(session: Session, work: () => Promise<T>, end: 'COMMIT' | 'ROLLBACK'): Promise<T> {
  await session.execute('BEGIN');
  try {
    const result = await work();
    await session.execute(end);
    return result;
  } catch (error) {
    if (session.lost === null) await session.execute('ROLLBACK');
    throw error;
  } finally {
    session.forgetTenant();
  }
}

/** Statements that are run once in the life of a store are not kept prepared. */
function ask(text: string, values: readonly string[] = []): Ask {
  return { statement: { name: '', text }, values };
}

function refused(problems: readonly string[]): StoreFailure {
  return new StoreFailure('STORE_MIGRATION_REFUSED', [problems.map((problem) => `- ${problem}`).join('\n')]);
}
