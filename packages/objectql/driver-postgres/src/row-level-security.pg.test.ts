import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ReadPlan } from '@objectql/engine';
import { createPlanner, runtimeRights } from '@objectql/engine';
import { Client } from 'pg';
import { compileRead } from './plan-compiler.ts';
import { TENANT } from './postgres-tables.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { TableLayouts } from './table-layout.ts';
import { TestDatabase, testOnServer } from './test-server.contract.ts';
import { account, attempt, faultOfJournal, insert, openTrial, rowsOf, trialObjects } from './trial.contract.ts';

const tables = ['account', 'deal', '_command', '_counter', '_head', '_journal', '_access'];
const objects = new Map(trialObjects.map((object) => [object.name, object]));

/** The statement of a list, with its predicate on the tenant made true for everybody. */
function withoutPredicate(): string {
  const planned = createPlanner(objects).list(runtimeRights(trialObjects), 'account', {});
  assert.ok(planned.ok);
  const plan: ReadPlan = planned.plan;
  const { statement: { text } } = compileRead(plan, { layouts: new TableLayouts('objectos'), objects }, []);
  const open = text.replaceAll(`t0."_tenant" = ${TENANT}`, `${TENANT} IS NOT NULL`);
  assert.notEqual(open, text);
  return open;
}

/** Two tenants with an account each, in tables that they share. */
async function fill(database: PostgresDatabase): Promise<void> {
  for (const tenant of ['acme', 'bond']) {
    const store = await openTrial(database.driver(tenant));
    await store.commit(attempt([insert(account, `of-${tenant}`, { name: tenant })], 'first'));
    await store.appendAccess({ seq: 1, text: '[]', hash: 'h' });
    await store.close();
  }
}

/** A connection that serves one tenant, as the driver's do. */
async function asTenant<T>(url: string, role: string | null, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    if (role !== null) await client.query(`SET ROLE "${role}"`);
    await client.query(`SELECT set_config('objectos.tenant', 'acme', false)`);
    return await work(client);
  } finally {
    await client.end();
  }
}

async function tenantsIn(client: Client, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ _tenant: string }>(`SELECT DISTINCT "_tenant" FROM objectos."${table}" ORDER BY 1`);
  return rows.map(({ _tenant }) => _tenant);
}

testOnServer('row-level security', () => {
  let server: TestDatabase;
  let database: PostgresDatabase;
  before(async () => {
    server = await TestDatabase.create();
    database = await server.open();
    await fill(database);
  });
  after(async () => {
    await database.close();
    await server.drop();
  });

  test('the role that serves owns nothing and is held by every wall', async () => {
    assert.equal(database.wall.servingRole, server.servingRole);
    const [role] = await server.execute(`SELECT rolsuper, rolbypassrls, rolcreaterole, rolcanlogin, (SELECT count(*)::int FROM pg_class WHERE relowner = pg_roles.oid) AS owns FROM pg_roles WHERE rolname = '${server.servingRole}'`);
    assert.deepEqual(role, { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcanlogin: false, owns: 0 });
    const walls = await server.execute(`SELECT relname FROM pg_class WHERE relnamespace::regnamespace::text LIKE 'objectos%' AND relkind = 'r' AND relname <> '_meta' AND NOT (relrowsecurity AND relforcerowsecurity)`);
    assert.deepEqual(walls, []);
  });

  test('with the predicate switched off a list still answers the own tenant alone', async () => {
    const text = withoutPredicate();
    const open = await server.execute('SELECT "id" FROM objectos."account" ORDER BY 1');
    assert.deepEqual(open.map(({ id }) => id), ['of-acme', 'of-bond'], 'both are there');
    const ids = await asTenant(server.url, server.servingRole, async (client) => (await client.query<Record<string, unknown>>(text, ['bond'])).rows.map(({ id }) => id));
    assert.deepEqual(ids, ['of-acme']);
  });

  test('no table, journal and access stream included, shows or takes a row of another tenant', async () => {
    await asTenant(server.url, server.servingRole, async (client) => {
      for (const table of tables) assert.ok((await tenantsIn(client, table)).every((tenant) => tenant === 'acme'), table);
      assert.deepEqual(await tenantsIn(client, '_journal'), ['acme']);
      assert.equal((await client.query(`UPDATE objectos.account SET name = 'x' WHERE "_tenant" = 'bond'`)).rowCount, 0);
      assert.equal((await client.query(`DELETE FROM objectos.account WHERE "_tenant" = 'bond'`)).rowCount, 0);
      await assert.rejects(client.query(`UPDATE objectos.account SET "_tenant" = 'bond'`), { code: '42501' });
      await assert.rejects(client.query(`INSERT INTO objectos._access ("_tenant", "seq", "text", "hash") VALUES ('bond', 2, '', '')`), { code: '42501' });
    });
  });

  test('who names no tenant sees nothing', async () => {
    await asTenant(server.url, server.servingRole, async (client) => {
      await client.query('RESET objectos.tenant');
      for (const table of tables) assert.deepEqual(await tenantsIn(client, table), [], table);
    });
  });

  test('the journal cannot be rewritten by the role that serves', async () => {
    await asTenant(server.url, server.servingRole, async (client) => {
      await assert.rejects(client.query('UPDATE objectos._journal SET "hash" = null'), { code: '42501' });
      await assert.rejects(client.query('DELETE FROM objectos._journal'), { code: '42501' });
      await assert.rejects(client.query('DELETE FROM objectos._access'), { code: '42501' });
    });
  });

  test('tables that came without the role get it at the next start, with the same rights', async () => {
    const own = await TestDatabase.create();
    const first = await own.open();
    await fill(first);
    await first.close();
    await own.execute(`DROP OWNED BY "${own.servingRole}"; DROP ROLE "${own.servingRole}"`);
    const again = await own.open();
    const store = await openTrial(again.driver('acme'));
    assert.equal((await store.commit(attempt([insert(account, 'new', { name: 'New' })]))).accepted, true);
    assert.deepEqual((await rowsOf(store, account)).map(({ id }) => id), ['new', 'of-acme']);
    await asTenant(own.url, own.servingRole, (client) => assert.rejects(client.query('DELETE FROM objectos._journal'), { code: '42501' }));
    await again.close();
    await own.drop();
  });

  test('an owner that may make no roles serves itself and is held by the same walls', async () => {
    const own = await TestDatabase.create();
    const url = await own.loginRole('NOSUPERUSER NOCREATEROLE NOBYPASSRLS');
    const plain = await PostgresDatabase.open({ url });
    try {
      assert.deepEqual(plain.wall, { servingRole: null, ownerIsWalled: true });
      await fill(plain);
      const store = await openTrial(plain.driver('acme'));
      assert.deepEqual((await rowsOf(store, account)).map(({ id }) => id), ['of-acme']);
      assert.equal(await faultOfJournal(store), null);
      const seen = await asTenant(url, null, (client) => tenantsIn(client, 'account'));
      assert.deepEqual(seen, ['acme']);
      // What a migration counts is every tenant's: bond's record keeps its field.
      const without = { ...account, fields: { code: account.fields['code'], visits: account.fields['visits'] } } as typeof account;
      await assert.rejects(openTrial(plain.driver('acme'), [without]), { code: 'STORE_MIGRATION_REFUSED', message: /account\.name .* 2 records have a value/u });
      assert.deepEqual(await asTenant(url, null, (client) => tenantsIn(client, 'account')), ['acme'], 'and the walls stand');
    } finally {
      await plain.close();
      await own.drop();
    }
  });

  test('a role that bypasses the walls and may make none is told apart', async () => {
    const own = await TestDatabase.create();
    const bypassing = await PostgresDatabase.open({ url: await own.loginRole('NOSUPERUSER NOCREATEROLE BYPASSRLS') });
    assert.deepEqual(bypassing.wall, { servingRole: null, ownerIsWalled: false });
    await bypassing.close();
    await own.drop();
  });
});
