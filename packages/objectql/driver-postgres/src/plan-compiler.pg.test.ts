import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPlanner, openStore, runtimeRights } from '@objectql/engine';
import type { ListQuery, PlannedPage, ReadPlan } from '@objectql/engine';
import { defineObject, f } from '@objectql/metadata';
import type { Json, ObjectDescriptor, Row } from '@objectql/metadata';
import type { Client } from 'pg';
import { PlanReader } from './plan-reader.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { RowWriter } from './row-writer.ts';
import { TableLayouts } from './table-layout.ts';
import { TestDatabase, testOnServer } from './test-server.contract.ts';
import { host, scopeOf, sealer } from './trial.contract.ts';

const ticket = defineObject({
  name: 'ticket',
  fields: { status: f.select(['open', 'closed'], { required: true }), title: f.text({ index: true }), amount: f.money({ currency: 'EUR' }), owner: f.text({ index: true }) },
  indexes: [['status', '-updatedAt'], ['-amount']],
}) as unknown as ObjectDescriptor;
const objects = new Map([['ticket', ticket]]);
const planner = createPlanner(objects);
const rights = runtimeRights([ticket]);
const schema = 'objectos';
const count = 2000;

function rowAt(index: number): Row {
  const at = new Date(1_700_000_000_000 + ((index * 7919) % count) * 1000).toISOString();
  return {
    id: `t${String(index).padStart(6, '0')}`, createdAt: at, createdBy: 'x', updatedAt: at, updatedBy: 'x', revision: 1,
    status: index % 3 === 0 ? 'open' : 'closed', title: `Title ${index}`, amount: index % 10 === 0 ? null : `${index}.50`, owner: `o${index % 50}`,
  };
}

function list(query: ListQuery): PlannedPage {
  const planned = planner.list(rights, 'ticket', query);
  assert.ok(planned.ok, JSON.stringify(planned));
  return planned;
}

testOnServer('plans', () => {
  let server: TestDatabase;
  let database: PostgresDatabase;
  let client: Client;
  const reader = new PlanReader({ layouts: new TableLayouts(schema), objects }, 'acme');

  before(async () => {
    server = await TestDatabase.create();
    database = await server.open();
    for (const tenant of ['acme', 'bond', 'card']) await (await openStore({ driver: database.driver(tenant), host, sealer, objects: [ticket] })).close();
    client = await server.connect();
    for (const tenant of ['acme', 'bond', 'card']) {
      const { statement: { text }, values } = new RowWriter(new TableLayouts(schema).of(ticket), tenant).insert(Array.from({ length: count }, (_, index) => rowAt(index)));
      await client.query(text, [...values]);
    }
    await client.query(`ANALYZE; SET ROLE "${server.servingRole}"; SET jit = off; SET max_parallel_workers_per_gather = 0; SELECT set_config('objectos.tenant', 'acme', false)`);
  });
  after(async () => {
    await client.end();
    await database.close();
    await server.drop();
  });

  /** How the server carries the plan out, held by the walls as a serving session is. */
  async function steps(plan: ReadPlan, args: readonly Json[]): Promise<string> {
    const { statement: { text }, values } = reader.ask(plan, args, scopeOf());
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (COSTS OFF) ${text}`, [...values]);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  test('a get is one search of the primary key', async () => {
    const planned = planner.get(rights, 'ticket', { id: 't000007' });
    assert.ok(planned.ok);
    assert.match(await steps(planned.plan, planned.args), /Index Scan using ticket_pkey.*\n.*Index Cond: .*_tenant = .* AND \(id = /u);
  });

  for (const [what, query, index] of [
    ['a filtered and sorted list', { filter: { status: 'open' }, sort: '-updatedAt' }, 'index:ticket:status:-updatedAt'],
    ['a list sorted by what may be null, downwards', { sort: '-amount' }, 'index:ticket:-amount'],
    ['the same upwards', { sort: 'amount,-id' }, 'index:ticket:-amount'],
    ['a list in order of creation', {}, 'ticket_pkey'],
  ] as const) {
    test(`${what} comes straight from its index, and so does the page after`, async () => {
      const first = list({ ...query, limit: 20 });
      const shown = await steps(first.plan, first.args);
      assert.match(shown, new RegExp(`Index Scan (?:Backward )?using "?${index}`, 'u'));
      assert.doesNotMatch(shown, /Sort|Seq Scan|Bitmap/u);
      const ask = reader.ask(first.plan, first.args, scopeOf());
      const { rows } = await client.query<(string | null)[]>({ text: ask.statement.text, values: [...ask.values], rowMode: 'array', types: { getTypeParser: () => String } });
      const cursor = first.cursorOf(ask.result({ rows, tag: 'SELECT', count: rows.length }));
      assert.ok(cursor !== null);
      const next = list({ ...query, limit: 20, cursor });
      const then = await steps(next.plan, next.args);
      assert.match(then, new RegExp(`Index (?:Only )?Scan (?:Backward )?using "?${index}`, 'u'));
      assert.doesNotMatch(then, /Seq Scan/u);
    });
  }

  test('prefixes, lists of texts and equality are ranges of an index', async () => {
    for (const [filter, index] of [[{ title: { $startsWith: 'Title 19' } }, 'title'], [{ owner: { $in: ['o1', 'o2'] } }, 'owner'], [{ owner: 'o1' }, 'owner']] as const) {
      const { plan, args } = list({ filter, sort: 'title', limit: 500 });
      assert.match(await steps(plan, args), new RegExp(`index:ticket:${index}`, 'u'));
    }
  });
});
