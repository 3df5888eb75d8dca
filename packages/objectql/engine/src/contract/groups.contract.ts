import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldExpr } from '@objectql/expression';
import type { Expr } from '@objectql/expression';
import type { Json, Key } from '@objectql/metadata';
import type { Attempt, Check, RowView, Write } from '../unit.ts';
import { interposed, moments } from './interposed-driver.contract.ts';
import { Ledger, add, attempt, codeOf, deciding, insert, remove, update } from './ledger.contract.ts';
import { account, deal, seat } from './ledger-objects.contract.ts';
import type { CreateSite } from './store-site.contract.ts';

function visit(each: number): Attempt {
  const writes = [insert(deal, `d${each}`, { title: 'Deal', account: 'a' }), add(account, 'a', { visits: '1' })];
  return attempt(writes, { command: { key: `k${each}`, digest: 'visit' } });
}

function fresh(id: string): Attempt {
  return attempt([{ ...insert(account, id, { name: 'Bond' }), fresh: true } as Write]);
}

function holds(predicate: Expr, when: 'before' | 'after', rest: { key: Key; args?: readonly Json[] }): Check {
  return { kind: 'holds', predicate, when, args: [], message: 'No.', ...rest };
}

/** How units share a transaction, and what one that fails does to the others: nothing. */
export function testGroups(name: string, createSite: CreateSite): void {
  const group = (title: string, run: (ledger: Ledger) => Promise<void>): void => {
    test(`${name}: ${title}`, async () => {
      await Ledger.run(createSite, run);
    });
  };

  group('of twenty units the refused one leaves no trace and the others stand', async (ledger) => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async (_, each) =>
        ledger.store.commit(attempt([insert(account, `a${each}`, { name: 'Acme' }), insert(deal, `d${each}`, { title: 'Deal', account: each === 7 ? 'nobody' : `a${each}` })])),
      ),
    );
    assert.deepEqual(outcomes.map(codeOf), outcomes.map((_, each) => (each === 7 ? 'REFERENCE_MISSING' : 'accepted')));
    assert.equal((await ledger.rows(account)).size, 19);
    const entries = await ledger.store.journal(0, 50);
    assert.deepEqual(entries.map(({ seq, changes }) => [seq, changes[0]?.record]), outcomes.flatMap((outcome, each) => (outcome.accepted ? [[outcome.seq, `a${each}`]] : [])));
  });

  group('of twenty units the one that the driver cannot apply fails alone', async (ledger) => {
    await ledger.store.close();
    await ledger.reopen((driver) =>
      interposed(driver, (moment, changes) => {
        if (moment === 'applied' && changes.some(({ key }) => key.id === 'a7')) throw new Error('disk on fire');
      }),
    );
    const settled = await Promise.allSettled(Array.from({ length: 20 }, async (_, each) => ledger.store.commit(attempt([insert(account, `a${each}`, { name: 'Acme' })]))));
    assert.deepEqual(settled.map(({ status }) => status), settled.map((_, each) => (each === 7 ? 'rejected' : 'fulfilled')));
    const failed = settled[7];
    assert.deepEqual(failed?.status === 'rejected' && [(failed.reason as { code: string }).code, (failed.reason as { category: string }).category], ['STORE_FAILED', 'internal']);
    assert.equal((await ledger.rows(account)).size, 19);
  });

  group('an id that is called fresh and is taken after all is refused, and its group stands', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme' }));
    const outcomes = await Promise.all([fresh('b'), fresh('a'), fresh('c'), fresh('c')].map(async (each) => ledger.store.commit(each)));
    assert.deepEqual(outcomes.map(codeOf), ['accepted', 'DUPLICATE_ID', 'accepted', 'DUPLICATE_ID']);
    assert.equal(codeOf(await ledger.store.commit(fresh('a'))), 'DUPLICATE_ID');
    assert.equal((await ledger.row(account, 'a'))?.['name'], 'Acme');
  });

  group('ids that are called fresh are not looked up in company', async (ledger) => {
    await ledger.store.close();
    let loads = 0;
    await ledger.reopen((driver) => interposed(driver, (moment) => void (loads += Number(moment === 'loading'))));
    await Promise.all([fresh('a'), fresh('b')].map(async (each) => ledger.store.commit(each)));
    assert.equal(loads, 0);
    assert.equal((await ledger.rows(account)).size, 2);
  });

  group('an attempt whose decision throws fails alone', async ({ store }) => {
    const broken = deciding(() => {
      throw new RangeError('a bug');
    });
    const [first, second, third] = await Promise.allSettled([
      store.commit(attempt([insert(account, 'a', { name: 'Acme' })])),
      store.commit(broken),
      store.commit(attempt([insert(account, 'b', { name: 'Bond' })])),
    ]);
    assert.deepEqual([first.status, second.status, third.status], ['fulfilled', 'rejected', 'fulfilled']);
    assert.ok(second.status === 'rejected' && second.reason instanceof RangeError);
  });

  group('a decision that throws over rows that a unit before it was still to write is taken again', async (ledger) => {
    await ledger.write(insert(account, 'x', { name: 'a' }));
    const key = { object: 'account', id: 'a' };
    const first = deciding((view) => {
      const id = view.get({ object: 'account', id: 'x' })?.['name'] as string;
      return { writes: [insert(account, id, { name: 'Acme', visits: 1 }), insert(deal, 'd', { title: 'Deal', account: id })], checks: [] };
    });
    const second = deciding((view) => {
      const row = view.get(key);
      if (row === null) throw new RangeError('there is no such account');
      return { writes: [update(account, 'a', { visits: 2 })], checks: [] };
    }, { keys: [key] });
    const outcomes = await Promise.all([ledger.store.commit(first), ledger.store.commit(second)]);
    assert.deepEqual(outcomes.map(codeOf), ['accepted', 'accepted']);
  });

  group('a decision is run again for rows it did not name, without outside effect', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', visits: 3 }), insert(account, 'b', { name: 'Bond', visits: 4 }));
    let runs = 0;
    const decide = (view: RowView): { writes: ReturnType<typeof update>[]; checks: [] } => {
      runs += 1;
      const from = view.get({ object: 'account', id: 'a' });
      const to = view.get({ object: 'account', id: from?.['visits'] === 3 ? 'b' : 'a' });
      return { writes: [update(account, 'a', { visits: Number(to?.['visits']) + 1 })], checks: [] };
    };
    const outcome = await ledger.store.commit(deciding(decide));
    assert.ok(runs > 1);
    assert.equal(outcome.accepted && outcome.changes.length, 1);
    assert.deepEqual([(await ledger.row(account, 'a'))?.['visits'], (await ledger.store.head()).seq], [5, 2]);
  });

  group('a decision that never has enough fails alone and says what to do', async ({ store }) => {
    let asked = 0;
    const endless = deciding((view) => {
      view.get({ object: 'account', id: `none${(asked += 1)}` });
      return { writes: [], checks: [] };
    });
    const [first, second] = await Promise.allSettled([store.commit(endless), store.commit(attempt([insert(account, 'a', { name: 'Acme' })]))]);
    assert.equal(first.status === 'rejected' && (first.reason as { code: string }).code, 'DECISION_UNSETTLED');
    assert.equal(second.status, 'fulfilled');
  });

  group('a view answers who holds a unique value and whether anything refers, as the units before left things', async ({ store }) => {
    const seen: unknown[] = [];
    const look = deciding((view) => {
      const answers = [view.holder('account', ['code'], ['x']), view.holder('seat', ['room', 'place'], ['A', 1]), view.holder('account', ['code'], [null]), view.referenced('deal', 'account', 'a')];
      seen.push(answers);
      return { writes: [], checks: [] };
    });
    const steps = [
      [insert(account, 'a', { name: 'Acme', code: 'x' }), insert(seat, 's', { room: 'A', place: 1 }), insert(deal, 'd', { title: 'Deal', account: 'a' })],
      [update(account, 'a', { code: 'y' }), update(seat, 's', { place: 2 }), remove(deal, 'd')],
    ];
    await Promise.all([store.commit(attempt(steps[0] ?? [])), store.commit(look), store.commit(attempt(steps[1] ?? []))]);
    assert.deepEqual(seen.at(-1), ['a', 's', null, true]);
    await store.commit(look);
    assert.deepEqual(seen.at(-1), [null, null, null, false]);
  });

  group('every problem of a unit is told at once', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', code: 'x' }));
    const outcome = await ledger.store.commit(attempt([insert(account, 'b', { name: 'Bond', code: 'x', region: 'nowhere' }), update(account, 'gone', { name: 'No' })]));
    assert.deepEqual(!outcome.accepted && outcome.rejection.issues?.map(({ code, path }) => [code, path]), [
      ['RECORD_NOT_FOUND', ''], ['REFERENCE_MISSING', 'region'], ['VALUE_TAKEN', 'code'],
    ]);
  });

  group('checks are judged over what the units before left', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme' }));
    const key = { object: 'account', id: 'a' };
    const none = { object: 'account', id: 'n' };
    const cases = [
      [{ kind: 'revision', key, revision: 1 }, 'accepted'], [{ kind: 'revision', key, revision: 2 }, 'STALE'],
      [{ kind: 'exists', key }, 'accepted'], [{ kind: 'exists', key: none }, 'RECORD_NOT_FOUND'],
      [{ kind: 'absent', key: none }, 'accepted'], [{ kind: 'absent', key }, 'DUPLICATE_ID'],
      [{ kind: 'none', object: 'account', field: 'name', equals: 'Acme' }, 'RECORD_REFERENCED'], [{ kind: 'none', object: 'account', field: 'name', equals: 'Bond' }, 'accepted'],
    ] as const;
    const outcomes = await Promise.all(cases.map(([check]) => ledger.store.commit(attempt([], { checks: [check] }))));
    assert.deepEqual(outcomes.map(codeOf), cases.map(([, code]) => code));
  });

  group('a condition is judged before or after the writes as it says, and through a lookup', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', limit: '100.00', total: '150.00' }), insert(deal, 'd', { title: 'Deal', account: 'a' }));
    const within: Expr = { kind: 'compare', type: 'boolean', op: '<=', left: fieldExpr(account, 'total'), right: fieldExpr(account, 'limit') };
    const rich: Expr = { kind: 'compare', type: 'boolean', op: '>=', left: fieldExpr(account, 'limit', 'account'), right: { kind: 'param', type: 'decimal', index: 0 } };
    const own = { object: 'account', id: 'a' };
    const child = { object: 'deal', id: 'd' };
    const raise = update(account, 'a', { limit: '200.00' });
    const cases = [
      [[], holds(rich, 'before', { key: child, args: ['100'] }), 'accepted'], [[], holds(rich, 'before', { key: child, args: ['100.01'] }), 'CONDITION_FAILED'],
      [[raise], holds(within, 'before', { key: own }), 'CONDITION_FAILED'], [[raise], holds(rich, 'before', { key: child, args: ['150'] }), 'CONDITION_FAILED'],
      [[raise], holds(within, 'after', { key: own }), 'accepted'], [[], holds(rich, 'after', { key: child, args: ['150'] }), 'accepted'],
    ] as const;
    for (const [writes, check, code] of cases) {
      const outcome = await ledger.store.commit(attempt(writes, { checks: [check] }));
      assert.equal(codeOf(outcome), code);
    }
  });

  group('an update that changes nothing leaves neither change nor entry nor a step of the revision', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', total: '1.00' }));
    const outcome = await ledger.store.commit(attempt([update(account, 'a', { name: 'Acme', total: '1.00' }, 1)]));
    assert.deepEqual(outcome, { accepted: true, seq: 1, changes: [], journalled: [], reply: null, replayed: false });
    assert.equal((await ledger.row(account, 'a'))?.['revision'], 1);
  });

  group('a sum that the field cannot hold is refused', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', total: '9999999999999999.99', visits: Number.MAX_SAFE_INTEGER }));
    assert.equal(codeOf(await ledger.store.commit(attempt([add(account, 'a', { total: '0.01' })]))), 'VALUE_OUT_OF_RANGE');
    assert.equal(codeOf(await ledger.store.commit(attempt([add(account, 'a', { visits: '1' })]))), 'VALUE_OUT_OF_RANGE');
    await ledger.write(add(account, 'a', { total: '-0.99', visits: '-1' }));
    assert.equal((await ledger.row(account, 'a'))?.['total'], '9999999999999999.00');
  });

  group('closing waits for what was asked before and refuses what comes after', async (ledger) => {
    const before = ledger.store.commit(attempt([insert(account, 'a', { name: 'Acme' })]));
    const closed = ledger.store.close();
    await assert.rejects(ledger.store.commit(attempt([])), { code: 'STORE_CLOSED', category: 'unavailable' });
    assert.equal(codeOf(await before), 'accepted');
    await closed;
    await assert.rejects(ledger.store.head(), { code: 'STORE_CLOSED' });
    await ledger.reopen();
    assert.equal((await ledger.rows(account)).size, 1);
  });

  group('a commit whose answer is lost is not carried out again', async (ledger) => {
    await ledger.write(insert(account, 'a', { name: 'Acme', visits: 0 }));
    await ledger.store.close();
    await ledger.reopen((driver) =>
      interposed(driver, (moment) => {
        if (moment === 'committed') throw new Error('the line went dead');
      }),
    );
    const lost = await Promise.allSettled([1, 2, 3].map(async () => ledger.store.commit(attempt([add(account, 'a', { visits: '1' })]))));
    const told = lost.map((each) => each.status === 'rejected' && (each.reason as { code: string }).code);
    assert.deepEqual(told, ['STORE_CRASHED', 'STORE_CRASHED', 'STORE_CRASHED'], 'nobody is told that nothing was changed');
    assert.equal((await ledger.row(account, 'a'))?.['visits'], 3);
  });

  for (const moment of moments) {
    group(`a process killed at "${moment}" leaves all or nothing, and every command can be asked again`, async (ledger) => {
      await ledger.write(insert(account, 'a', { name: 'Acme', visits: 0 }));
      await ledger.store.close();
      await ledger.reopen((driver) =>
        interposed(driver, async (now) => {
          if (now !== moment) return;
          await ledger.site.kill(driver);
          throw new Error('killed');
        }),
      );
      const killed = await Promise.allSettled([0, 1, 2, 3, 4].map(async (each) => ledger.store.commit(visit(each))));
      assert.ok(killed.every(({ status }) => status === 'rejected'));
      await ledger.reopen();
      await ledger.verify();
      const survived = (await ledger.rows(deal)).size;
      assert.equal(survived, moment === 'committed' ? 5 : 0);
      const again = await Promise.all([0, 1, 2, 3, 4].map(async (each) => ledger.store.commit(visit(each))));
      assert.ok(again.every((outcome) => outcome.accepted && outcome.replayed === (moment === 'committed')));
      assert.equal((await ledger.row(account, 'a'))?.['visits'], 5);
    });
  }
}
