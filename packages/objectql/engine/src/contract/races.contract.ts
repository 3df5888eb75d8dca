import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldExpr } from '@objectql/expression';
import type { Expr } from '@objectql/expression';
import type { Json } from '@objectql/metadata';
import type { Check } from '../unit.ts';
import { interposed } from './interposed-driver.contract.ts';
import { Ledger, add, attempt, codeOf, deciding, insert, remove, update } from './ledger.contract.ts';
import { account, deal, region, seat } from './ledger-objects.contract.ts';
import type { CreateSite } from './store-site.contract.ts';
import { chance, turn } from './test-host.contract.ts';

const within: Expr = { kind: 'compare', type: 'boolean', op: '<=', left: fieldExpr(account, 'total'), right: fieldExpr(account, 'limit') };
const withinLimit: Check = { kind: 'holds', key: { object: 'account', id: 'a' }, predicate: within, args: [], when: 'after', message: 'The account is over its limit.' };

function centsOf(amount: Json | undefined): number {
  return Number((amount as string).replace('.', ''));
}

/** Opens the ledger again; answers how often something was applied since. */
async function countingApplies(ledger: Ledger): Promise<() => number> {
  let applies = 0;
  await ledger.store.close();
  await ledger.reopen((driver) =>
    interposed(driver, (moment) => {
      if (moment === 'applying') applies += 1;
    }),
  );
  return () => applies;
}

/** What happens when several want what only one can have. */
export function testRaces(name: string, createSite: CreateSite): void {
  const race = (title: string, run: (ledger: Ledger) => Promise<void>): void => {
    test(`${name}: ${title}`, async () => {
      await Ledger.run(createSite, run);
    });
  };

  race('of two units that rest on one revision the second is stale', async ({ store }) => {
    await store.commit(attempt([insert(account, 'a', { name: 'Acme' })]));
    const outcomes = await Promise.all([
      store.commit(attempt([update(account, 'a', { name: 'One' }, 1)])),
      store.commit(attempt([update(account, 'a', { name: 'Two' }, 1)])),
    ]);
    assert.deepEqual(outcomes.map(codeOf).toSorted(), ['STALE', 'accepted']);
  });

  race('a child is never left without the parent that is deleted beside it', async ({ store }) => {
    for (const childFirst of [true, false]) {
      const id = `a${String(childFirst)}`;
      await store.commit(attempt([insert(account, id, { name: 'Acme' })]));
      const child = attempt([insert(deal, `d${id}`, { title: 'Child', account: id })]);
      const parent = attempt([remove(account, id)]);
      const [first, second] = await Promise.all([store.commit(childFirst ? child : parent), store.commit(childFirst ? parent : child)]);
      assert.deepEqual([codeOf(first), codeOf(second)], ['accepted', childFirst ? 'RECORD_REFERENCED' : 'REFERENCE_MISSING']);
    }
  });

  race('a parent goes with its children in one unit, and not with one of them left', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme' }), ...[1, 2, 3].map((each) => insert(deal, `d${each}`, { title: 'Child', account: 'a' })));
    const some = await ledger.store.commit(attempt([remove(account, 'a'), remove(deal, 'd1'), remove(deal, 'd2')]));
    assert.equal(codeOf(some), 'RECORD_REFERENCED');
    await ledger.write(remove(account, 'a'), remove(deal, 'd1'), update(deal, 'd2', { account: null }), remove(deal, 'd3'));
  });

  race('a parent is not deleted while one child outlives the group that deletes the others', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme' }), ...[1, 2, 3, 4].map((each) => insert(deal, `d${each}`, { title: 'Child', account: 'a' })));
    const units = [[remove(deal, 'd1')], [remove(deal, 'd2')], [remove(account, 'a')], [remove(deal, 'd4')], [remove(deal, 'd3')], [remove(account, 'a')]];
    const outcomes = await Promise.all(units.map((writes) => ledger.store.commit(attempt(writes))));
    assert.deepEqual(outcomes.map(codeOf), units.map((_, each) => (each === 2 ? 'RECORD_REFERENCED' : 'accepted')));
  });

  race('one of many gets a unique value', async ({ store }) => {
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, each) => store.commit(attempt([insert(account, `a${each}`, { name: 'Acme', code: 'X' })]))));
    assert.equal(outcomes.filter((outcome) => outcome.accepted).length, 1);
    const refused = outcomes.find((outcome) => !outcome.accepted);
    assert.deepEqual(refused?.accepted === false && refused.rejection.issues?.map(({ path, code }) => [path, code]), [['code', 'VALUE_TAKEN']]);
  });

  race('a unique index over two fields counts both, and null in one is never taken', async ({ store }) => {
    const seats: [string | null, number | null][] = [['A', 1], ['A', 2], ['B', 1], ['A', 1], [null, 1], [null, 1], ['A', null], ['A', null]];
    const outcomes = await Promise.all(seats.map(([room, place], each) => store.commit(attempt([insert(seat, `s${each}`, { room, place })]))));
    assert.deepEqual(outcomes.map(codeOf), seats.map((_, each) => (each === 3 ? 'VALUE_TAKEN' : 'accepted')));
  });

  race('a unique value moves from record to record within one group', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'A', code: 'x' }), insert(account, 'b', { name: 'B', code: 'y' }));
    const applied = await countingApplies(ledger);
    const moves = [
      [update(account, 'b', { name: 'Bee' })], [update(account, 'a', { code: 'z' })], [update(account, 'b', { code: 'x' })], [update(account, 'a', { code: 'y' })],
      [remove(account, 'a')], [insert(account, 'c', { name: 'C', code: 'y' })],
    ];
    const outcomes = await Promise.all(moves.map((writes) => ledger.store.commit(attempt(writes))));
    assert.deepEqual(outcomes.map(codeOf), moves.map(() => 'accepted'));
    assert.deepEqual([...(await ledger.rows(account)).values()].map(({ id, code }) => [id, code]), [['b', 'x'], ['c', 'y']]);
    assert.equal(applied(), 1, 'a unique index holds after every change, so nothing had to be tried again');
  });

  race('a unique value moves within one unit to a record that the group touched before', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'A', code: 'x' }), insert(account, 'b', { name: 'B' }));
    const applied = await countingApplies(ledger);
    const moves = [[update(account, 'b', { name: 'Bee' })], [update(account, 'a', { code: null }), update(account, 'b', { code: 'x' })]];
    const outcomes = await Promise.all(moves.map((writes) => ledger.store.commit(attempt(writes))));
    assert.deepEqual([outcomes.map(codeOf), applied()], [['accepted', 'accepted'], 1]);
  });

  race('a limit on a sum holds, whoever adds to it and whoever lowers it', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', limit: '100.00', total: '0.00' }));
    const below = chance(7);
    const outcomes = await Promise.all(
      Array.from({ length: 60 }, async (_, each) => {
        for (let waits = below(3); waits > 0; waits -= 1) await turn();
        const lowers = each % 12 === 5;
        const amount = `${below(9)}.${10 + below(90)}`;
        const writes = lowers ? [update(account, 'a', { limit: '60.00' })] : [insert(deal, `d${each}`, { title: 'Deal', account: 'a', amount }), add(account, 'a', { total: amount })];
        return ledger.store.commit(attempt(writes, { checks: [withinLimit] }));
      }),
    );
    const deals = [...(await ledger.rows(deal)).values()];
    const sum = deals.reduce((cents, { amount }) => cents + centsOf(amount), 0);
    const row = await ledger.row(account, 'a');
    assert.equal(centsOf(row?.['total']), sum);
    assert.ok(sum <= centsOf(row?.['limit']), 'the sum is within the limit');
    assert.ok(outcomes.some((outcome) => codeOf(outcome) === 'CONDITION_FAILED') && sum > 4000, 'the limit was reached');
  });

  race('fifty writers roll up into one record without touching the revision people edit against', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', total: null, visits: 0 }));
    const edit = (): Promise<unknown> => ledger.store.commit(attempt([update(account, 'a', { name: 'Edited' }, 1)]));
    const writers = Array.from({ length: 50 }, async (_, each) => {
      if (each % 3 === 0) await turn();
      return ledger.store.commit(attempt([insert(deal, `d${each}`, { title: 'Deal', account: 'a', amount: '0.10' }), add(account, 'a', { total: '0.10', visits: '1' })]));
    });
    await Promise.all([...writers.slice(0, 25), edit(), ...writers.slice(25)]);
    const row = await ledger.row(account, 'a');
    assert.deepEqual([row?.['total'], row?.['visits'], row?.['revision'], row?.['name']], ['5.00', 50, 2, 'Edited']);
  });

  race('fifty decisions over one record are each taken over the last one', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', visits: 0 }));
    const key = { object: 'account', id: 'a' };
    const visit = (each: number): Promise<unknown> =>
      ledger.store.commit(
        deciding(
          (view) => ({ writes: [update(account, 'a', { visits: Number(view.get(key)?.['visits']) + 1 }), insert(seat, `s${each}`, { room: 'A', place: each })], checks: [] }),
          each % 2 === 0 ? { keys: [key] } : {},
        ),
      );
    await Promise.all(Array.from({ length: 50 }, (_, each) => visit(each)));
    const row = await ledger.row(account, 'a');
    assert.deepEqual([row?.['visits'], row?.['revision']], [50, 51]);
  });

  race('of two decisions over who holds a value the second sees what the first took', async (ledger) => {
    const claim = (id: string): Promise<unknown> =>
      ledger.store.commit(
        deciding((view) => {
          const holder = view.holder('account', ['code'], ['x']);
          return { writes: [holder === null ? insert(account, id, { name: 'First', code: 'x' }) : insert(deal, id, { title: 'Second', account: holder })], checks: [] };
        }),
      );
    await Promise.all(['a', 'b', 'c'].map(claim));
    assert.deepEqual([[...(await ledger.rows(account)).keys()], [...(await ledger.rows(deal)).keys()]], [['a'], ['b', 'c']]);
  });

  race('decisions that follow each other through the rows they point to all settle in one group', async (ledger) => {
    const count = 45;
    await ledger.write(insert(account, 'p', { name: 'a0' }), ...Array.from({ length: count }, (_, each) => insert(account, `a${each}`, { name: `a${each + 1}` })));
    const follow = deciding((view) => {
      const to = view.get({ object: 'account', id: view.get({ object: 'account', id: 'p' })?.['name'] as string });
      return { writes: [update(account, 'p', { name: to?.['name'] ?? null })], checks: [] };
    });
    const outcomes = await Promise.all(Array.from({ length: count }, () => ledger.store.commit(follow)));
    assert.ok(outcomes.every((outcome) => outcome.accepted));
    assert.equal((await ledger.row(account, 'p'))?.['name'], `a${count}`);
  });

  race('autonumbers have no gap, whatever is refused between', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', code: 'taken' }));
    await Promise.all(
      Array.from({ length: 40 }, async (_, each) => {
        if (each % 5 === 0) await turn();
        const spoilt: Record<number, Json> = { 0: 'nobody' };
        return ledger.store.commit(attempt([insert(deal, `d${each}`, { title: 'Deal', account: spoilt[each % 4] ?? 'a' })], { dryRun: each % 7 === 6 }));
      }),
    );
    const numbers = [...(await ledger.rows(deal)).values()].map(({ number }) => number as string).toSorted();
    assert.deepEqual(numbers, numbers.map((_, index) => `D-${String(index + 1).padStart(4, '0')}`));
    assert.ok(numbers.length > 20);
  });

  race('a storm of mixed units leaves a sound store', async (ledger) => {
    const below = chance(11);
    const id = (letter: string): string => `${letter}${below(8)}`;
    await ledger.write(...Array.from({ length: 8 }, (_, each) => insert(account, `a${each}`, { name: 'Acme' })));
    const some = [
      () => [insert(account, id('a'), { name: 'Acme', code: below(2) === 0 ? null : `c${below(6)}`, visits: 0, region: below(3) === 0 ? id('r') : null })],
      () => [insert(region, id('r'), { name: 'North', open: below(2) === 0 })],
      () => [insert(account, id('a'), { name: 'Acme', visits: 0 })],
      () => [insert(deal, id('d'), { title: 'Deal', account: id('a'), parent: below(4) === 0 ? id('d') : null }), add(account, id('a'), { visits: '1' })],
      () => [update(account, id('a'), { code: `c${below(6)}` }), update(account, id('a'), { code: null })],
      () => [update(deal, id('d'), { account: id('a'), rank: below(9) })],
      () => [insert(deal, id('d'), { title: 'Deal', account: id('a'), tags: ['red'], data: { a: [1] } })],
      () => [update(account, id('a'), { visits: below(9) }, 1)],
      () => [remove(account, id('a'))],
      () => [remove(deal, id('d')), remove(region, id('r'))],
      () => [insert(seat, id('s'), { room: `R${below(2)}`, place: below(4) })],
      () => [update(seat, id('s'), { place: below(4) }), remove(seat, id('s'))],
    ];
    const outcomes = new Set<string>();
    await Promise.all(
      Array.from({ length: 24 }, async () => {
        for (let call = 0; call < 20; call += 1) {
          outcomes.add(codeOf(await ledger.store.commit(attempt(some[below(some.length)]?.() ?? []))));
          for (let waits = below(3); waits > 0; waits -= 1) await turn();
        }
      }),
    );
    for (const code of ['accepted', 'DUPLICATE_ID', 'VALUE_TAKEN', 'REFERENCE_MISSING', 'RECORD_REFERENCED', 'STALE', 'RECORD_NOT_FOUND']) assert.ok(outcomes.has(code), code);
  });
}
