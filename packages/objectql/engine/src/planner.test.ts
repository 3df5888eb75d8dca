import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FALSE, TRUE, compareDecimals, compareText, compilePredicate, fieldExpr } from '@objectql/expression';
import type { Access, Expr, Rights } from '@objectql/expression';
import type { Json, JsonObject, ObjectDescriptor, Row } from '@objectql/metadata';
import * as fc from 'fast-check';
import { account, allFields, deal, objectsByName, region } from './contract/ledger-objects.contract.ts';
import { allRights, dealPaths, queryArbitrary, rightsArbitrary } from './contract/ledger-queries.contract.ts';
import { ledgerRows } from './contract/ledger-rows.contract.ts';
import { MemoryTable } from './memory-table.ts';
import { readTables } from './memory-read.ts';
import { createPlanner } from './planner.ts';
import type { ListQuery, PlannedList } from './query.ts';

const actor = { id: 'ann', kind: 'person', roles: [] };
const tables = new Map([region, account, deal].map((object) => [object.name, new MemoryTable(object)]));
for (const { object, row } of ledgerRows(5, 40)) {
  const id = row['id'] as string;
  const system = { createdAt: '2026-11-22T00:00:00.000Z', createdBy: id.endsWith('3') ? 'bob' : 'ann', updatedAt: '2026-11-22T00:00:00.000Z', updatedBy: 'ann', revision: 1 };
  tables.get(object)?.apply({ op: 'insert', key: { object, id }, before: null, after: { ...row, ...system } });
}

type Shown = Readonly<Record<string, Json>>;

function recordsOf(planned: PlannedList): Shown[] {
  assert.ok(planned.ok, JSON.stringify(planned));
  return readTables(tables, planned.plan, { args: planned.args, actor }).rows.map((text) => JSON.parse(text) as Shown);
}

function issuesOf(planned: { readonly ok: boolean; readonly issues?: readonly unknown[] }): readonly unknown[] {
  assert.equal(planned.ok, false);
  return planned.issues ?? [];
}

const related = (name: string, id: string): Row | null => tables.get(name)?.rows.get(id) ?? null;

/** A record as these rights show it, said without plans; undefined where they do not. */
function shownOf(rights: Rights, object: string, row: Row, expand: readonly string[] = []): Shown | undefined {
  const access = rights.of(object, 'read');
  const descriptor = objectsByName.get(object);
  if (access === undefined || descriptor === undefined || !compilePredicate(access.rows)(row, actor, [], related)) return undefined;
  const shown: Record<string, Json> = {};
  const masked: string[] = [];
  for (const [name, field] of allFields(descriptor)) {
    const mask = access.fields.get(name);
    if (mask === undefined) continue;
    shown[name] = null;
    if (!compilePredicate(mask)(row, actor, [], related)) masked.push(name);
    else if (field.type !== 'lookup') shown[name] = row[name] ?? null;
    else {
      const target = related(field.object, row[name] as string);
      const visible = target === null ? undefined : shownOf(rights, field.object, target);
      if (visible !== undefined) shown[name] = expand.includes(name) ? visible : (row[name] ?? null);
    }
  }
  return masked.length === 0 ? shown : { ...shown, _masked: masked };
}

/** What the caller sees at a path: own fields from the plain list, a target's from the expanded one. */
function seen(plain: Shown, expanded: Shown, path: string): Json {
  const [lookup = '', name] = path.split('.');
  if (name === undefined) return plain[path] ?? null;
  const target = expanded[lookup] as JsonObject | null;
  return target?.[name] ?? null;
}

function compareSeen(path: string, a: Json, b: Json): number {
  if (typeof a !== 'string' || typeof b !== 'string') return Number(a) - Number(b);
  return ['amount', 'rate', 'account.total'].includes(path) ? compareDecimals(a, b) : compareText(a, b);
}

/** A filter judged on what is seen, with SQL's unknown. */
function judged(filter: JsonObject, see: (path: string) => Json): boolean | null {
  const all = Object.entries(filter).map(([key, value]): boolean | null => {
    if (key === '$and') return every((value as JsonObject[]).map((each) => judged(each, see)));
    if (key === '$or') return negated(every((value as JsonObject[]).map((each) => negated(judged(each, see)))));
    if (key === '$not') return negated(judged(value as JsonObject, see));
    return tested(key, see(key), value);
  });
  return every(all);
}

function tested(path: string, value: Json, test_: Json): boolean | null {
  if (typeof test_ !== 'object' || test_ === null || Array.isArray(test_)) return value === test_;
  const [op, operand = null] = Object.entries(test_ as JsonObject)[0] ?? [''];
  if (op === '$eq') return value === operand;
  if (op === '$ne') return value !== operand;
  if (op === '$null') return (value === null) === operand;
  if (op === '$in') return (operand as Json[]).includes(value);
  if (value === null) return null;
  return op === '$gt' ? compareSeen(path, value, operand) > 0 : compareSeen(path, value, operand) <= 0;
}

const negated = (truth: boolean | null): boolean | null => (truth === null ? null : !truth);
const every = (all: readonly (boolean | null)[]): boolean | null => {
  if (all.includes(false)) return false;
  return all.includes(null) ? null : true;
};

test('a list holds exactly the records that match the filter as the caller sees them, in the order that he sees', () => {
  const planner = createPlanner(objectsByName);
  let planned = 0;
  fc.assert(
    fc.property(rightsArbitrary, queryArbitrary, (rights, { filter, sort }) => {
      const query: ListQuery = { limit: 500, ...(filter === undefined ? {} : { filter }), ...(sort === undefined ? {} : { sort }) };
      const list = planner.list(rights, 'deal', query);
      if (!list.ok) return;
      planned += 1;
      const readable = ['account', 'parent'].filter((name) => rights.of('deal', 'read')?.fields.has(name));
      const rows = [...(tables.get('deal')?.rows.values() ?? [])];
      const plain = rows.map((row) => shownOf(rights, 'deal', row)).filter((each) => each !== undefined);
      const expanded = rows.map((row) => shownOf(rights, 'deal', row, readable)).filter((each) => each !== undefined);
      assert.deepEqual(recordsOf(planner.list(rights, 'deal', { limit: 500 })), plain);
      assert.deepEqual(recordsOf(planner.list(rights, 'deal', { limit: 500, expand: readable })), expanded);
      const see = (index: number) => (path: string) => seen(plain[index] ?? {}, expanded[index] ?? {}, path);
      const matching = plain.keys().filter((index) => filter === undefined || judged(filter as JsonObject, see(index)) === true).toArray();
      const terms = [sort ?? [], 'id'].flat().map((term) => ({ path: term.replace('-', ''), sign: term.startsWith('-') ? -1 : 1 }));
      const expected = matching.toSorted((a, b) => {
        for (const { path, sign } of terms) {
          const [left, right] = [see(a)(path), see(b)(path)];
          const compared = left === null || right === null ? Number(left !== null) - Number(right !== null) : compareSeen(path, left, right);
          if (compared !== 0) return compared * sign;
        }
        return 0;
      });
      assert.deepEqual(recordsOf(list).map(({ id }) => id), expected.map((index) => plain[index]?.['id']));
    }),
    { numRuns: 250 },
  );
  assert.ok(planned > 50, `${planned} queries were planned`);
});

test('pages end to end are the list, each record once', () => {
  const planner = createPlanner(objectsByName);
  fc.assert(
    fc.property(rightsArbitrary, queryArbitrary, (rights, { fields: _fields, count: _count, ...query }) => {
      const whole = planner.list(rights, 'deal', { ...query, limit: 500 });
      if (!whole.ok) return;
      const ids: Json[] = [];
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page = planner.list(rights, 'deal', cursor === undefined ? query : { ...query, cursor });
        assert.ok(page.ok);
        const result = readTables(tables, page.plan, { args: page.args, actor });
        ids.push(...result.rows.map((text) => (JSON.parse(text) as Shown)['id'] ?? null));
        cursor = page.cursorOf(result);
      }
      assert.deepEqual(ids, recordsOf(whole).map(({ id }) => id));
    }),
    { numRuns: 150 },
  );
});

/** Rights to read whole objects but for these fields. */
function without(hidden: Readonly<Record<string, readonly string[]>>, rows: Readonly<Record<string, Expr>> = {}): Rights {
  const accesses = new Map<string, Access | undefined>();
  for (const name of objectsByName.keys()) {
    const whole = allRights.of(name, 'read');
    const fields = new Map([...(whole?.fields ?? [])].filter(([field]) => !hidden[name]?.includes(field)));
    accesses.set(name, whole && { ...whole, fields, rows: rows[name] ?? whole.rows });
  }
  return { of: (object, verb) => (verb === 'read' ? accesses.get(object) : undefined), denied: () => FALSE, holds: () => false };
}

/** The same objects, had these fields never been written. */
function objectsWithout(hidden: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, ObjectDescriptor> {
  return new Map([...objectsByName].map(([name, object]) => [
    name,
    { ...object, fields: Object.fromEntries(Object.entries(object.fields).filter(([field]) => !hidden[name]?.includes(field))) },
  ]));
}

test('a field that the caller may never see answers as one that does not exist, in every place and hint', () => {
  const hidden = { account: ['secret', 'limit'], deal: ['notes', 'parent', 'amount'] };
  const [there, absent] = [createPlanner(objectsByName), createPlanner(objectsWithout(hidden))];
  const rights = without(hidden);
  const paths = ['notes', 'note', 'amount', 'parent', 'account.secret', 'account.limit', 'account.limits', 'parent.title'];
  const queries = paths.flatMap((path): ListQuery[] => [
    { filter: { [path]: 'x' } }, { filter: { [path]: { $gt: 1 } } }, { filter: { $or: [{ title: 'x' }, { $not: { [path]: null } }] } },
    { sort: path }, { sort: [`-${path}`, 'title'] }, { fields: ['title', path] }, { expand: path },
  ]);
  for (const query of queries) {
    const issues = issuesOf(there.list(rights, 'deal', query));
    assert.deepEqual(issues, issuesOf(absent.list(rights, 'deal', query)), JSON.stringify(query));
    assert.match(JSON.stringify(issues), /"FIELD_UNKNOWN"/u);
    assert.doesNotMatch(JSON.stringify(issues), /Did you mean "(?:account\.)?(?:secret|limit|notes|parent|amount)"/u);
  }
  assert.deepEqual(there.columns(rights, 'deal')?.map(({ name }) => name), absent.columns(rights, 'deal')?.map(({ name }) => name));
  assert.match(JSON.stringify(issuesOf(there.list(rights, 'deal', { filter: { titel: 'x' }, sort: 'tilte', fields: 'Title' }))), /Did you mean \\"title\\".*Did you mean \\"title\\".*Did you mean \\"title\\"/u);
});

test('an object that the caller may not read answers as one that does not exist', () => {
  const planner = createPlanner(objectsByName);
  const nobody: Rights = { of: () => undefined, denied: () => FALSE, holds: () => false };
  assert.deepEqual(planner.list(nobody, 'deal', {}), createPlanner(new Map()).list(allRights, 'deal', {}));
  assert.deepEqual(planner.get(nobody, 'deal', { id: 'd001' }), createPlanner(new Map()).get(allRights, 'deal', { id: 'd001' }));
  assert.equal(planner.columns(nobody, 'deal'), null);
});

test('a field whose visibility rests on records two lookups away is read but neither filtered nor sorted by', () => {
  const planner = createPlanner(objectsByName);
  const open: Expr = { kind: 'compare', type: 'boolean', op: '==', left: fieldExpr(region, 'open', 'region'), right: TRUE };
  const rights = without({}, { account: open });
  for (const query of [{ filter: { account: 'a1' } }, { filter: { 'account.name': 'a' } }, { sort: 'account' }]) {
    assert.match(JSON.stringify(issuesOf(planner.list(rights, 'deal', query))), /"FIELD_NOT_FILTERABLE"/u);
  }
  const shown = recordsOf(planner.list(rights, 'deal', { fields: 'account', limit: 500 }));
  assert.ok(shown.some(({ account: id }) => id !== null) && shown.some(({ account: id }) => id === null));
});

test('every problem of a query is told at once, each at its parameter', () => {
  const planner = createPlanner(objectsByName);
  const issues = issuesOf(planner.list(allRights, 'deal', { filter: { nothing: 1 }, sort: 'data', fields: 'x', expand: 'title,y', limit: 501 })) as { path: string; code: string }[];
  assert.deepEqual(issues.map(({ path, code }) => [path, code]), [
    ['filter.nothing', 'FIELD_UNKNOWN'], ['sort', 'FIELD_NOT_SORTABLE'], ['fields', 'FIELD_UNKNOWN'],
    ['expand', 'FIELD_UNKNOWN'], ['expand', 'FIELD_NOT_EXPANDABLE'], ['limit', 'LIMIT_INVALID'],
  ]);
  for (const limit of [0, -1, 1.5, Number.NaN]) assert.equal(planner.list(allRights, 'deal', { limit }).ok, false);
});

test('a cursor of another order, another object or made up is refused', () => {
  const planner = createPlanner(objectsByName);
  const page = planner.list(allRights, 'deal', { sort: '-amount', limit: 2 });
  assert.ok(page.ok);
  const cursor = page.cursorOf(readTables(tables, page.plan, { args: page.args, actor })) ?? '';
  assert.ok(planner.list(allRights, 'deal', { sort: '-amount', limit: 2, cursor }).ok);
  const forged = [{ order: 'deal:-amount,id', values: ['1.5', 'd1'] }, { order: 'deal:-amount,id', values: ['1.50'] }, { order: 'deal:-amount,id', values: [{}, 'd1'] }, null, []];
  const texts = forged.map((value) => btoa(JSON.stringify(value)).replaceAll('=', ''));
  for (const wrong of [...texts, '', '!', 'e30', cursor.slice(2)]) {
    assert.match(JSON.stringify(issuesOf(planner.list(allRights, 'deal', { sort: '-amount', cursor: wrong }))), /"CURSOR_INVALID"/u, wrong);
  }
  for (const query of [{ sort: 'amount' }, {}]) assert.equal(planner.list(allRights, 'deal', { ...query, cursor }).ok, false);
  assert.equal(planner.list(allRights, 'account', { cursor }).ok, false);
});

test('queries of one form share their plan, and rights that differ anywhere do not', () => {
  const planner = createPlanner(objectsByName);
  const plan = (rights: Rights, query: ListQuery): unknown => {
    const planned = planner.list(rights, 'deal', query);
    assert.ok(planned.ok);
    return planned.plan;
  };
  assert.equal(plan(allRights, { filter: { title: 'a' } }), plan(allRights, { filter: { title: 'b' } }));
  assert.notEqual(plan(allRights, { filter: { title: 'a' } }), plan(allRights, { filter: { rank: 1 } }));
  const narrower: Rights = { ...allRights, of: (object, verb) => (object === 'account' ? undefined : allRights.of(object, verb)) };
  assert.equal(narrower.of('deal', 'read'), allRights.of('deal', 'read'));
  assert.notEqual(plan(narrower, { expand: 'account' }), plan(allRights, { expand: 'account' }));
  const first = planner.get(allRights, 'deal', { id: 'd1' });
  const second = planner.get(allRights, 'deal', { id: 'd2' });
  assert.ok(first.ok && second.ok && first.plan === second.plan);
  assert.deepEqual([first.args, second.args], [['d1'], ['d2']]);
});

test('the paths that the suite filters by are ones that an unrestricted caller may use', () => {
  const planner = createPlanner(objectsByName);
  for (const path of dealPaths) assert.ok(planner.list(allRights, 'deal', { sort: path }).ok, path);
});
