import { after, before } from 'node:test';
import { QueryScope } from '@objectql/engine/sql';
import { postgresBinder, sqlValueOf } from '@objectql/expression';
import type { Actor, Expr } from '@objectql/expression';
import { sampleObjects, testBackEnd } from '@objectql/expression/back-ends.contract';
import type { BackEnd, SampleData } from '@objectql/expression/back-ends.contract';
import type { Json, ObjectDescriptor, Row } from '@objectql/metadata';
import { ofTenant, postgresTables } from './postgres-tables.ts';
import type { PostgresScope } from './postgres-tables.ts';
import { RowWriter } from './row-writer.ts';
import { SessionPool } from './session-pool.ts';
import type { Ask } from './statement.ts';
import { TableLayouts, createTableSql } from './table-layout.ts';
import { TestDatabase, testOnServer } from './test-server.contract.ts';

const objects = new Map(Object.values(sampleObjects).map((object) => [object.name, object]));
const times = process.env['OBJECTOS_LONG'] === undefined ? 1 : 10;

testOnServer('expressions', () => {
  let server: TestDatabase;
  let pool: SessionPool;
  before(async () => {
    server = await TestDatabase.create();
    pool = new SessionPool({ url: server.url, connections: 1, settings: 'SET jit = off', answerWithin: 30_000, idleTimeout: 30_000 });
  });
  after(async () => {
    await pool.close();
    await server.drop();
  });
  testBackEnd('PostgreSQL', (data, seed) => open(pool, data, `world${seed}`), 400 * times);
});

async function open(pool: SessionPool, data: SampleData, schema: string): Promise<BackEnd> {
  const layouts = new TableLayouts(schema);
  const tables = postgresTables({ layouts, objects });
  const rowsOf = new Map<ObjectDescriptor, readonly Row[]>([[sampleObjects.item, data.items], [sampleObjects.place, data.places]]);
  await pool.use(async (session) => {
    await session.execute(`CREATE SCHEMA ${schema}`);
    for (const [object, rows] of rowsOf) {
      const layout = layouts.of(object);
      await session.execute(createTableSql(layout));
      await session.run([new RowWriter(layout, 't').insert(rows.map(withSystemFields))]);
    }
  });
  const ask = (actor: Actor, args: readonly Json[], write: (scope: PostgresScope) => string): Ask => {
    const scope = new QueryScope(sampleObjects.item, tables);
    const text = write(scope);
    return { statement: { name: '', text }, values: ['t', ...scope.dialect.bindings.map((binding) => postgresBinder(binding)(args, actor))] };
  };
  return {
    async select(exprs, actor, args) {
      const asks = exprs.map((expr) => ask(actor, args, (scope) => {
        const where = scope.condition(expr);
        return `SELECT ${scope.column('id')} FROM ${scope.from()} WHERE ${ofTenant(scope.alias)} AND (${where}) ORDER BY 1`;
      }));
      return (await pool.use((session) => session.run(asks))).map(({ rows }) => rows.map(([id = null]) => id ?? ''));
    },
    async values(expr: Expr, actor, args) {
      const one = ask(actor, args, (scope) => {
        const value = sqlValueOf(expr, scope.dialect);
        return `SELECT ${value} FROM ${scope.from()} WHERE ${ofTenant(scope.alias)} ORDER BY ${scope.column('id')}`;
      });
      const [answer] = await pool.use((session) => session.run([one]));
      return (answer?.rows ?? []).map(([value = null]) => (value === null ? null : value === 't'));
    },
  };
}

function withSystemFields(row: Row): Row {
  const at = '2026-11-22T10:00:00.000Z';
  return { createdAt: at, createdBy: 'x', updatedAt: at, updatedBy: 'x', revision: 1, ...row };
}
