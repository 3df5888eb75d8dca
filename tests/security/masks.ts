import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Caller } from '../parity/harness/people.ts';
import type { Input } from '../parity/harness/surface.ts';
import type { Site } from './site.ts';

/*
 * C4 cases 2, 5, 6, 9, 11, 12, 13, 30: noninterference. Two tenants hold the same where somebody may look and different things
 * where he may not: masked values, hidden fields, hidden rows. Whatever he asks, both must answer the same bytes.
 */

const tenants = ['masks-one', 'masks-two'] as const;

/** What is visible is equal in both; `secret` is drawn from another hat in each. */
async function settle(site: Site, tenant: string, world: 0 | 1): Promise<void> {
  await site.openTenant(tenant);
  const create = (as: string, object: string, record: object): Promise<unknown> => site.operator.value(tenant, `${object}.create`, record, as);
  const secret = <T>(...values: readonly [T, T]): T => values[world];
  await create('ada', 'vault', { id: 'v', name: secret('Below', 'Above'), pin: secret('1', '2') });
  const account = (id: string, more: object): Promise<unknown> => create('ada', 'account', { id, name: `Account ${id}`, code: id, status: 'active', ...more });
  const hide = (margin: string, code: string, tier: string): object => ({ margin, secret_code: code, tier, phones: code, vault: secret<string | null>('v', null) });
  await account('a1', { owner: 'clara', credit: '500.00', ...hide(secret('1', '9'), secret('x', 'y'), secret('ultraviolet', 'infrared')) });
  await account('a2', { owner: 'mara', credit: secret('100.00', '900.00'), ...hide(secret('5', '3'), secret('y', 'z'), 'infrared') });
  await account('a3', { owner: 'mara', credit: secret<string | null>('900.00', null), ...hide(secret('3', '5'), secret('z', 'x'), secret('infrared', 'ultraviolet')) });
  await account('a4', { owner: null, credit: secret<string | null>(null, '500.00'), phone: '5' });
  await account('a5', { owner: 'clara', credit: '100.00', parent: 'a2' });
  // Hidden rows: other names, values and states, and what is referred to.
  await account('h1', { status: 'closed', name: secret('Zed', 'Account a0'), credit: secret('1.00', '999.00'), owner: 'clara', parent: secret('a1', 'a5') });
  await account('h2', { status: 'closed', name: secret('Account a9', 'Nil'), owner: secret<string | null>('clara', null), phone: secret('5', '6') });
  await account('a6', { owner: 'clara', parent: secret('h1', 'h2'), credit: null });
  const claim = (as: string, id: string, more: object): Promise<unknown> => create(as, 'claim', { id, title: id, amount: '10.00', ...more });
  await claim('emil', 'c1', { account: 'a2', notes: 'mine' });
  await claim('emil', 'c2', { account: 'a1', notes: 'mine' });
  await site.operator.value(tenant, 'claim.update', { id: 'c2', account: secret('h1', 'h2') }, 'ada');
  await claim('emil', 'c4', { amount: '6000.00' });
  await claim('emil', 'c5', {});
  await site.operator.value(tenant, 'claim.approve', { id: 'c5' }, 'mara');
  await claim('ada', 'c3', { amount: secret('20.00', '5.00'), notes: secret('theirs', 'mine'), account: 'a1' });
}

const readable = ['id', 'name', 'code', 'status', 'credit', 'phone', 'parent', 'owner', 'grade', 'notes', 'parent.name', 'parent.credit', 'parent.owner', 'createdBy', 'revision'];
const unreadable = ['margin', 'secret_code', 'tier', 'phones', 'vault', 'vault.pin', 'parent.margin', 'owner.name'];
const values = ['1', '5', '9', '100.00', '500.00', '900.00', 500, 'a1', 'a2', 'h1', 'h2', 'x', 'y', 'Zed', 'Account a9', 'Account a0', 'active', 'closed', 'ultraviolet', 'clara', 'mara', null];

/** What fields hold in either world, so that most filters are well formed; any other value is a fault that must be the same too. */
const valuesOf: Readonly<Record<string, readonly (string | number | null)[]>> = {
  credit: ['1.00', '100.00', '500.00', '900.00', 999, null], 'parent.credit': ['100.00', '500.00', '900.00', null], revision: [1, 2], phone: ['5', '6', null], status: ['active', 'closed'], grade: ['a', null],
  name: ['Zed', 'Account a0', 'Account a9', 'Account a2'], parent: ['a1', 'a2', 'a5', 'h1', 'h2', null], owner: ['clara', 'mara', null],
};
const name = fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...readable) }, { weight: 1, arbitrary: fc.constantFrom(...unreadable) });
const textTests = ['$contains', '$startsWith', '$endsWith'];
const atom = name.chain((field) => {
  const value = fc.constantFrom(...(valuesOf[field] ?? values));
  const condition = fc.oneof(
    { weight: 3, arbitrary: value },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte', ...(field.endsWith('credit') ? [] : textTests)), value).map(([operator, operand]) => ({ [operator]: operand })) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('$in', '$nin'), fc.array(value, { minLength: 1, maxLength: 3 })).map(([operator, operands]) => ({ [operator]: operands })) },
    { weight: 1, arbitrary: fc.tuple(value, value).map((operands) => ({ $between: operands })) },
    { weight: 1, arbitrary: fc.boolean().map((isNull) => ({ $null: isNull })) },
    { weight: 1, arbitrary: value.map((operand) => ({ $not: { $eq: operand } })) },
  );
  return condition.map((test1) => ({ [field]: test1 }));
});
const filter = fc.oneof(atom, fc.tuple(atom, atom).map(([a, b]) => ({ $and: [a, b] })), fc.tuple(atom, atom).map(([a, b]) => ({ $or: [a, b] })), atom.map((a) => ({ $not: a })), fc.tuple(atom, atom).map(([a, b]) => Object.assign({ $not: b }, a)));
const sortKey = fc.tuple(fc.constantFrom('', '-'), name).map(([sign, field]) => sign + field);
const query = fc.record({ filter, sort: fc.array(sortKey, { maxLength: 2 }), fields: fc.uniqueArray(fc.constantFrom(...readable.filter((each) => !each.includes('.'))), { minLength: 1, maxLength: 3 }), expand: fc.constantFrom(['parent'], ['owner'], ['parent', 'owner']), limit: fc.constantFrom(1, 2, 50), count: fc.boolean() }, { requiredKeys: [] });

/** A cursor as the planner would encode it. */
function forge(order: unknown, ...given: readonly unknown[]): string {
  return Buffer.from(JSON.stringify({ order, values: given })).toString('base64url');
}

export function testMasks(site: () => Site): void {
  const same = async (as: Caller, operation: string, input: Input, dryRun = false): Promise<string> => {
    const { rest } = site();
    const [one, two] = await Promise.all(tenants.map((tenant) => site().said(rest, { tenant, as, operation, input, dryRun })));
    assert.ok(one !== undefined && one !== null);
    assert.equal(one, two, `${as} ${operation} ${JSON.stringify(input)}`);
    return one;
  };

  test('two tenants that differ in nothing but what is hidden', async () => {
    await settle(site(), tenants[0], 0);
    await settle(site(), tenants[1], 1);
  });

  test('no query that a clerk can think of tells masked values, hidden fields or hidden rows, on whichever page', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(query, async (input) => {
        let page = await same('clara', 'account.query', input);
        if (page.startsWith('200')) answered++;
        for (let pages = 0; pages < 8; pages++) {
          const cursor = /"nextCursor":"([^"]+)"/u.exec(page)?.[1];
          if (cursor === undefined) break;
          page = await same('clara', 'account.query', { ...input, cursor });
        }
      }),
      { numRuns: process.env['OBJECTOS_LONG'] === undefined ? 250 : 2500 },
    );
    assert.ok(answered > 100, `${answered} queries were answered`);
  });

  test('through a lookup an employee learns nothing of the accounts that he may not see', async () => {
    for (const path of ['account.name', 'account.status', 'account.id', 'account', 'account.credit', 'account.parent']) {
      for (const operand of values) await same('emil', 'claim.query', { filter: { [path]: operand }, count: true });
      await same('emil', 'claim.query', { sort: [path, 'id'], expand: ['account'] });
    }
    await same('emil', 'claim.query', { filter: { amount: { $lt: 15 } }, count: true });
    await same('emil', 'claim.query', { filter: { notes: { $contains: 'mine' } }, count: true });
  });

  test('masked values leave no trace in an order, and none in a cursor', async () => {
    const page = await same('clara', 'account.query', { sort: ['-credit', 'id'], fields: ['credit'], limit: 3 });
    const cursor = /"nextCursor":"([^"]+)"/u.exec(page)?.[1] ?? assert.fail('one page is not all');
    assert.doesNotMatch(Buffer.from(cursor, 'base64url').toString(), /900|999/u);
  });

  test('a forged cursor is a place among what one may see anyway, or refused', async () => {
    for (const credit of ['1.00', '100.00', '499.99', '500.00', '900.00', '999.00', null]) {
      for (const id of ['', 'a2', 'a3', 'h1', 'zzz']) {
        await same('clara', 'account.query', { sort: ['credit'], cursor: forge('account:credit,id', credit, id) });
        await same('clara', 'account.query', { sort: ['-credit'], cursor: forge('account:-credit,id', credit, id) });
        await same('clara', 'account.query', { sort: ['parent.credit'], cursor: forge('account:parent.credit,id', credit, id) });
      }
    }
    const refused = [
      '', 'x', '!!', 'e30', forge('account:credit,id', '500.00'), forge('account:credit,id', 500, 'a1'), forge('account:credit,id', '500.00', 'a1', 'a2'), forge('account:margin,id', '5.00', 'a1'), forge('claim:credit,id', '5.00', 'a1'),
      forge('account:credit,id', { $gt: 0 }, 'a1'), forge('account:credit,id', "1.00' OR 1=1 --", 'a1'), forge(['account:credit,id'], '5.00', 'a1'), forge('account:credit,id', '5.00', 'a\u0000'), `${forge('account:credit,id', '500.00', 'a1')}=`.repeat(2),
    ];
    for (const cursor of refused) assert.match(await same('clara', 'account.query', { sort: ['credit'], cursor }), /^400\n[\s\S]*CURSOR_INVALID/u, cursor);
  });

  test('the cursor of an administrator takes a clerk to no hidden record', async () => {
    const { rest } = site();
    for (const sort of [['credit'], ['name'], ['status']]) {
      const answer = await rest.perform({ tenant: tenants[0], as: 'ada', operation: 'account.query', input: { sort, limit: 2 } });
      assert.ok(answer.ok);
      const { nextCursor: cursor } = answer.value as { readonly nextCursor: string };
      assert.doesNotMatch(await same('clara', 'account.query', { sort, cursor }), /"h1"|"h2"|Zed|900/u);
    }
    const ofMargins = await rest.perform({ tenant: tenants[0], as: 'ada', operation: 'account.query', input: { sort: ['margin'], limit: 2 } });
    assert.ok(ofMargins.ok);
    assert.match(await same('clara', 'account.query', { sort: ['margin'], cursor: (ofMargins.value as { readonly nextCursor: string }).nextCursor }), /^400\n/u);
  });

  test('no write, dry or refused, tells what the record holds where one may not look', async () => {
    for (const id of ['a1', 'a2', 'a3', 'a4', 'a6', 'h1', 'h2']) {
      for (const credit of ['100.00', '500.00', '900.00', null]) await same('clara', 'account.update', { id, credit }, true);
      for (const parent of ['a1', 'a5', 'h1', 'h2', null]) await same('clara', 'account.update', { id, parent }, true);
      await same('clara', 'account.update', { id, status: 'frozen', notes: 'x' }, true);
      await same('clara', 'account.delete', { id: id === 'a2' ? 'a6' : id }, true);
    }
    for (const code of ['x', 'y', 'z']) await same('clara', 'account.create', { id: 'new', name: 'New', code, phone: code }, true);
  });

  test('histories show no value that is masked today, and no reference to what is hidden', async () => {
    for (const id of ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'h1']) await same('clara', 'account.history', { id });
  });

  test('a guard or a state of which one may not know is not spelled out', async () => {
    // Of a claim stan knows the title alone. He is told of the role, which is about himself.
    for (const [id, code] of [['c1', 'FLOW_GUARD_FAILED'], ['c4', 'FLOW_GUARD_FAILED'], ['c5', 'FLOW_WRONG_STATE']] as const) {
      const said = await same('stan', 'claim.approve', { id }, true);
      assert.match(said, new RegExp(code, 'u'));
      assert.doesNotMatch(said.replace('"status":', ''), /amount|5000|status|submitted|approved|escalate/u);
    }
    assert.match(await same('mara', 'claim.approve', { id: 'c4' }, true), /amount/u);
  });
}
