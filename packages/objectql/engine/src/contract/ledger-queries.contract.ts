import { FALSE, TRUE, fieldExpr } from '@objectql/expression';
import type { Access, Expr, Rights } from '@objectql/expression';
import { systemFields } from '@objectql/metadata';
import type { Json, JsonObject } from '@objectql/metadata';
import * as fc from 'fast-check';
import type { ListQuery } from '../query.ts';
import { account, deal, objectsByName, region } from './ledger-objects.contract.ts';
import { amounts, dates, datetimes, ranks, rates, stages, texts } from './ledger-rows.contract.ts';

const literal = (type: Expr['type'], value: Json): Expr => ({ kind: 'literal', type, value });
const compare = (op: '==' | '!=' | '<' | '>=', left: Expr, right: Expr): Expr => ({ kind: 'compare', type: 'boolean', op, left, right });

/** Conditions as policies write them: on the record, on the caller, and one lookup deep. */
export const conditions: Readonly<Record<'region' | 'account' | 'deal', readonly Expr[]>> = {
  region: [TRUE, FALSE, compare('==', fieldExpr(region, 'open'), literal('boolean', true))],
  account: [
    TRUE, FALSE,
    compare('!=', fieldExpr(account, 'code'), literal('null', null)),
    compare('>=', fieldExpr(account, 'limit'), literal('decimal', '0.05')),
    compare('==', fieldExpr(region, 'open', 'region'), literal('boolean', true)),
  ],
  deal: [
    TRUE,
    compare('!=', fieldExpr(deal, 'stage'), literal('text', 'lost')),
    compare('<', fieldExpr(deal, 'rank'), literal('integer', 40)),
    compare('==', fieldExpr(deal, 'createdBy'), { kind: 'actor', type: 'text', name: 'id' }),
    compare('!=', fieldExpr(account, 'code', 'account'), literal('text', 'c1')),
    compare('>=', fieldExpr(account, 'total', 'account'), literal('decimal', '0')),
  ],
};

function accessArbitrary(name: 'region' | 'account' | 'deal'): fc.Arbitrary<Access | undefined> {
  const own = Object.keys(objectsByName.get(name)?.fields ?? {});
  const mask = fc.oneof({ weight: 4, arbitrary: fc.constant(TRUE) }, { weight: 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...conditions[name]) });
  return fc.record({ rows: fc.constantFrom(...conditions[name]), masks: fc.array(mask, { minLength: own.length, maxLength: own.length }) }).map(({ rows, masks }) => {
    const fields = new Map<string, Expr>(Object.keys(systemFields).map((field) => [field, TRUE]));
    for (const [index, field] of own.entries()) {
      const hidden = masks[index] ?? null;
      if (hidden !== null) fields.set(field, hidden);
    }
    return { object: name, verb: 'read', rows, fields };
  });
}

/** Rights of a caller who may read deals, perhaps accounts, perhaps regions, each in part. */
export const rightsArbitrary: fc.Arbitrary<Rights> = fc
  .record({ region: fc.option(accessArbitrary('region'), { nil: undefined }), account: fc.option(accessArbitrary('account'), { nil: undefined, freq: 8 }), deal: accessArbitrary('deal') })
  .map((accesses) => {
    const known = new Map<string, Access | undefined>(Object.entries(accesses));
    return { of: (object: string, verb: string) => (verb === 'read' ? known.get(object) : undefined), denied: () => FALSE, holds: () => false };
  });

export const allRights: Rights = {
  of(object, verb) {
    const descriptor = objectsByName.get(object);
    if (descriptor === undefined || verb !== 'read') return undefined;
    return everythingOf(object, Object.keys(descriptor.fields));
  },
  denied: () => FALSE,
  holds: () => false,
};

const whole = new Map<string, Access>();

function everythingOf(object: string, own: readonly string[]): Access {
  const access = whole.get(object) ?? { object, verb: 'read', rows: TRUE, fields: new Map([...Object.keys(systemFields), ...own].map((name) => [name, TRUE])) };
  whole.set(object, access);
  return access;
}

const accountShows = compare('!=', fieldExpr(deal, 'stage'), literal('text', 'lost'));
const totalShows = compare('!=', fieldExpr(account, 'code'), literal('text', 'c1'));

/** Everything, but accounts show in some deals only, and their totals in these accounts only. */
function maskedTwice(totals: Expr): Rights {
  return {
    ...allRights,
    of(object, verb) {
      const access = allRights.of(object, verb);
      if (access === undefined || object === 'region') return access;
      const [field, shows] = object === 'deal' ? (['account', accountShows] as const) : (['total', totals] as const);
      return { ...access, fields: new Map([...access.fields, [field, shows]]) };
    },
  };
}

export const twiceMasked = maskedTwice(totalShows);
/** The totals show in no account. */
export const neverShown = maskedTwice(FALSE);

const valuesOf: Readonly<Record<string, readonly Json[]>> = {
  id: ['d001', 'd010'], title: texts, notes: texts, amount: amounts, rate: rates, rank: ranks, hot: [true, false], stage: stages, due: dates, met: datetimes,
  account: ['a1', 'a2', 'nobody'], parent: ['d000', 'd001'], revision: [1, 2],
  'account.name': texts, 'account.total': amounts, 'account.region': ['r0', 'r1'], 'account.visits': ranks,
};

/** Names that a filter or sort of deals may use; whether the caller may is for the planner to say. */
export const dealPaths = Object.keys(valuesOf);

const testArbitrary: fc.Arbitrary<JsonObject> = fc.constantFrom(...dealPaths).chain((path) => {
  const value = fc.constantFrom<Json>(...(valuesOf[path] ?? []));
  const nullable = fc.option(value, { freq: 6 });
  const tests: fc.Arbitrary<Json>[] = [
    nullable, nullable.map(($eq) => ({ $eq })), nullable.map(($ne) => ({ $ne })), fc.array(nullable, { maxLength: 3 }).map(($in) => ({ $in })), fc.boolean().map(($null) => ({ $null })),
  ];
  const ordered = !['hot', 'account', 'parent', 'account.region', 'stage', 'id'].includes(path);
  if (ordered) tests.push(value.map(($gt) => ({ $gt })), value.map(($lte) => ({ $lte })));
  return fc.oneof(...tests).map((given) => ({ [path]: given }));
});

const filterArbitrary: fc.Arbitrary<JsonObject> = fc.letrec<{ filter: JsonObject }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    testArbitrary,
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map(($and) => ({ $and })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map(($or) => ({ $or })),
    tie('filter').map(($not) => ({ $not })),
  ),
})).filter;

const signed = fc.tuple(fc.boolean(), fc.constantFrom(...dealPaths)).map(([descending, path]) => (descending ? `-${path}` : path));

/** List queries over deals. */
export const queryArbitrary: fc.Arbitrary<ListQuery> = fc.record(
  {
    filter: filterArbitrary,
    sort: fc.array(signed, { maxLength: 3 }),
    fields: fc.subarray(['number', 'title', 'account', 'parent', 'amount', 'tags', 'data', 'revision']),
    expand: fc.subarray(['account', 'parent']),
    limit: fc.constantFrom(1, 3, 7, 50),
    count: fc.constant(true),
  },
  { requiredKeys: [] },
);
