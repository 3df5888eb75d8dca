import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { ReadOrder, ReadPlan } from '@objectql/engine';
import { fieldExpr } from '@objectql/expression';
import type { CompareExpr, Expr } from '@objectql/expression';
import type { Json, ObjectDescriptor } from '@objectql/metadata';
import { NodeConnection, nodeTraits } from './node-connection.ts';
import { compileCount, compileRead } from './plan-compiler.ts';
import { PlanReader } from './plan-reader.ts';
import { ReadClock } from './read-clock.ts';
import { createTableSql, indexesOf, layoutOf } from './table-layout.ts';
import { objectOf, planOf, scope, team } from './trial.contract.ts';

const ticket = objectOf(
  'ticket',
  {
    status: { type: 'select', options: [], required: true },
    amount: { type: 'money', currency: 'EUR', scale: 2 },
    title: { type: 'text' },
    code: { type: 'text', unique: true },
    team: { type: 'lookup', object: 'team', onDelete: 'restrict' },
  },
  { indexes: [{ fields: ['status', '-updatedAt'] }, { fields: ['-amount'] }] },
);
const objects: ReadonlyMap<string, ObjectDescriptor> = new Map([['ticket', ticket], ['team', team]]);

const by = (name: string, descending = false): ReadOrder => ({ by: fieldExpr(ticket, name), descending });
const id = by('id');

function compare(left: Expr, op: CompareExpr['op'], index = 0): Expr {
  return { kind: 'compare', type: 'boolean', op, left, right: { kind: 'param', type: left.type, index } };
}
const is = (name: string, index = 0): Expr => compare(fieldExpr(ticket, name), '==', index);
const and = (...operands: Expr[]): Expr => ({ kind: 'and', type: 'boolean', operands });
const or = (...operands: Expr[]): Expr => ({ kind: 'or', type: 'boolean', operands });
const titleHas: Expr = { kind: 'text', type: 'boolean', op: 'contains', left: fieldExpr(ticket, 'title'), right: { kind: 'param', type: 'text', index: 0 } };
const teamIs: Expr = compare(fieldExpr(team, 'name', 'team'), '==');

/** Plans that visit what they answer, and plans that may visit everything for nothing. */
const bounded: Readonly<Record<string, Partial<ReadPlan>>> = {
  'a record by its id': { where: is('id'), limit: 1 },
  'a record by its id, where it may be seen': { where: and(is('id'), titleHas), limit: 1 },
  'a page in order of creation': {},
  'the page after': { after: 0 },
  'a page of the newest': { order: [by('id', true)] },
  'a page in the order of an index': { order: [by('amount', true), id] },
  'the same backwards': { order: [by('amount'), by('id', true)] },
  'the page after, in the order of an index': { order: [by('amount', true), id], after: 0 },
  'a page of one status, latest first': { where: is('status'), order: [by('updatedAt', true), id] },
  'the page after, of one status': { where: is('status'), order: [by('updatedAt', true), id], after: 1 },
  'a page through a lookup': { where: is('team') },
  'the number of all': { count: true },
};
/** With arguments under which they visit much. */
const unbounded: Readonly<Record<string, readonly [Partial<ReadPlan>, ...Json[]]>> = {
  'a filter that nothing matches': [{ where: titleHas }, 'x'],
  'the page after, of such a filter': [{ where: titleHas, after: 1 }, 'x', 't000003'],
  'a filter beside an index': [{ where: and(is('status', 1), titleHas), order: [by('updatedAt', true), id] }, 'x', 'open'],
  'a range of an index': [{ where: compare(fieldExpr(ticket, 'amount'), '>') }, '0.00'],
  'one of two': [{ where: or(is('status'), is('team')) }, 'open'],
  'a sort without an index': [{ order: [by('title'), id] }],
  'the page after, of such a sort': [{ order: [by('title'), id], after: 0 }, 'Title 1', 't000003'],
  'an index in another direction': [{ order: [by('amount', true), by('id', true)] }],
  'a sort through a lookup': [{ order: [{ by: fieldExpr(team, 'name', 'team'), descending: false }, id] }],
  'a condition through a lookup': [{ where: teamIs }, 'Team 7'],
  'a condition through a lookup beside an index': [{ where: and(teamIs, is('status', 1)), order: [by('updatedAt', true), id] }, 'Team 7', 'open'],
  'equal to an index, in another order': [{ where: is('status'), order: [by('title'), id] }, 'open'],
  'the number of what an index finds': [{ where: is('status'), count: true }, 'open'],
  'the number of what a lookup leads to': [{ where: teamIs, count: true }, 'Team 7'],
  'the number of what none finds': [{ where: titleHas, count: true }, 'x'],
};

const full = new DatabaseSync(':memory:');
const connection = new NodeConnection(full);
let time = 0;
let pace = 0;
const LIMIT = 1000;
const clock = new ReadClock(LIMIT, () => (time += pace));
connection.take(clock);
for (const object of objects.values()) for (const sql of [createTableSql(layoutOf(object), nodeTraits), ...indexesOf(object).map((index) => index.sql)]) full.exec(sql);

const ROWS = 2000;
full.exec(`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${ROWS - 1})
  INSERT INTO ticket (id, createdAt, createdBy, updatedAt, updatedBy, revision, status, amount, title, code, team)
  SELECT printf('t%06d', i), 'now', 'x', printf('at %06d', (i * 7919) % ${ROWS}), 'x', 1, iif(i % 4 = 1, 'open', 'closed'), i, 'Title ' || (i * 31 % 97), 'c' || i, 'm' || (i % 40) FROM n;
  INSERT INTO team (id, createdAt, createdBy, updatedAt, updatedBy, revision, name)
  SELECT DISTINCT team, 'now', 'x', 'now', 'x', 1, 'Team ' || substr(team, 2) FROM ticket`);

function statements(plan: ReadPlan, timed: boolean): readonly string[] {
  const store = { objects, traits: nodeTraits, timed };
  return plan.count ? [compileCount(plan, store).sql] : compileRead(plan, plan.after === undefined ? [] : plan.order.map(() => false), store).segments;
}

function steps(sql: string): readonly string[] {
  return full.prepare(`EXPLAIN QUERY PLAN ${sql}`).all().map(({ detail }) => String(detail));
}

function ticketPlan(rest: Partial<ReadPlan>): ReadPlan {
  return planOf(ticket, ['id', 'title', 'team'], { limit: 50, cursor: rest.count !== true, ...rest });
}

test('a plan that visits what it answers looks at no clock', () => {
  for (const [what, rest] of Object.entries(bounded)) assert.deepEqual(statements(ticketPlan(rest), true), statements(ticketPlan(rest), false), what);
});

test('a plan that may visit more than it answers does, in each of its statements', () => {
  for (const [what, [rest]] of Object.entries(unbounded)) for (const sql of statements(ticketPlan(rest), true)) assert.match(sql, /WHERE \(likelihood\(t0\._rowid_ % \d+ IS NOT 0 OR objectos_in_time\(\), 1\.0\)\)/u, what);
});

test('the look changes nothing of the way that SQLite chooses, with statistics and without', () => {
  for (const statistics of [false, true]) {
    if (statistics) full.exec('ANALYZE');
    const all = [...Object.entries(bounded), ...Object.entries(unbounded).map(([what, [rest]]) => [what, rest] as const)];
    for (const [what, rest] of all) {
      const plan = ticketPlan(rest);
      assert.deepEqual(statements(plan, true).map(steps), statements(plan, false).map(steps), `${what}, ${statistics ? 'with' : 'without'} statistics`);
    }
  }
});

test('what is taken to come straight from an index does', () => {
  for (const [what, rest] of Object.entries(bounded)) {
    if (rest.count === true) continue;
    for (const sql of statements(ticketPlan(rest), true)) {
      const shown = steps(sql).join('\n');
      assert.match(shown, /^(?:SEARCH|SCAN) t0 USING (?:COVERING )?INDEX/u, `${what}: ${shown}`);
      assert.doesNotMatch(shown, /TEMP B-TREE/u, `${what}: ${shown}`);
    }
  }
});

test('each of these is ended when its time is over, and the connection serves the next read', () => {
  const reader = new PlanReader(connection, objects, clock);
  for (const [what, [rest, ...args]] of Object.entries(unbounded)) {
    pace = LIMIT + 1;
    assert.throws(() => reader.read(ticketPlan({ ...rest, limit: ROWS }), args, scope), { code: 'QUERY_TOO_COSTLY', category: 'too_large' }, what);
    pace = 0;
    assert.doesNotThrow(() => reader.read(ticketPlan({ ...rest, limit: ROWS }), args, scope), what);
    assert.equal(reader.read(ticketPlan({ limit: 3 }), [], scope).rows.length, 3);
  }
});

test('rows that are joined look at the clock too, for SQLite may begin with them', () => {
  const among = ticketPlan({ where: teamIs, count: true });
  full.exec('ANALYZE');
  assert.equal(steps(statements(among, true)[0] ?? '')[0], 'SCAN t1');
  pace = LIMIT + 1;
  full.exec(`INSERT INTO team (rowid, id, createdAt, createdBy, updatedAt, updatedBy, revision, name) VALUES (610, 'none', 'now', 'x', 'now', 'x', 1, 'nobody')`);
  assert.throws(() => new PlanReader(connection, objects, clock).read(among, ['there is none'], scope), { code: 'QUERY_TOO_COSTLY' });
  pace = 0;
});
