import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Caller } from '../parity/harness/people.ts';
import { seed } from '../parity/harness/seed.ts';
import type { Input, Surface } from '../parity/harness/surface.ts';
import type { Site } from './site.ts';

/*
 * C4 cases 1 to 4, 6, 13, 18, 23, 25: a field that a caller may never see, in every place in which a name can stand, on every
 * surface. The answer must be, byte for byte, that to a name of the same length that no field has: the two differ in the name.
 */

const tenant = 'fields';

/** A hidden name, and one that does not exist and is as far from every name that may be hinted at. */
const pairs = [
  ['margin', 'markin'],
  ['secret_code', 'sekret_code'],
  ['vault', 'vaulk'],
  ['tier', 'tiek'],
  // Next to "phone", which both may be a slip for.
  ['phones', 'phonex'],
  // A slip for a hidden name is not helped.
  ['margim', 'markim'],
  ['Margin', 'Markin'],
] as const;

const values = ['12.50', 12.5, 'ultraviolet', 'n-vault', null, true, [], ['12.50'], {}, { id: 'n-vault' }, ''] as const;
const operators = ['$eq', '$ne', '$gt', '$lte', '$in', '$nin', '$between', '$contains', '$startsWith', '$endsWith', '$null', '$not', '$like'] as const;

type Probe = readonly [operation: string, input: Input];

/** Every place in which a name can stand. */
export function probesOf(name: string): readonly Probe[] {
  const filters: object[] = [
    ...values.map((value) => ({ [name]: value })),
    ...operators.map((operator) => ({ [name]: { [operator]: '12.50' } })),
    { $and: [{ name: 'x' }, { [name]: '12.50' }] }, { $or: [{ [name]: '12.50' }, { status: 'active' }] }, { $not: { [name]: '12.50' } }, { $or: { [name]: '12.50' } },
    { [`parent.${name}`]: '12.50' }, { [`${name}.name`]: 'x' }, { [`${name}.id`]: 'n-vault' }, { [`parent.parent.${name}`]: 1 }, { [`record.${name}`]: 1 }, { [`${name}.${name}`]: 1 }, { [name]: 1, nam: 2 },
  ];
  const names = [name, `parent.${name}`, `${name}.name`];
  return [
    ...filters.map((filter): Probe => ['account.list', { filter, count: true }]),
    ...names.flatMap((path): Probe[] => [
      ['account.list', { sort: [path] }], ['account.list', { sort: [`-${path}`, 'name'] }], ['account.list', { fields: [path] }], ['account.list', { fields: ['name', path] }], ['account.list', { expand: [path] }],
      ['account.get', { id: 'n-acme', fields: [path] }], ['account.get', { id: 'n-acme', expand: [path] }], ['account.get', { id: 'n-dust', fields: [path] }],
    ]),
    ['account.list', { [name]: '12.50' }], ['account.list', { sort: [name], fields: [name], expand: [name], filter: { [name]: 1 } }], ['claim.list', { filter: { [`account.${name}`]: 1 }, sort: [`account.${name}`] }],
    ...values.flatMap((value): Probe[] => [['account.create', { id: 'n-try', name: 'Try', [name]: value }], ['account.update', { id: 'n-acme', [name]: value }]]),
    ['account.create', { [name]: 1 }], ['account.create', { nam: 'x', [name]: 1, status: 'opne' }],
    ['account.update', { id: 'n-dust', [name]: 1 }], ['account.update', { id: 'n-nope', [name]: 1 }], ['account.update', { id: 'n-acme', revision: 99, [name]: 1 }],
    ['account.rate', { id: 'n-acme', grade: 'a', [name]: 1 }], ['account.history', { id: 'n-acme', [name]: 1 }], ['meta.object', { name }],
  ];
}

/**
 * Clara sees what her rule lists, kit all but what his rule denies, aide is an agent for clara. Where a call costs a
 * millisecond, fewer of the names are tried: the kernel behind is the same.
 */
const plan: readonly { readonly surface: string; readonly callers: readonly Caller[]; readonly names: number }[] = [
  { surface: 'REST', callers: ['clara', 'kit'], names: pairs.length },
  { surface: 'SDK', callers: ['clara', 'kit'], names: 2 },
  { surface: 'MCP (generic tools)', callers: ['clara', 'aide'], names: 2 },
  { surface: 'MCP (pinned tools)', callers: ['kit', 'aide'], names: 2 },
  { surface: 'CLI', callers: ['clara', 'kit'], names: pairs.length },
];

export function testHiddenFields(site: () => Site): void {
  test('a tenant for hidden fields', async () => {
    await site().openTenant(tenant);
    await seed(site().operator, tenant, { place: 'n' });
  });

  for (const { surface: name, callers, names } of plan) {
    test(`${name}: a hidden field is one that does not exist, wherever its name stands`, async () => {
      const surface = site().surface(name);
      let compared = 0;
      for (const as of callers) {
        for (const pair of pairs.slice(0, names)) compared += await comparePair(site(), { surface, as, pair });
      }
      assert.ok(compared > 300, `${compared} comparisons`);
    });
  }

  test('the same names mean something to an administrator', async () => {
    const { rest } = site();
    for (const input of [{ filter: { margin: '12.50' } }, { sort: ['margin'] }, { fields: ['secret_code'] }, { expand: ['vault'] }, { filter: { 'vault.pin': '4711' } }]) {
      const answer = await rest.perform({ tenant, as: 'ada', operation: 'account.list', input });
      assert.ok(answer.ok, JSON.stringify(answer));
    }
  });
}

async function comparePair(site: Site, { surface, as, pair: [hidden, absent] }: { readonly surface: Surface; readonly as: Caller; readonly pair: readonly [string, string] }): Promise<number> {
  const absentProbes = probesOf(absent);
  let compared = 0;
  for (const [index, [operation, input]] of probesOf(hidden).entries()) {
    const [, other] = absentProbes[index] ?? assert.fail('as many probes of one name as of another');
    const said = await site.said(surface, { tenant, as, operation, input });
    const told = await site.said(surface, { tenant, as, operation, input: other });
    if (said === null || told === null) continue;
    assert.equal(said.replaceAll(hidden, '<name>'), told.replaceAll(absent, '<name>'), `${as} ${operation} ${JSON.stringify(input)}`);
    assert.ok(!said.includes('"ok":true') && !said.startsWith('2'), `${as} ${operation} ${JSON.stringify(input)} is answered: ${said}`);
    compared++;
  }
  return compared;
}
