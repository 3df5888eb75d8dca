import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '@objectql/metadata';
import * as fc from 'fast-check';
import { compilePredicate, compileValue, formatExpr, not, simplify } from './index.ts';
import type { Actor, Expr } from './index.ts';
import { conditions, parametrised } from './random-expr.contract.ts';
import { sampleData } from './sample-data.contract.ts';
import type { SampleData } from './sample-data.contract.ts';
import { actors, item, place } from './sample-world.contract.ts';

export type { SampleData } from './sample-data.contract.ts';

/** The objects of the sample world: an item leads to a place. */
export const sampleObjects = { item, place } as const;

/** The sample world in a database. */
export interface BackEnd {
  /** Of each question, the ids of the items for which it is true, in order. */
  select(exprs: readonly Expr[], actor: Actor, args: readonly Json[]): Promise<readonly (readonly string[])[]>;
  /** The condition's value in each item, in order of the ids: true, false or null. */
  values(expr: Expr, actor: Actor, args: readonly Json[]): Promise<readonly (boolean | null)[]>;
}

const seeds = [11, 22, 33, 44] as const;

/** What a back end of expressions must do: agree with the closures on every row, nulls, masks and code points included. */
export function testBackEnd(name: string, open: (data: SampleData, seed: number) => Promise<BackEnd>, runs = 400): void {
  const worlds = new Map<number, { readonly data: SampleData; readonly backEnd: Promise<BackEnd> }>();
  const worldOf = (seed: number) => {
    const data = sampleData(seed);
    const known = worlds.get(seed) ?? { data, backEnd: open(data, seed) };
    worlds.set(seed, known);
    return known;
  };
  const samples = fc.record({
    condition: conditions({ beyondCel: true }),
    constants: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
    actor: actors,
    seed: fc.constantFrom(...seeds),
  }).map(({ condition, constants, actor, seed }) => {
    const { expr, args } = parametrised(condition, (index) => constants[index % constants.length] ?? false);
    return { expr, args, actor, seed };
  });

  test(`${name}: closure and SQL find the same rows for a condition and for its negation, nulls and masks included`, async () => {
    let found = 0;
    await fc.assert(fc.asyncProperty(samples, async ({ expr, args, actor, seed }) => {
      const { data, backEnd } = worldOf(seed);
      const exprs: readonly Expr[] = [expr, not(expr), { kind: 'not', type: 'boolean', operand: expr }, simplify(expr)];
      const answers = await (await backEnd).select(exprs, actor, args);
      for (const [index, each] of exprs.entries()) {
        const predicate = compilePredicate(each);
        const expected = data.items.filter((row) => predicate(row, actor, args, data.related)).map((row) => row['id'] as string).toSorted();
        assert.deepEqual(answers[index], expected, formatExpr(each));
        found += expected.length;
      }
    }), { numRuns: runs });
    assert.ok(found > runs, 'the conditions should find something');
  });

  test(`${name}: as a value a condition is true, false or unknown in the same rows in closure and SQL`, async () => {
    await fc.assert(fc.asyncProperty(samples, async ({ expr, args, actor, seed }) => {
      const { data, backEnd } = worldOf(seed);
      const value = compileValue(expr);
      const expected = data.items.toSorted((a, b) => ((a['id'] as string) < (b['id'] as string) ? -1 : 1)).map((row) => value(row, actor, args, data.related));
      assert.deepEqual(await (await backEnd).values(expr, actor, args), expected, formatExpr(expr));
    }), { numRuns: Math.ceil(runs / 4) });
  });
}
