import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FALSE, TRUE, and, attributesOf, choose, fieldExpr, fieldsOf, formatExpr, lookupsOf, not, operandsOf, or, parseExpression, simplify, usesActor } from './index.ts';
import type { Expr } from './index.ts';
import { env, item, place } from './sample-world.contract.ts';

function parsed(text: string): Expr {
  const result = parseExpression(text, env);
  assert.ok(result.ok, JSON.stringify(result));
  return result.expr;
}

const done = fieldExpr(item, 'done');
const active = fieldExpr(item, 'active');

test('and, or and not are constants where they can be, and flat', () => {
  assert.deepEqual([and(), or(), and(TRUE, TRUE), or(FALSE), and(done, FALSE), or(done, TRUE), not(TRUE)], [TRUE, FALSE, TRUE, FALSE, FALSE, TRUE, FALSE]);
  assert.equal(and(TRUE, done), done);
  assert.equal(and(done, done), done);
  assert.equal(not(not(done)), done);
  assert.equal(formatExpr(and(and(done, active), or(FALSE, parsed('record.count > 1')))), 'record.done && record.active && record.count > 1');
  assert.equal(formatExpr(not(parsed('record.count > 1'))), 'record.count <= 1');
  assert.equal(formatExpr(not(parsed('record.done && record.active'))), '!(record.done && record.active)');
});

test('simplify works constants out and leaves what depends on the row or the caller', () => {
  const simple = {
    '1 < 2 && record.done': 'record.done', '"a" == "b" || record.done': 'record.done', '!(1.0 == 1)': 'false', '"abc".startsWith("a")': 'true', '1 in [2, 1.0]': 'true',
    'record.status == null': 'false', 'has(record.status)': 'true', 'actor.id != null': 'true', 'record.title == null': 'record.title == null', 'record.place.code == null': 'record.place.code == null',
    'record.title in ["a"]': 'record.title == "a"', 'record.title in []': 'false', '!(record.count < 5)': 'record.count >= 5', '!!record.active': 'record.active', 'null in record.tags': 'false', 'actor.region == null': 'actor.region == null',
  };
  for (const [text, expected] of Object.entries(simple)) assert.equal(formatExpr(simplify(parsed(text))), expected, text);
  assert.equal(simplify(choose(TRUE, done)), done);
  assert.equal(formatExpr(simplify(choose(FALSE, done))), 'null');
  const nothing: Expr = { kind: 'literal', type: 'null', value: null };
  assert.equal(formatExpr(simplify({ kind: 'not', type: 'boolean', operand: nothing })), 'null');
  assert.equal(formatExpr(simplify({ kind: 'compare', type: 'boolean', op: '<', left: fieldExpr(item, 'count'), right: nothing })), 'null');
});

test('what an expression reads can be asked', () => {
  const expr = parsed('record.done && (record.place.name == record.title || record.title in ["a", actor.region] || "x" in record.place.labels) && "m" in actor.roles');
  assert.deepEqual(fieldsOf(expr).map((each) => formatExpr(each)), ['record.done', 'record.place.name', 'record.title', 'record.place.labels']);
  assert.deepEqual(lookupsOf(expr), [{ field: 'place', object: 'place' }]);
  assert.deepEqual(attributesOf(expr).map((each) => each.name), ['region', 'roles']);
  assert.deepEqual([usesActor(expr), usesActor(done), operandsOf(done).length], [true, false, 0]);
  assert.deepEqual(fieldsOf(choose(active, done)).map((each) => each.name), ['active', 'done']);
});

test('a field as an expression knows its scale, its lookup and whether it is ever null', () => {
  assert.deepEqual(fieldExpr(item, 'cost'), { kind: 'field', type: 'decimal', name: 'cost', scale: 2, required: true });
  assert.deepEqual(fieldExpr(place, 'code', 'place'), { kind: 'field', type: 'text', name: 'code', via: { field: 'place', object: 'place' } });
  assert.deepEqual(fieldExpr(item, 'revision'), { kind: 'field', type: 'integer', name: 'revision', required: true });
  assert.throws(() => fieldExpr(item, 'nothing'), /"nothing" is not a field of item/);
});
