import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { and, bindingReader, choose, fieldExpr, parseExpression, sqlOf, sqlValueOf, sqliteBinder, sqliteDialect } from './index.ts';
import type { Actor, Expr, SqlBinding } from './index.ts';
import { env, item } from './sample-world.contract.ts';

function parsed(text: string): Expr {
  const result = parseExpression(text, env);
  assert.ok(result.ok, JSON.stringify(result));
  return result.expr;
}

function dialectOf() {
  return sqliteDialect({ column: ({ name, via }) => (via === undefined ? name : `${via.field}.${name}`) });
}

function sql(of: string | Expr): string {
  return sqlOf(typeof of === 'string' ? parsed(of) : of, dialectOf());
}

test('a condition is spelled so that an index on its column serves', () => {
  const spelled = {
    'record.status != "closed"': "status <> 'closed'", 'record.phase == "open"': "phase = 'open'", 'record.phase != "open"': "phase IS NOT 'open'",
    'record.place == actor.id': 'place = ?1', 'record.title == actor.region': 'title IS ?1', 'record.title == record.code': 'title = code', 'record.title == record.id && record.done': '(title = id) AND (done = 1)',
    'record.phase in ["open", "closed"]': "phase IN ('open', 'closed')", '!(record.phase in ["open"])': "NOT (COALESCE(phase IN ('open'), 0))", '!(record.status in ["open"])': "NOT (status IN ('open'))",
    'record.phase in ["open", null]': "phase IN ('open') OR (phase IS NULL)", 'record.title in actor.teams': 'title IN (SELECT value FROM json_each(?1))', '"manager" in actor.roles': "EXISTS (SELECT 1 FROM json_each(?1) WHERE value = 'manager')",
    'record.title.startsWith("a")': "(title >= 'a' AND title < 'b')", '"a" == record.title': "title = 'a'", '5 < record.count': 'count > 5', 'record.title == null': 'title IS NULL', '!(record.title == "a" || record.done)': "NOT ((title IS 'a') OR (done = 1))",
  };
  for (const [text, expected] of Object.entries(spelled)) assert.equal(sql(text), expected, text);
});

test('numbers are compared as whole units of the column, rounded so that the truth stays', () => {
  const spelled = {
    'record.price < 5000': 'price < 500000', 'record.price < 12.505': 'price < 1251', 'record.price <= 12.505': 'price <= 1250', 'record.price > 12.505': 'price > 1250', 'record.price >= 12.505': 'price >= 1251',
    'record.price == 12.50': 'price = 1250', 'record.count == 2.5': 'count = 9223372036854775807', 'record.price < record.rate': '(price * 10000) < rate', 'record.count > record.price': '(count * 100) > price', 'record.fine < 999999999999999999': 'fine < 9223372036854775807',
  };
  for (const [text, expected] of Object.entries(spelled)) assert.equal(sql(text), expected, text);
});

test('what is asked of a masked value stands beside its mask', () => {
  const mask = parsed('record.status != "closed"');
  const cost = choose(mask, fieldExpr(item, 'cost'));
  const compare = (op: '==' | '!=' | '<', right: Expr = { kind: 'param', type: 'decimal', index: 0 }): Expr => ({ kind: 'compare', type: 'boolean', op, left: cost, right });
  assert.equal(sql(compare('==')), "(status <> 'closed') AND (cost = ?1)");
  assert.equal(sql(compare('<')), "(status <> 'closed') AND (cost < ?1)");
  assert.equal(sql(compare('!=')), "CASE WHEN status <> 'closed' THEN cost END IS NOT ?1");
  assert.equal(sql(compare('!=', { kind: 'literal', type: 'null', value: null })), "(status <> 'closed') AND (cost IS NOT NULL)");
  assert.equal(sql({ kind: 'not', type: 'boolean', operand: compare('<') }), "NOT (CASE WHEN status <> 'closed' THEN cost END < ?1)");
  assert.equal(sql(cost), "CASE WHEN status <> 'closed' THEN cost END");
});

test('a condition that is a value has all three of them', () => {
  assert.equal(sqlValueOf(parsed('record.phase == "open"'), dialectOf()), "(phase IS 'open')");
  assert.equal(sql('(record.phase == "open") == record.done'), "(phase IS 'open') = done");
});

test('a long list of conditions stays within the depth that SQLite reads', () => {
  const many = Array.from({ length: 5000 }, (_, index): Expr => ({ kind: 'compare', type: 'boolean', op: '==', left: fieldExpr(item, 'count'), right: { kind: 'literal', type: 'integer', value: index } }));
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE item (count INTEGER); INSERT INTO item VALUES (4999), (5000)');
  assert.deepEqual(database.prepare(`SELECT count(*) AS n FROM item WHERE ${sql({ kind: 'or', type: 'boolean', operands: many })}`).get()?.['n'], 1);
  assert.deepEqual(database.prepare(`SELECT count(*) AS n FROM item WHERE ${sql({ kind: 'not', type: 'boolean', operand: { kind: 'or', type: 'boolean', operands: many } })}`).get()?.['n'], 1);
});

test('SQLite uses the index of a masked, a null-aware and a prefixed condition', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE item (id TEXT PRIMARY KEY, title TEXT, status TEXT NOT NULL, cost INTEGER, done INTEGER) STRICT; CREATE INDEX by_cost ON item (cost); CREATE INDEX by_title ON item (title)');
  const masked: Expr = { kind: 'compare', type: 'boolean', op: '==', left: choose(parsed('record.status != "closed"'), fieldExpr(item, 'cost')), right: { kind: 'param', type: 'decimal', index: 0 } };
  const uses = { by_cost: [masked, parsed('record.cost > 5 && record.done')], by_title: [parsed('record.title == actor.region'), parsed('record.title.startsWith("a")'), parsed('record.title in actor.teams'), parsed('record.title in ["a", "b"]')] };
  for (const [index, conditions] of Object.entries(uses)) {
    for (const condition of conditions) {
      const plan = database.prepare(`EXPLAIN QUERY PLAN SELECT id FROM item WHERE ${sql(condition)}`).all().map((row) => row['detail'] as string).join('; ');
      assert.match(plan, new RegExp(`SEARCH item USING INDEX ${index}`), `${sql(condition)}: ${plan}`);
    }
  }
});

function price(op: '<' | '>', index: number): Expr {
  return { kind: 'compare', type: 'boolean', op, left: fieldExpr(item, 'price'), right: { kind: 'param', type: 'decimal', index } };
}

test('bindings are shared where they are equal and read as their column is stored', () => {
  const dialect = dialectOf();
  const where = sqlOf(and(price('<', 0), price('>', 1), price('<', 0), parsed('record.id == actor.id && record.done == actor.trusted && "manager" in actor.roles')), dialect);
  assert.match(where, /price < \?1.*price > \?2.*price < \?1.*id = \?3.*done = \?4.*json_each\(\?5\)/);
  const actor: Actor = { id: 'a', kind: 'person', roles: ['manager'], attributes: { trusted: true } };
  assert.deepEqual(dialect.bindings.map((each) => sqliteBinder(each)(['12.505', '12.505'], actor)), [1251, 1250, 'a', 1, '["manager"]']);
  assert.deepEqual(dialect.bindings.map((each) => sqliteBinder(each)(['999999999999999999', '1'], { ...actor, attributes: {} })), [9223372036854775807n, 100, 'a', null, '["manager"]']);
});

test('a value of the wrong type for a statement is an error, not a guess', () => {
  const binding: SqlBinding = { kind: 'param', index: 0, form: { type: 'decimal', scale: 2 } };
  assert.throws(() => bindingReader(binding)([true], { id: '', kind: '', roles: [] }), TypeError);
  assert.throws(() => bindingReader(binding)(['x'], { id: '', kind: '', roles: [] }), TypeError);
});

test('text of an author cannot leave its literal', () => {
  assert.equal(sql(`record.title == "it's; --"`), "title = 'it''s; --'");
  assert.equal(sql('record.title == "a\\nb"'), 'title = ?1');
});
