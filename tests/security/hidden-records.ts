import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completed, resourceText } from '../parity/harness/mcp-surface.ts';
import type { Caller } from '../parity/harness/people.ts';
import { seed } from '../parity/harness/seed.ts';
import type { Input, SurfaceCall } from '../parity/harness/surface.ts';
import type { Site } from './site.ts';

/*
 * C4 cases 9, 14 to 16, 18 to 21, 43: a record that a condition hides, and one of another tenant, in every operation that can
 * name a record. The answer must be, byte for byte, that to an id that no record has.
 */

const [home, abroad] = ['records-home', 'records-abroad'];

interface Hidden {
  readonly as: Caller;
  readonly object: 'account' | 'claim';
  /** Of the hidden record, and one as long that no record has. */
  readonly ids: readonly [string, string];
  readonly why: string;
}

const hidden: readonly Hidden[] = [
  { as: 'clara', object: 'account', ids: ['n-dust', 'n-dusk'], why: 'a condition hides it' },
  { as: 'aide', object: 'account', ids: ['n-dust', 'n-dusk'], why: 'a condition hides it from the person that the agent acts for' },
  { as: 'emil', object: 'claim', ids: ['n-foreign', 'n-forfeit'], why: 'it is of somebody else' },
  { as: 'ada', object: 'account', ids: ['s-acme', 's-acne'], why: 'it is of another tenant' },
  { as: 'clara', object: 'account', ids: ['s-acme', 's-acne'], why: 'it is of another tenant' },
];

function callsOn(object: Hidden['object'], id: string): readonly Omit<SurfaceCall, 'tenant' | 'as'>[] {
  const call = (verb: string, input: Input, more: Pick<SurfaceCall, 'key' | 'dryRun'> = {}): Omit<SurfaceCall, 'tenant' | 'as'> => ({ operation: `${object}.${verb}`, input, ...more });
  const [given, wrong] = object === 'account' ? [{ phone: '1' }, { status: 'opne' }] : [{ title: 'x' }, { amount: 'much' }];
  const performed = object === 'account' ? [call('rate', { id, grade: 'a' }), call('rate', { id, grade: 'z' }), call('rate', { id, grade: 'a', revision: 9 })] : [call('approve', { id }), call('approve', { id, revision: 9 }), call('escalate', { id })];
  const own = object === 'account' ? 'n-acme' : 'n-small';
  const lookup = object === 'account' ? 'parent' : 'account';
  return [
    call('get', { id }), call('get', { id, fields: ['id'] }), call('get', { id, expand: [lookup] }), call('get', { id, fields: ['nope'] }),
    call('history', { id }), call('history', { id, limit: 1 }), call('history', { id, cursor: '3' }),
    call('update', { id, ...given }), call('update', { id }), call('update', { id, revision: 1, ...given }), call('update', { id, revision: 99, ...given }), call('update', { id, ...wrong }),
    call('update', { id, ...given }, { dryRun: true }), call('update', { id, ...given }, { key: 'a-key' }),
    call('delete', { id }), call('delete', { id, revision: 99 }), call('delete', { id }, { dryRun: true }),
    ...performed,
    call('list', { filter: { id }, count: true }), call('list', { filter: { id: { $in: [id, own] } }, sort: ['id'], count: true, fields: ['id'] }), call('list', { filter: { [lookup]: id }, count: true }), call('list', { filter: { [`${lookup}.id`]: id }, count: true }),
    // References: to be told that a record may not be referred to is to be told that it is there.
    ...(object === 'account' ? [
      call('create', { id: 'n-probe', name: 'Probe', parent: id }), call('create', { id: 'n-probe', name: 'Probe', parent: id, owner: id }, { dryRun: true }), call('update', { id: own, parent: id }), call('update', { id: own, parent: id, nam: 1 }),
      { operation: 'claim.create', input: { id: 'n-probe', title: 'Probe', amount: 1, account: id } },
    ] : []),
  ];
}

function twinWith(code: string): SurfaceCall {
  return { tenant: home, as: 'clara', operation: 'account.create', input: { id: 'n-twin', name: 'Twin', code } };
}

export function testHiddenRecords(site: () => Site): void {
  test('two tenants with records that some may not see', async () => {
    for (const [tenant, place] of [[home, 'n'], [abroad, 's']] as const) {
      await site().openTenant(tenant);
      await seed(site().operator, tenant, { place });
    }
  });

  for (const { as, object, ids: [there, nowhere], why } of hidden) {
    test(`${there} does not exist for ${as} on any surface: ${why}`, async () => {
      for (const surface of site().surfaces) {
        let compared = 0;
        const others = callsOn(object, nowhere);
        for (const [index, call] of callsOn(object, there).entries()) {
          const said = await site().said(surface, { tenant: home, as, ...call });
          const told = await site().said(surface, { tenant: home, as, ...(others[index] ?? call) });
          if (said === null || told === null) continue;
          assert.equal(said.replaceAll(there, '<id>'), told.replaceAll(nowhere, '<id>'), `${surface.name}: ${call.operation} ${JSON.stringify(call.input)}`);
          compared++;
        }
        assert.ok(compared > 20 || (surface.name === 'CLI' && as === 'aide'), `${surface.name}: ${compared}`);
      }
    });
  }

  for (const { as, object, ids: [there, nowhere], why } of hidden) {
    test(`${there} is no resource for ${as}, and completes nothing: ${why}`, async () => {
      const client = await site().generic.client(home, as);
      const [said, told] = [await resourceText(client, `objectos://records/${object}/${there}`), await resourceText(client, `objectos://records/${object}/${nowhere}`)];
      assert.equal(said.replaceAll(there, '<id>'), told.replaceAll(nowhere, '<id>'));
      assert.match(said, /not found/iu);
      assert.deepEqual(await completed(client, ['id', there], { object }), []);
      assert.ok((await completed(client, ['id', ''], { object })).every((id) => id !== there));
    });
  }

  test('each of these records is there, for those who may see it', async () => {
    const { rest } = site();
    for (const [tenant, as, operation, id] of [[home, 'ada', 'account.get', 'n-dust'], [home, 'ada', 'claim.get', 'n-foreign'], [abroad, 'clara', 'account.get', 's-acme']] as const) {
      assert.equal((await rest.perform({ tenant, as, operation, input: { id } })).ok, true);
    }
  });

  test('a value that a hidden record holds is refused as one that a visible record holds, and names neither', async () => {
    for (const surface of site().surfaces) {
      const [ofHidden, ofVisible] = [await site().said(surface, twinWith('n-dust-code')), await site().said(surface, twinWith('n-acme'))];
      assert.ok(ofHidden !== null && ofVisible !== null);
      // The header says how long the answer is, and neither answer repeats the value.
      assert.equal(ofHidden, ofVisible, surface.name);
      assert.match(ofHidden, /VALUE_TAKEN/u);
      assert.doesNotMatch(ofHidden, /n-dust|clara|"id"/u);
    }
  });

  test('an id that a hidden record has is refused as one that a visible record has', async () => {
    for (const surface of site().surfaces) {
      const [ofHidden, ofVisible] = await Promise.all(['n-dust', 'n-acme'].map((id) => site().said(surface, { tenant: home, as: 'clara', operation: 'account.create', input: { id, name: 'Twin' } })));
      assert.equal(ofHidden, ofVisible, surface.name);
      assert.match(ofHidden ?? '', /DUPLICATE_ID/u);
    }
  });

  test('a unique value in a field that one may give and not read is not named', async () => {
    await site().operator.value(home, 'memo.create', { id: 'n-badge', text: 'x', badge: 'B-1' }, 'ada');
    const said = await site().said(site().rest, { tenant: home, as: 'rosa', operation: 'memo.create', input: { text: 'y', badge: 'B-1' } });
    assert.match(said ?? '', /"code":"INVALID"/u);
    assert.doesNotMatch(said ?? '', /badge|B-1|taken/iu);
  });

  test('a delete does not say who refers to a record', async () => {
    await site().operator.value(home, 'claim.create', { id: 'n-refers', title: 'Refers', amount: 1, account: 'n-echo' }, 'ada');
    for (const surface of site().surfaces) {
      const said = await site().said(surface, { tenant: home, as: 'clara', operation: 'account.delete', input: { id: 'n-echo' } });
      assert.match(said ?? '', /RECORD_REFERENCED/u);
      assert.doesNotMatch(said ?? '', /claim|n-refers/u, surface.name);
    }
  });

  test('whoever may create and not read is answered with the id alone, and an update out of sight as well', async () => {
    const created = await site().rest.perform({ tenant: home, as: 'rosa', operation: 'memo.create', input: { id: 'n-blind', text: 'z', badge: 'B-2' } });
    assert.deepEqual(created, { ok: true, value: { id: 'n-blind' } });
  });

  test('nothing that was asked has changed anything', async () => {
    for (const id of ['n-dust', 'n-foreign']) {
      const { revision } = await site().operator.value<{ revision: number }>(home, `${id === 'n-dust' ? 'account' : 'claim'}.get`, { id });
      assert.equal(revision, 1);
    }
  });
}
