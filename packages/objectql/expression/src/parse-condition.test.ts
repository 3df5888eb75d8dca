import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, Source } from '@objectql/metadata';
import * as fc from 'fast-check';
import { formatExpr, parseCondition, rolesIn } from './index.ts';
import { env } from './sample-world.contract.ts';

const source: Source = { file: 'expense.flow.yml', line: 9, column: 13 };

function read(test_: Record<string, Json>) {
  return parseCondition({ test: test_, source }, env);
}

function cel(test_: Record<string, Json>): string {
  const parsed = read(test_);
  assert.ok(parsed.ok, JSON.stringify([test_, parsed.issues]));
  return formatExpr(parsed.value);
}

function refused(test_: Record<string, Json>): string {
  const parsed = read(test_);
  assert.ok(!parsed.ok, `${JSON.stringify(test_)} should be refused`);
  assert.deepEqual(parsed.issues[0]?.source, source);
  return parsed.issues.map((each) => each.code).join(' ');
}

test("the seed's conditions are what they say", () => {
  assert.equal(cel({ role: 'manager' }), '"manager" in actor.roles');
  assert.equal(cel({ cost: '< 5000' }), 'record.cost < 5000');
  assert.equal(cel({ cost: '>= 5000' }), 'record.cost >= 5000');
});

test('operators, ranges, lists, negation and plain values are shorthand for CEL', () => {
  const meaning: [Record<string, Json>, string][] = [
    [{ role: ['manager', 'director'] }, '"manager" in actor.roles || "director" in actor.roles'],
    [{ role: '!manager' }, '!("manager" in actor.roles)'],
    [{ cost: '!= 5' }, 'record.cost != 5'], [{ cost: '!=5' }, 'record.cost != 5'], [{ cost: '== -5.50' }, 'record.cost == -5.50'], [{ cost: '= 5' }, 'record.cost == 5'],
    [{ cost: '1000..5000' }, 'record.cost >= 1000 && record.cost <= 5000'], [{ cost: '1.5 .. 2.5' }, 'record.cost >= 1.5 && record.cost <= 2.5'],
    [{ day: '2026-01-01..2026-01-31' }, 'record.day >= date("2026-01-01") && record.day <= date("2026-01-31")'],
    [{ cost: 5 }, 'record.cost == 5'], [{ cost: 12.5 }, 'record.cost == 12.5'], [{ cost: '5' }, 'record.cost == 5'],
    [{ status: 'open' }, 'record.status == "open"'], [{ status: '!open' }, 'record.status != "open"'], [{ status: '!= "open"' }, 'record.status != "open"'],
    [{ status: ['open', 'closed'] }, 'record.status in ["open", "closed"]'], [{ status: 'in [open, "closed"]' }, 'record.status in ["open", "closed"]'],
    [{ status: 'not in [open]' }, '!(record.status in ["open"])'], [{ title: "in ['a, b', c]" }, 'record.title in ["a, b", "c"]'], [{ title: 'in []' }, 'record.title in []'], [{ title: "in [it's, 'it\\'s, so', 'b',]" }, 'record.title in ["it\'s", "it\'s, so", "b"]'],
    [{ title: '1..2' }, 'record.title == "1..2"'], [{ title: 'null' }, 'record.title == "null"'],
    [{ title: null }, 'record.title == null'], [{ title: '!= null' }, 'record.title != null'], [{ phase: ['open', null] }, 'record.phase in ["open", null]'],
    [{ done: true }, 'record.done == true'], [{ done: '!= false' }, 'record.done != false'],
    [{ place: '$actor' }, 'record.place == actor.id'], [{ place: '!= $actor' }, 'record.place != actor.id'], [{ title: '$actor.region' }, 'record.title == actor.region'],
    [{ cost: '<= $actor.limit' }, 'record.cost <= actor.limit'],
    [{ tags: 'urgent' }, '"urgent" in record.tags'], [{ tags: '!= urgent' }, '!("urgent" in record.tags)'], [{ tags: ['a', 'b'] }, '"a" in record.tags || "b" in record.tags'], [{ tags: null }, 'record.tags == null'],
    [{ 'place.size': '> 3' }, 'record.place.size > 3'], [{ 'record.cost': '> 3' }, 'record.cost > 3'], [{ 'actor.kind': 'agent' }, 'actor.kind == "agent"'],
    [{ moment: '>= 2026-01-01' }, 'record.moment >= timestamp("2026-01-01T00:00:00.000Z")'],
    [{ when: 'record.cost > 3 && record.done' }, 'record.cost > 3 && record.done'],
    [{ any: [{ role: 'manager' }, { all: [{ cost: '< 5' }, { not: { done: true } }] }] }, '"manager" in actor.roles || record.cost < 5 && !(record.done == true)'],
    [{ not: [{ cost: '< 5' }, { done: true }] }, '!(record.cost < 5 && record.done == true)'],
  ];
  for (const [test_, expected] of meaning) assert.equal(cel(test_), expected, JSON.stringify(test_));
});

test('what is wrong is an issue at the place of the condition', () => {
  const wrong: [Record<string, Json>, string][] = [
    [{ costs: '< 5' }, 'EXPRESSION_FIELD_UNKNOWN'], [{ cost: '< many' }, 'EXPRESSION_VALUE'], [{ cost: '<' }, 'CONDITION_SHAPE'], [{ cost: '' }, 'EXPRESSION_VALUE'], [{ cost: '5,000' }, 'EXPRESSION_VALUE'],
    [{ status: 'opened' }, 'EXPRESSION_OPTION_UNKNOWN'], [{ day: '2026-02-30' }, 'EXPRESSION_VALUE'], [{ done: '< true' }, 'EXPRESSION_TYPE'], [{ done: 'yes' }, 'EXPRESSION_VALUE'], [{ title: 5 }, 'EXPRESSION_TYPE'],
    [{ tags: '< a' }, 'EXPRESSION_TYPE'], [{ data: 'x' }, 'EXPRESSION_TYPE'], [{ role: 5 }, 'CONDITION_SHAPE'], [{ role: [] }, 'CONDITION_SHAPE'], [{ any: [] }, 'CONDITION_SHAPE'], [{ any: { role: 'x' } }, 'CONDITION_SHAPE'],
    [{ not: 'x' }, 'CONDITION_SHAPE'], [{ when: 5 }, 'CONDITION_SHAPE'], [{ when: 'record.cost >' }, 'EXPRESSION_SYNTAX'], [{ cost: { a: 1 } }, 'CONDITION_SHAPE'], [{}, 'CONDITION_SHAPE'], [{ cost: '< 1', done: true }, 'CONDITION_SHAPE'],
    [{ cost: [{ a: 1 }] }, 'CONDITION_SHAPE'], [{ title: 'in ["a, b]' }, 'CONDITION_SHAPE'], [{ cost: 1e300 }, 'CONDITION_SHAPE'],
    [{ any: [{ cost: '< x' }, { titel: 'a' }] }, 'EXPRESSION_VALUE EXPRESSION_FIELD_UNKNOWN'],
  ];
  for (const [test_, codes] of wrong) assert.equal(refused(test_), codes, JSON.stringify(test_));
});

test('an issue inside CEL says at which character', () => {
  const parsed = read({ when: 'record.done && record.titel == "a"' });
  assert.deepEqual(parsed.issues, [{ code: 'EXPRESSION_FIELD_UNKNOWN', severity: 'fault', message: '"titel" is not a field of item. (At character 16 of the expression.)', source, hint: 'Did you mean "title"?', fix: { replace: 'titel', by: 'title' } }]);
});

test('nesting and length have a limit, and text within it is read at once', () => {
  let deep: Json = { role: 'manager' };
  for (let level = 0; level < 100; level++) deep = { not: deep };
  assert.equal(refused(deep as Record<string, Json>), 'EXPRESSION_TOO_DEEP');
  assert.equal(refused({ title: `in [${'a,'.repeat(3000)}]` }), 'EXPRESSION_TOO_LONG');
  const started = performance.now();
  for (const text of [`in ["${'\\'.repeat(3000)}]`, `in [${'"'.repeat(3001)}]`, '.'.repeat(3000), '1.'.repeat(1500)]) {
    read({ title: text });
    read({ cost: text });
  }
  assert.ok(performance.now() - started < 1000);
});

test('the roles that count in favour of a caller can be found in a guard', () => {
  const parsed = read({ any: [{ role: 'manager' }, { all: [{ role: ['director', 'manager'] }, { cost: '< 5' }] }, { not: { role: 'auditor' } }, { not: [{ not: { role: 'owner' } }, { done: true }] }] });
  assert.ok(parsed.ok);
  assert.deepEqual(rolesIn(parsed.value), ['manager', 'director', 'owner']);
});

test('whatever a condition holds, parsing answers and never throws', () => {
  const key = fc.oneof(fc.constantFrom('role', 'any', 'all', 'not', 'when', 'test', 'cost', 'title', 'tags', 'day', 'place.name', 'actor.limit', 'x'), fc.string());
  const value = fc.oneof(fc.constantFrom<Json>('< 5', '1..2', 'in [a', "in ['a]", '!', '"', '$actor.', '$actor.limit', 'record.title ==', '!= \\'), fc.jsonValue());
  const { condition } = fc.letrec<{ condition: Json }>((tie) => ({ condition: fc.dictionary(key, fc.oneof({ maxDepth: 3 }, value, fc.array(tie('condition'), { maxLength: 2 }), tie('condition')), { minKeys: 1, maxKeys: 1 }) as fc.Arbitrary<Json> }));
  fc.assert(fc.property(condition, (each) => {
    const parsed = read(each as Record<string, Json>);
    assert.equal(parsed.ok, parsed.issues.length === 0);
  }), { numRuns: 2000 });
});
