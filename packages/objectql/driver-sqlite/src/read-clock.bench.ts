import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ReadPlan } from '@objectql/engine';
import { fieldExpr } from '@objectql/expression';
import type { Expr } from '@objectql/expression';
import type { Json, ObjectDescriptor } from '@objectql/metadata';
import { nodeTraits, openReader } from './node-connection.ts';
import { PlanReader } from './plan-reader.ts';
import { ReadClock } from './read-clock.ts';
import { createTableSql, indexesOf, layoutOf } from './table-layout.ts';
import { allNames, objectOf, planOf, scope } from './trial.contract.ts';

/**
 * What the look at the clock costs a read: two connections to one file of 100,000 rows, one with a clock, asked by turns. Run it:
 * `node read-clock.bench.ts`.
 */
const ticket = objectOf(
  'ticket',
  {
    status: { type: 'select', options: [], required: true }, amount: { type: 'money', currency: 'EUR', scale: 2 }, title: { type: 'text' },
    owner: { type: 'text', index: true }, place: { type: 'text' }, note: { type: 'text' }, rank: { type: 'integer' },
  },
  { indexes: [{ fields: ['status', '-updatedAt'] }, { fields: ['-amount'] }] },
);
const objects: ReadonlyMap<string, ObjectDescriptor> = new Map([['ticket', ticket]]);

function fill(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL');
  for (const sql of [createTableSql(layoutOf(ticket), nodeTraits), ...indexesOf(ticket).map((index) => index.sql)]) database.exec(sql);
  database.exec(`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
    INSERT INTO ticket (id, createdAt, createdBy, updatedAt, updatedBy, revision, status, amount, title, owner, place, note, rank)
    SELECT printf('t%08d', i), '2026-11-22T10:00:00.000Z', 'ann', printf('2026-11-22T10:%05d', (i * 7919) % 100000), 'ann', 1,
      iif(i % 4 = 0, 'open', 'closed'), i * 100 + 50, 'Title ' || i, 'o' || (i % 500), 'some text', 'other', i FROM n; ANALYZE`);
  database.close();
}

function is(name: string, index: number): Expr {
  const left = fieldExpr(ticket, name);
  return { kind: 'compare', type: 'boolean', op: '==', left, right: { kind: 'param', type: left.type, index } };
}

const id = { by: fieldExpr(ticket, 'id'), descending: false };
const latest = [{ by: fieldExpr(ticket, 'updatedAt'), descending: true }, id];
const contains: Expr = { kind: 'text', type: 'boolean', op: 'contains', left: fieldExpr(ticket, 'title'), right: { kind: 'param', type: 'text', index: 0 } };
const page = (rest: Partial<ReadPlan>): ReadPlan => planOf(ticket, allNames(ticket), { limit: 50, cursor: true, ...rest });

/** A plan, its arguments, and how often it is read between two looks at the watch. */
const kinds: Readonly<Record<string, readonly [ReadPlan, readonly Json[], number]>> = {
  'a record': [page({ where: is('id', 0), limit: 1, cursor: false }), ['t00000077'], 4000],
  'a page of 50': [page({}), [], 400],
  'a page of one status, latest first': [page({ where: is('status', 0), order: latest }), ['open'], 400],
  'a page that contains a text': [page({ where: contains }), ['Title'], 400],
  'a page of one owner that contains a text': [page({ where: { kind: 'and', type: 'boolean', operands: [is('owner', 1), contains] } }), ['Title', 'o7'], 400],
  'a scan that finds nothing': [page({ where: contains }), ['nowhere'], 1],
  'a sort without an index': [page({ order: [{ by: fieldExpr(ticket, 'rank'), descending: true }, id] }), [], 1],
  'a count of 25,000 through an index': [page({ where: is('status', 0), count: true }), ['open'], 4],
};

const file = join(tmpdir(), `read-clock-${process.pid}.db`);
fill(file);
const [plain, timed] = [openReader(file), openReader(file)];
const clock = new ReadClock(60_000);
timed.take(clock);
const readers = [new PlanReader(plain, objects), new PlanReader(timed, objects, clock)] as const;
const median = (figures: readonly number[]): number => figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? Number.NaN;

for (const [kind, [plan, args, times]] of Object.entries(kinds)) {
  const figures: readonly [number[], number[]] = [[], []];
  for (let round = 0; round < 120; round += 1) {
    for (const at of round % 2 === 0 ? [0, 1] as const : [1, 0] as const) {
      const began = performance.now();
      for (let each = 0; each < times; each += 1) readers[at].read(plan, args, scope);
      figures[at].push(((performance.now() - began) * 1000) / times);
    }
  }
  const [without, withClock] = [median(figures[0]), median(figures[1])];
  process.stdout.write(`${kind}: ${without.toFixed(2)} us, with a clock ${withClock.toFixed(2)} (${((withClock / without - 1) * 100).toFixed(1)} %)\n`);
}

for (const connection of [plain, timed]) connection.close();
for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
