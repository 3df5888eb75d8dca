import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { compilePredicate, not, parseExpression } from '@objectql/expression';
import type { Actor, Rights } from '@objectql/expression';
import type { PermissionRule, Row } from '@objectql/metadata';
import { compileRights } from './rights.ts';
import { customer, deal, role, snapshotOf } from './sales-metadata.contract.ts';

// Laws over random rule sets: a deny never widens, an allow never narrows, a narrowing only takes away; and what the
// compiled predicates say is what the rules say one by one.

const actor: Actor = { id: 'ada', kind: 'person', roles: ['base', 'more', 'third'] };
const verbs: readonly string[] = ['read', 'create', 'update', 'delete', 'approve', '*'];
const fields = ['title', 'owner', 'amount', 'note'] as const;
const conditions = [
  'record.owner == actor.id', 'record.owner != actor.id', 'record.amount > 5', 'record.amount <= 5 || record.title == "a"',
  '!(record.amount > 5)', 'record.title.startsWith("a")', "'more' in actor.roles", "!('more' in actor.roles)", "'more' in actor.roles && record.amount > 5",
];

const anyRule: fc.Arbitrary<PermissionRule> = fc.record(
  {
    effect: fc.constantFrom('allow', 'allow', 'deny'),
    verbs: fc.uniqueArray(fc.constantFrom(...verbs), { minLength: 1, maxLength: 2 }),
    object: fc.constantFrom('deal', '*'),
    fields: fc.uniqueArray(fc.constantFrom(...fields), { minLength: 1 }),
    when: fc.constantFrom(...conditions),
  },
  { requiredKeys: ['effect', 'verbs', 'object'] },
).filter(({ when, object }) => when === undefined || object === 'deal');
const anyRules = fc.array(anyRule, { maxLength: 6 });
const anyRow: fc.Arbitrary<Row> = fc.record({
  id: fc.constant('1'),
  title: fc.constantFrom('a', 'b', null),
  owner: fc.constantFrom('ada', 'bob', null),
  amount: fc.constantFrom(1, 5, 9, null),
  note: fc.constantFrom('x', null),
});

/** Everything that the rights let the actor do with the row: `read`, `read.title`, `approve` ... */
function permitted(rights: Rights, row: Row, by: Actor = actor): readonly string[] {
  return verbs.slice(0, -1).flatMap((verb) => {
    const access = rights.of('deal', verb);
    if (access === undefined || !compilePredicate(access.rows)(row, by, [])) return [];
    const shown = [...access.fields].filter(([, mask]) => compilePredicate(mask)(row, by, []));
    return [verb].concat(shown.map(([field]) => `${verb}.${field}`));
  });
}

/** The same from the rules one by one, without compiling them together. */
function permittedByRules(rules: readonly PermissionRule[], row: Row): readonly string[] {
  return verbs.slice(0, -1).flatMap((verb) => {
    const about = rules.filter((rule) => (rule.verbs.includes(verb) || rule.verbs.includes('*')) && (rule.fields === undefined || verb === 'read' || verb === 'create' || verb === 'update'));
    const allowing = about.filter((rule) => rule.effect === 'allow' && truth(rule, row) === true);
    const denying = about.filter((rule) => rule.effect === 'deny' && truth(rule, row) !== false);
    if (allowing.length === 0 || denying.some((rule) => rule.fields === undefined)) return [];
    const shown = fieldsOf(verb).filter((field) => {
      if (denying.some((rule) => rule.fields?.includes(field))) return false;
      return !Object.hasOwn(deal.fields, field) || allowing.some((rule) => rule.fields === undefined || rule.fields.includes(field));
    });
    return [verb].concat(shown.map((field) => `${verb}.${field}`));
  });
}

function fieldsOf(verb: string): readonly string[] {
  if (verb === 'read') return ['id', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'revision', ...Object.keys(deal.fields)];
  return verb === 'create' || verb === 'update' ? ['title', 'owner', 'amount', 'note', 'customer'] : [];
}

function truth({ when }: PermissionRule, row: Row): boolean | null {
  if (when === undefined) return true;
  const parsed = parseExpression(when, { object: deal, objects: new Map([[customer.name, customer], [deal.name, deal]]) });
  assert.ok(parsed.ok);
  if (compilePredicate(parsed.expr)(row, actor, [])) return true;
  return compilePredicate(not(parsed.expr))(row, actor, []) ? false : null;
}

function rightsOfRules(rules: readonly PermissionRule[]): Rights {
  return compileRights(snapshotOf({ roles: [role('base', ...rules)] }), ['base', 'more']);
}

function assertWithin(less: readonly string[], more: readonly string[]): void {
  const beyond = less.filter((each) => !more.includes(each));
  assert.deepEqual(beyond, []);
}

test('what is compiled permits exactly what the rules permit one by one', () => {
  fc.assert(fc.property(anyRules, anyRow, (rules, row) => {
    assert.deepEqual(permitted(rightsOfRules(rules), row).toSorted(), permittedByRules(rules, row).toSorted());
  }), { numRuns: 600 });
});

test('a further deny never widens', () => {
  fc.assert(fc.property(anyRules, anyRule, anyRow, (rules, extra, row) => {
    assertWithin(permitted(rightsOfRules([...rules, { ...extra, effect: 'deny' }]), row), permitted(rightsOfRules(rules), row));
  }), { numRuns: 400 });
});

test('a further allow never narrows', () => {
  fc.assert(fc.property(anyRules, anyRule, anyRow, (rules, extra, row) => {
    assertWithin(permitted(rightsOfRules(rules), row), permitted(rightsOfRules([...rules, { ...extra, effect: 'allow' }]), row));
  }), { numRuns: 400 });
});

test('a narrowing only takes away, whichever way roles are withheld, and whatever the withheld roles deny or ask for', () => {
  const held = ['base', 'more', 'third'];
  fc.assert(fc.property(anyRules, anyRules, anyRules, fc.subarray(held), anyRow, (base, more, third, left, row) => {
    const snapshot = snapshotOf({ roles: [role('base', ...base), role('more', ...more), role('third', ...third)] });
    const whole = compileRights(snapshot, held);
    const byName = compileRights(snapshot, held, { roles: left });
    const withheld = compileRights(snapshot, left, { withheldRoles: held.filter((name) => !left.includes(name)) });
    const all = permitted(whole, row);
    assertWithin(permitted(byName, row), all);
    assert.deepEqual(permitted(withheld, row, { ...actor, roles: left }), permitted(byName, row), 'whether or not the actor still shows the roles');
    assert.deepEqual(held.filter((name) => byName.holds(name)), left);
  }), { numRuns: 400 });
});
