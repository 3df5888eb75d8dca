import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { createPlanner, runtimeRights } from '@objectql/engine';
import type { Store } from '@objectql/engine';
import type { FieldDescriptor, ObjectDescriptor, Row } from '@objectql/metadata';
import type { PostgresDatabase } from './postgres-database.ts';
import { TestDatabase, testOnServer } from './test-server.contract.ts';
import { account, attempt, faultOfJournal, insert, openTrial, scopeOf } from './trial.contract.ts';

/** The account with other fields. */
function accountWith(fields: Readonly<Record<string, FieldDescriptor | undefined>>, name = 'account'): ObjectDescriptor {
  const kept = Object.entries({ ...account.fields, ...fields }).filter((entry): entry is [string, FieldDescriptor] => entry[1] !== undefined);
  return { ...account, name, fields: Object.fromEntries(kept) };
}

async function rowsOf(store: Store, object: ObjectDescriptor): Promise<readonly Row[]> {
  const planned = createPlanner(new Map([[object.name, object]])).list(runtimeRights([object]), object.name, { fields: Object.keys(object.fields) });
  assert.ok(planned.ok);
  return (await store.read(planned.plan, planned.args, scopeOf())).rows.map((text) => JSON.parse(text) as Row);
}

testOnServer('migrations', () => {
  let server: TestDatabase;
  let database: PostgresDatabase;
  let schemas = 0;
  before(async () => {
    server = await TestDatabase.create();
  });
  after(() => server.drop());
  beforeEach(async () => {
    database = await server.open({ schema: `m${(schemas += 1)}`, connections: 2, idleTimeout: 20 });
    for (const tenant of ['acme', 'bond']) {
      const store = await openTrial(database.driver(tenant), [account]);
      await store.commit(attempt([insert(account, `of-${tenant}`, { name: tenant, code: tenant === 'bond' ? 'b' : null, visits: 3 })]));
    }
  });

  const reopen = (object: ObjectDescriptor): Promise<Store> => openTrial(database.driver('acme'), [object]);

  test('fields and objects are told by their ids: another name keeps what is stored', async () => {
    const { name, ...rest } = account.fields;
    const renamed: ObjectDescriptor = { ...account, name: 'client', fields: { ...rest, title: name as FieldDescriptor } };
    const store = await reopen(renamed);
    assert.deepEqual(await rowsOf(store, renamed), [{ id: 'of-acme', code: null, visits: 3, title: 'acme' }]);
    assert.equal(await faultOfJournal(store), null);
  });

  test('what would lose a value of any tenant is refused with every reason, and nothing has changed', async () => {
    const store = await reopen(account);
    const spoilt = accountWith({ code: undefined, visits: { type: 'text', id: account.fields['visits']?.id ?? '' }, fresh: { type: 'text', id: 'account.fresh', required: true } });
    await assert.rejects(reopen(spoilt), (error: Error) => {
      for (const reason of [/account\.code .* 1 record has a value/u, /account\.visits has changed from integer to text, and 2 records have a value/u, /account\.fresh is new and required, and 2 records/u]) assert.match(error.message, reason);
      return 'code' in error && error.code === 'STORE_MIGRATION_REFUSED';
    });
    assert.equal((await store.commit(attempt([insert(account, 'again', { name: 'Again' })]))).accepted, true);
  });

  test('a required field with a default is filled, an empty one goes, and a new unique one is free for each tenant', async () => {
    const changed = accountWith({ rank: { type: 'integer', id: 'account.rank', required: true, default: 7 }, nick: { type: 'text', id: 'account.nick', unique: true } });
    const store = await reopen(changed);
    assert.deepEqual((await rowsOf(store, changed)).map(({ rank, nick }) => [rank, nick]), [[7, null]]);
    const back = await reopen(accountWith({ rank: { type: 'integer', id: 'account.rank' } }));
    assert.equal((await back.head()).seq, 1);
  });

  test('a field becomes unique only where no tenant holds a value twice', async () => {
    const store = await reopen(account);
    await store.commit(attempt([insert(account, 'x', { name: 'acme' })]));
    const unique = accountWith({ name: { ...account.fields['name'], unique: true } as FieldDescriptor });
    await assert.rejects(reopen(unique), { code: 'STORE_MIGRATION_REFUSED', message: /name has become unique, and 1 value is held/u });
  });

  test('what PostgreSQL cannot name is refused in words', async () => {
    await assert.rejects(reopen(accountWith({ xmin: { type: 'text', id: 'account.xmin' } })), { code: 'STORE_MIGRATION_REFUSED', message: /PostgreSQL has a column xmin of its own/u });
    await assert.rejects(reopen(accountWith({ ['x'.repeat(64)]: { type: 'text', id: 'account.long' } })), { code: 'STORE_MIGRATION_REFUSED', message: /longer than the 63 bytes/u });
  });

  test('units of a process that knows names which are gone are sent back', async () => {
    const old = await reopen(account);
    const other = await server.open({ schema: `m${schemas}`, connections: 2, idleTimeout: 20 });
    await openTrial(other.driver('bond'), [accountWith({}, 'client')]);
    await assert.rejects(old.commit(attempt([insert(account, 'late', { name: 'Late' })])), { code: 'METADATA_OUTDATED' });
    await assert.rejects(rowsOf(old, account), { code: 'METADATA_OUTDATED' });
    await other.close();
  });
});
