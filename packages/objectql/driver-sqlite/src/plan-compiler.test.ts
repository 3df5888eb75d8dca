import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { ReadPlan } from '@objectql/engine';
import { TRUE, fieldExpr } from '@objectql/expression';
import type { CompareExpr, Expr } from '@objectql/expression';
import type { ObjectDescriptor } from '@objectql/metadata';
import { compileCount, compileRead } from './plan-compiler.ts';
import { nodeTraits } from './node-connection.ts';
import { createTableSql, indexesOf, layoutOf } from './table-layout.ts';
import { columnsWith, objectOf, planOf, team } from './trial.contract.ts';

const ticket = objectOf(
  'ticket',
  {
    status: { type: 'select', options: [], required: true },
    amount: { type: 'money', currency: 'EUR', scale: 2 },
    team: { type: 'lookup', object: 'team', onDelete: 'restrict' },
  },
  { indexes: [{ fields: ['status', '-updatedAt'] }, { fields: ['-amount'] }] },
);
const objects: ReadonlyMap<string, ObjectDescriptor> = new Map([['ticket', ticket], ['team', team]]);

const byStatus: CompareExpr = { kind: 'compare', type: 'boolean', op: '==', left: fieldExpr(ticket, 'status'), right: { kind: 'param', type: 'text', index: 0 } };
const latest = [{ by: fieldExpr(ticket, 'updatedAt'), descending: true }, { by: fieldExpr(ticket, 'id'), descending: false }];
const byAmount = [{ by: fieldExpr(ticket, 'amount'), descending: true }, { by: fieldExpr(ticket, 'id'), descending: false }];

/** How SQLite carries a statement out, on tables with our indexes and no statistics. */
function steps(sql: string): string[] {
  const database = new DatabaseSync(':memory:');
  for (const object of objects.values()) for (const statement of [createTableSql(layoutOf(object), nodeTraits), ...indexesOf(object).map((index) => index.sql)]) database.exec(statement);
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all().map(({ detail }) => String(detail).replace('COVERING ', ''));
  database.close();
  return plan;
}

function segments(plan: ReadPlan, nulls: readonly boolean[] = []): readonly string[] {
  return compileRead(plan, nulls, { objects, traits: nodeTraits, timed: false }).segments;
}

test('a get is one search of the primary key, with a limit that SQLite knows beforehand', () => {
  const byId: CompareExpr = { ...byStatus, left: fieldExpr(ticket, 'id') };
  const [sql = ''] = segments(planOf(ticket, ['id', 'status', 'amount'], { where: byId, limit: 1 }));
  assert.equal(sql, `SELECT json_object('id', t0."id", 'status', t0."status", 'amount', CASE WHEN t0."amount" NOT BETWEEN -99 AND 99 THEN (t0."amount" / 100) || '.' || substr(t0."amount", -2) ELSE iif(t0."amount" < 0, '-0.', '0.') || substr('0' || abs(t0."amount"), -2) END), t0."revision" FROM "ticket" AS t0 WHERE (t0."id" = ?1) ORDER BY t0."id" LIMIT 1`);
  assert.deepEqual(steps(sql), ['SEARCH t0 USING INDEX sqlite_autoindex_ticket_1 (id=?)']);
});

test('a list by status, latest first, comes from the index in its order', () => {
  const [sql = ''] = segments(planOf(ticket, ['id'], { where: byStatus, order: latest, limit: 50, cursor: true }));
  assert.equal(sql, `SELECT json_object('id', t0."id"), t0._rowid_ FROM "ticket" AS t0 WHERE (t0."status" = ?1) ORDER BY t0."updatedAt" DESC, t0."id" LIMIT 50`);
  assert.deepEqual(steps(sql), ['SEARCH t0 USING INDEX index:ticket:status:-updatedAt (status=?)']);
});

test('its next pages are ranges of the same index, without sorting', () => {
  const pages = segments(planOf(ticket, ['id'], { where: byStatus, order: latest, limit: 50, cursor: true, after: 1 }), [false, false]);
  assert.deepEqual(pages.map((sql) => sql.slice(sql.indexOf(' WHERE '))), [
    ' WHERE (t0."status" = ?1) AND (t0."updatedAt" = ?2 AND t0."id" > ?3) ORDER BY t0."updatedAt" DESC, t0."id" LIMIT 50',
    ' WHERE (t0."status" = ?1) AND (t0."updatedAt" < ?2) ORDER BY t0."updatedAt" DESC, t0."id" LIMIT ?4 + 0',
  ]);
  const index = 'SEARCH t0 USING INDEX index:ticket:status:-updatedAt';
  assert.deepEqual(pages.map(steps), [[`${index} (status=? AND updatedAt=? AND id>?)`], [`${index} (status=? AND updatedAt<?)`]]);
});

test('after a value of a nullable descending field come the smaller ones and then the nulls, each a range of its index', () => {
  const plan = planOf(ticket, ['id'], { order: byAmount, limit: 50, cursor: true, after: 0 });
  const index = 'SEARCH t0 USING INDEX index:ticket:-amount';
  assert.deepEqual(segments(plan, [false, false]).map(steps), [[`${index} (amount=? AND id>?)`], [`${index} (amount<?)`], [`${index} (amount=?)`]]);
  assert.deepEqual(segments(plan, [true, false]).map(steps), [[`${index} (amount=? AND id>?)`]]);
});

test('a mask over one column costs one test, and the row says what it hid', () => {
  const plan = planOf(ticket, ['id', 'team'], { where: TRUE, limit: 1 });
  const masked = { ...plan, columns: columnsWith(plan.columns, { team: { mask: byStatus } }) };
  const [sql = ''] = segments(masked);
  assert.equal(
    sql.slice(0, sql.indexOf(', t0."revision"')),
    `SELECT CASE WHEN (t0."status" = ?1) THEN json_object('id', t0."id", 'team', t0."team") ELSE json_object('id', t0."id", 'team', NULL, '_masked', json('["team"]')) END`,
  );
});

test('a condition through a lookup joins its target once, by primary key', () => {
  const open: Expr = { kind: 'compare', type: 'boolean', op: '==', left: fieldExpr(team, 'open', 'team'), right: TRUE };
  const { sql } = compileCount({ ...planOf(ticket, ['id']), where: { kind: 'or', type: 'boolean', operands: [open, open] }, count: true }, { objects, timed: false });
  assert.equal(sql, 'SELECT count(*) FROM "ticket" AS t0 LEFT JOIN "team" AS t1 ON t1."id" = t0."team" WHERE ((t1."open" = 1) OR (t1."open" = 1))');
});

test('an expanded lookup is one search of its target', () => {
  const plan = planOf(ticket, ['id', 'team'], { limit: 50 });
  const expand = { object: team, rows: TRUE, columns: planOf(team, ['id', 'name']).columns };
  const [sql = ''] = segments({ ...plan, columns: columnsWith(plan.columns, { team: { expand } }) });
  assert.deepEqual(steps(sql), ['SCAN t0 USING INDEX sqlite_autoindex_ticket_1', 'CORRELATED SCALAR SUBQUERY 1', 'SEARCH t1 USING INDEX sqlite_autoindex_team_1 (id=?)']);
});
