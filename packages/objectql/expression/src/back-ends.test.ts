import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '@objectql/metadata';
import * as fc from 'fast-check';
import { compilePredicate, compileValue, formatExpr, not, parseExpression, simplify } from './index.ts';
import type { Actor, Expr } from './index.ts';
import { conditions, parametrised } from './random-expr.contract.ts';
import { SampleStore } from './sample-store.contract.ts';
import { actors, env } from './sample-world.contract.ts';

const times = process.env['OBJECTOS_LONG'] === undefined ? 1 : 10;
const stores = new Map([11, 22, 33, 44].map((seed) => [seed, new SampleStore(seed)]));

/** One random question; `constants` says which of its constants become parameters. */
const samples = fc.record({
  condition: conditions({ beyondCel: true }),
  constants: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
  actor: actors,
  seed: fc.constantFrom(...stores.keys()),
}).map(({ condition, constants, actor, seed }) => {
  const { expr, args } = parametrised(condition, (index) => constants[index % constants.length] ?? false);
  return { expr, args, actor, store: stores.get(seed) ?? raise() };
});

function raise(): never {
  throw new Error('There is no such store.');
}

function inMemory(store: SampleStore, expr: Expr, actor: Actor, args: readonly Json[]): string[] {
  const predicate = compilePredicate(expr);
  return store.rows.filter((row) => predicate(row, actor, args, store.related)).map((row) => row['id'] as string);
}

test('closure and SQLite find the same rows for a condition and for its negation, nulls and masks included', () => {
  let found = 0;
  let runs = 0;
  fc.assert(fc.property(samples, ({ expr, args, actor, store }) => {
    for (const each of [expr, not(expr), { kind: 'not', type: 'boolean', operand: expr } as const, simplify(expr)]) {
      const expected = inMemory(store, each, actor, args);
      assert.deepEqual(store.select(each, actor, args), expected, formatExpr(each));
      found += expected.length;
      runs++;
    }
  }), { numRuns: 2500 * times });
  assert.ok(found > runs, 'the conditions should find something');
});

test('as a value a condition is true, false or unknown in the same rows in closure and SQLite', () => {
  fc.assert(fc.property(samples, ({ expr, args, actor, store }) => {
    const value = compileValue(expr);
    const expected = store.rows.map((row) => {
      const truth = value(row, actor, args, store.related);
      return typeof truth === 'boolean' ? Number(truth) : truth;
    });
    assert.deepEqual(store.values(expr, actor, args), expected, formatExpr(expr));
  }), { numRuns: 500 * times });
});

test('a simplified condition has the same value in every row, unknown included, and simplifying again changes nothing', () => {
  fc.assert(fc.property(samples, ({ expr, args, actor, store }) => {
    const simple = simplify(expr);
    const [before, after] = [compileValue(expr), compileValue(simple)];
    for (const row of store.rows) assert.equal(after(row, actor, args, store.related), before(row, actor, args, store.related), formatExpr(expr));
    assert.deepEqual(simplify(simple), simple);
  }), { numRuns: 1000 * times });
});

test('what formatExpr writes parses to the same expression', () => {
  fc.assert(fc.property(conditions({ beyondCel: false }), (expr) => {
    const text = formatExpr(expr);
    fc.pre(text.length <= 4000);
    const parsed = parseExpression(text, env);
    assert.ok(parsed.ok, `${text}\n${JSON.stringify(parsed)}`);
    assert.deepEqual(withoutPlaces(parsed.expr), JSON.parse(JSON.stringify(expr)), text);
    assert.equal(formatExpr(parsed.expr), text);
  }), { numRuns: 1500 * times });
});

function withoutPlaces(expr: Expr): unknown {
  return JSON.parse(JSON.stringify(expr, (key, value: unknown) => (key === 'at' ? undefined : value)));
}
