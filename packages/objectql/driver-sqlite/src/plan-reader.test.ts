import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryDriver } from '@objectql/engine';
import type { Change, Driver, ReadColumn, ReadOrder, ReadPlan } from '@objectql/engine';
import { FALSE, TRUE, and, fieldExpr, not } from '@objectql/expression';
import type { Expr } from '@objectql/expression';
import { fieldOf } from '@objectql/metadata';
import type { Json, Row } from '@objectql/metadata';
import * as fc from 'fast-check';
import { SqliteDriver } from './sqlite-driver.ts';
import { thingValues } from './thing-values.contract.ts';
import { allNames, columnsWith, genesis, inserted, planOf, rowOf, scope, team, thing, write } from './trial.contract.ts';

/** The reference is the engine's memory driver, which filters, sorts, cuts and renders rows in the plainest way. */

function is(name: string, value: Json): Expr {
  const left = fieldExpr(thing, name);
  return { kind: 'compare', type: 'boolean', op: '==', left, right: { kind: 'literal', type: left.type, value } };
}

const teamIsOpen: Expr = { kind: 'compare', type: 'boolean', op: '==', left: fieldExpr(team, 'open'), right: TRUE };
const throughTeam: Expr = { kind: 'compare', type: 'boolean', op: '==', left: fieldExpr(team, 'open', 'team'), right: TRUE };
const isOwn: Expr = { kind: 'compare', type: 'boolean', op: '==', left: fieldExpr(thing, 'title'), right: { kind: 'actor', type: 'text', name: 'id' } };
const statusParam: Expr = { kind: 'compare', type: 'boolean', op: '==', left: fieldExpr(thing, 'status'), right: { kind: 'param', type: 'text', index: 0 } };
const amountParam: Expr = { kind: 'compare', type: 'boolean', op: '>', left: fieldExpr(thing, 'amount'), right: { kind: 'param', type: 'decimal', index: 1 } };

const condition = fc.constantFrom(TRUE, FALSE, is('status', 'open'), not(is('hot', true)), throughTeam, isOwn, and(is('hot', true), throughTeam));
const mask = fc.oneof({ weight: 3, arbitrary: fc.constant(TRUE) }, condition);

/** All columns of an object but the system's, each with a mask of its own. */
function columnsOf(object: typeof team, masks: fc.Arbitrary<Expr>): fc.Arbitrary<ReadColumn[]> {
  const names = ['id', ...Object.keys(object.fields)];
  return fc.tuple(...names.map((name) => masks.map((own): ReadColumn => ({ name, field: fieldOf(object, name)!, mask: own }))));
}

const teamRows = fc.constantFrom(TRUE, FALSE, teamIsOpen);
const lookup = fc.oneof(
  fc.constant({}),
  teamRows.map((rows) => ({ target: { object: team, rows } })),
  fc.tuple(teamRows, columnsOf(team, fc.constantFrom(TRUE, teamIsOpen, FALSE))).map(([rows, columns]) => ({ expand: { object: team, rows, columns } })),
);
const columns = fc.tuple(columnsOf(thing, mask), lookup).map(([own, shape]) => columnsWith(own, { team: shape }));

function masked(then: Expr): Expr {
  // oxlint-disable-next-line unicorn/no-thenable -- the AST's own name; nothing awaits an expression
  return { kind: 'choose', type: then.type, when: is('hot', true), then };
}

const sortable = ['title', 'status', 'amount', 'rate', 'rank', 'hot', 'due', 'updatedAt'];
const term: fc.Arbitrary<ReadOrder> = fc.record({
  by: fc.oneof(
    fc.constantFrom(...sortable).map((name): Expr => fieldExpr(thing, name)),
    fc.constantFrom('amount', 'title').map((name) => masked(fieldExpr(thing, name))),
    fc.constant<Expr>(fieldExpr(team, 'budget', 'team')),
  ),
  descending: fc.boolean(),
});
const order = fc.tuple(fc.uniqueArray(term, { maxLength: 3, selector: ({ by }) => JSON.stringify(by) }), fc.boolean())
  .map(([terms, descending]) => terms.concat({ by: fieldExpr(thing, 'id'), descending }));

const plan: fc.Arbitrary<ReadPlan> = fc.record({
  object: fc.constant(thing),
  columns,
  where: fc.oneof(condition, fc.constantFrom(statusParam, amountParam)),
  order,
  limit: fc.integer({ min: 1, max: 5 }),
  cursor: fc.boolean(),
  count: fc.constant(false),
});

/** Few distinct values, so that orders have ties and nulls. */
const few = fc.record({
  title: fc.constantFrom(null, 'ann', 'bob'),
  status: fc.constantFrom(null, 'open', 'closed'),
  amount: fc.constantFrom(null, '1.00', '-0.05', '20.00'),
  rank: fc.constantFrom(null, 1, 2),
  hot: fc.constantFrom(null, true, false),
  due: fc.constantFrom(null, '2026-01-01', '2025-01-01'),
  team: fc.constantFrom(null, 't1', 't2', 't3'),
});
const things = fc.array(fc.tuple(thingValues, few).map(([wide, narrow]): Record<string, Json> => Object.assign(wide, narrow)), { maxLength: 12 });

const teams: readonly Row[] = [
  rowOf(team, 't1', { name: 'Red', open: true, budget: '10.00' }),
  rowOf(team, 't2', { name: '"Blue"', open: false, budget: null }),
  rowOf(team, 't3', { name: 'Green', open: null, budget: '-0.01' }),
];

async function filled(driver: Driver, changes: readonly Change[]): Promise<Driver> {
  await driver.migrate([team, thing], genesis);
  await write(driver, changes);
  return driver;
}

test('a plan answers what the memory driver answers, page by page', async () => {
  await fc.assert(
    fc.asyncProperty(things, plan, async (given, drawn) => {
      const changes = [...teams.map((row) => inserted(team, row)), ...given.map((values, index) => inserted(thing, rowOf(thing, `a${index}`, values)))];
      const sqlite = await filled(await SqliteDriver.open({ file: ':memory:' }), changes);
      const memory = await filled(new MemoryDriver(), changes);
      const args: Json[] = ['open', '0.5'];
      let page = drawn;
      let start: readonly Json[] = [];
      for (let pages = 0; pages < 15; pages++) {
        const answer = await sqlite.read(page, [...args, ...start], scope);
        assert.deepEqual(answer, await memory.read(page, [...args, ...start], scope));
        if (answer.last === null) break;
        start = JSON.parse(answer.last) as Json[];
        page = page.after === undefined ? { ...page, after: args.length } : page;
      }
      const count = { ...drawn, count: true };
      assert.deepEqual(await sqlite.read(count, args, scope), await memory.read(count, args, scope));
      await sqlite.close();
    }),
    { numRuns: 250 },
  );
});

test('a row says what a mask hid in it, and nothing where none did', async () => {
  const driver = await filled(await SqliteDriver.open({ file: ':memory:' }), [
    inserted(thing, rowOf(thing, 'a', { title: 'ann', notes: 'mine', hot: true })),
    inserted(thing, rowOf(thing, 'b', { title: 'bob', notes: 'his', hot: true })),
    inserted(thing, rowOf(thing, 'c', { title: null, notes: null, hot: false })),
  ]);
  const shown = planOf(thing, ['id', 'notes', 'hot']);
  const hiding = { ...shown, columns: columnsWith(shown.columns, { notes: { mask: isOwn }, hot: { mask: is('hot', true) } }) };
  assert.deepEqual((await driver.read(hiding, [], scope)).rows, [
    '{"id":"a","notes":"mine","hot":true}',
    '{"id":"b","notes":null,"hot":true,"_masked":["notes"]}',
    '{"id":"c","notes":null,"hot":null,"_masked":["notes","hot"]}',
  ]);
  await driver.close();
});

test('the names that a statement is made of cannot end it', async () => {
  const odd = { ...thing, id: 'odd', name: `o'"d]`, fields: { [`f'"]--`]: { type: 'text', id: 'x', index: true } } } as const;
  const driver = await SqliteDriver.open({ file: ':memory:' });
  await driver.migrate([{ ...odd, indexes: [] }], genesis);
  await write(driver, [inserted(odd, rowOf(odd, `i'"`, { [`f'"]--`]: `v'"` }))]);
  assert.deepEqual((await driver.read(planOf(odd, allNames(odd).slice(-1)), [], scope)).rows, [`{"f'\\"]--":"v'\\""}`]);
  await driver.close();
});
