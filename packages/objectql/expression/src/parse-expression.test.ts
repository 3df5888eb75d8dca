import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formatExpr, parseExpression } from './index.ts';
import type { ExpressionIssue } from './index.ts';
import { env, item, place } from './sample-world.contract.ts';

function written(text: string): string {
  const parsed = parseExpression(text, env);
  assert.ok(parsed.ok, `${text}: ${JSON.stringify(parsed)}`);
  return formatExpr(parsed.expr);
}

function issues(text: string, at = env): readonly ExpressionIssue[] {
  const parsed = parseExpression(text, at);
  assert.ok(!parsed.ok, `${text} should be refused`);
  return parsed.issues;
}

function only(text: string): ExpressionIssue {
  const [issue, ...more] = issues(text);
  assert.ok(issue !== undefined && more.length === 0, JSON.stringify([issue, ...more]));
  return issue;
}

test('operators bind as in CEL: member, !, relations from the left, &&, ||', () => {
  const same = {
    'record.active || record.done && !record.active': 'record.active || (record.done && (!record.active))',
    'record.count < 1 == record.done': '(record.count < 1) == record.done',
    'record.done == record.count < 1 == true': '(((record.done == (record.count)) < 1) == true)',
    '!record.active == record.done': '(!record.active) == record.done',
    '!record.title.startsWith("a")': '!(record.title.startsWith("a"))',
    'record.done == "a" in record.tags': '(record.done == "a") in record.tags',
  };
  for (const [text, meaning] of Object.entries(same)) {
    const [left, right] = [parseExpression(text, env), parseExpression(meaning, env)];
    assert.equal(left.ok && formatExpr(left.expr), right.ok && formatExpr(right.expr), text);
  }
  assert.equal(written('(record.active || record.done) && record.done'), '(record.active || record.done) && record.done');
  assert.equal(written('record.done == (record.count < 1)'), 'record.done == (record.count < 1)');
});

test('&& and || in a row are one operation, in parentheses or not', () => {
  assert.equal(written('record.active && (record.done && record.count > 1)'), 'record.active && record.done && record.count > 1');
});

test('constants are written as in CEL', () => {
  assert.equal(written(`record.title == 'it\\'s' || record.title == "\\u00e9\\x41\\101\\n\\U0001f600" || record.title == r'\\d' || record.title == """a"b"""`),
    'record.title == "it\'s" || record.title == "éAA\\n😀" || record.title == "\\\\d" || record.title == "a\\"b"');
  assert.equal(written('record.count in [1, -2, 0x1F, 1e2, .5, 12.50, 9007199254740993,]'), 'record.count in [1, -2, 31, 100.0, 0.5, 12.50, 9007199254740993]');
  assert.equal(written('record.title != null // what follows is a remark\n && record.active'), 'record.title != null && record.active');
});

test('text beside a date or a point in time becomes one, in canonical form', () => {
  assert.equal(written('record.day > "2026-01-31"'), 'record.day > date("2026-01-31")');
  assert.equal(written('record.moment in ["2026-01-01", timestamp("2026-01-01T01:00:00+01:00")]'), 'record.moment in [timestamp("2026-01-01T00:00:00.000Z"), timestamp("2026-01-01T00:00:00.000Z")]');
  assert.equal(written('date("2026-01-31") == record.day'), 'date("2026-01-31") == record.day');
  assert.equal(only('record.day == "2026-02-30"').code, 'EXPRESSION_VALUE');
  assert.equal(only('date("soon") == record.day').code, 'EXPRESSION_VALUE');
});

test('has asks whether a field has a value, one lookup deep too', () => {
  assert.equal(written('has(record.title) && has(record.place.name)'), 'record.title != null && record.place.name != null');
});

test('what a caller is compared with gives an undeclared attribute its type', () => {
  const open = { object: item, objects: new Map([['place', place]]) };
  const types = ['record.cost < actor.limit', 'record.level < actor.limit', 'record.day == actor.birthday', 'record.title in actor.teams', 'actor.trusted', 'actor.a == actor.b'].map((text) => {
    const parsed = parseExpression(text, open);
    assert.ok(parsed.ok, text);
    return [...JSON.stringify(parsed.expr).matchAll(/"kind":"actor","type":"(\w+)"/g)].map((each) => each[1]).join(' ');
  });
  assert.deepEqual(types, ['decimal', 'decimal', 'date', 'texts', 'boolean', 'text text']);
});

test('an unknown name is refused with the nearest known one and its place', () => {
  assert.deepEqual(only('record.done && record.titel == "x"'), {
    code: 'EXPRESSION_FIELD_UNKNOWN', message: '"titel" is not a field of item.', at: { start: 15, end: 27 }, hint: 'Did you mean "title"?', fix: { replace: 'titel', by: 'title' },
  });
  assert.equal(only('record.place.nam == "x"').hint, 'Did you mean "name"?');
  assert.equal(only('title == "x"').hint, 'Did you mean record.title?');
  assert.equal(only('record.title == open').hint, 'For text, write "open".');
  assert.equal(only('actor.regoin == "x"').hint, 'Did you mean actor.region?');
  assert.equal(only('record.title.startWith("a")').hint, 'Did you mean startsWith?');
  assert.equal(only('record.count.name == 1').code, 'EXPRESSION_TYPE');
  assert.equal(only('record.id.x == 1').code, 'EXPRESSION_TYPE');
  const [unloaded] = issues('record.place.name == "x"', { object: item, objects: new Map() });
  assert.equal(unloaded?.code, 'EXPRESSION_OBJECT_UNKNOWN');
  const [nothing] = issues('record.name == "x"', { objects: new Map() });
  assert.equal(nothing?.code, 'EXPRESSION_NAME_UNKNOWN');
});

test('text that is no option of a select is refused, so that a misspelt rule does not silently never hold', () => {
  assert.deepEqual(only('record.status == "aproved"'), {
    code: 'EXPRESSION_OPTION_UNKNOWN', message: '"aproved" is not an option of status, so this can never be true of it.', at: { start: 17, end: 26 }, hint: 'Did you mean "approved"?', fix: { replace: 'aproved', by: 'approved' },
  });
  assert.equal(only('record.status in ["open", "aproved"]').code, 'EXPRESSION_OPTION_UNKNOWN');
  assert.equal(only('"aproved" != record.status').code, 'EXPRESSION_OPTION_UNKNOWN');
});

test('a role that does not exist is refused where the roles are known', () => {
  const [issue] = issues('"manger" in actor.roles', { ...env, roles: ['manager', 'director'] });
  assert.equal(issue?.hint, 'Did you mean "manager"?');
});

test('values of types that cannot be compared are refused', () => {
  const wrong = [
    'record.title == 5', 'record.count == "5"', 'record.done == 1', 'record.day < record.moment', 'record.tags == "a"', 'record.data == "a"', 'record.done < true',
    'record.title < null', 'null <= record.title', 'record.tags > record.flags', '5 in record.tags', 'record.title in record.title', 'record.count in ["a"]',
    'record.count.contains("1")', 'record.tags.contains("a")', 'actor.roles == "manager"', 'has(1)', 'has(record.title, 1)', 'date(record.title) == record.day',
  ];
  for (const text of wrong) assert.equal(only(text).code, 'EXPRESSION_TYPE', text);
});

test('null can be compared for equality with everything', () => {
  for (const name of Object.keys(item.fields)) assert.equal(written(`record.${name} == null`), `record.${name} == null`);
});

test('a condition is true or false', () => {
  for (const text of ['record.title', '1', '"a"', 'record.count', 'record.active && record.count', '!record.title', 'null']) assert.equal(only(text).code, 'EXPRESSION_TYPE', text);
});

test('what the profile leaves out is named', () => {
  const left = {
    'record.done ? true : false': 'The conditional `? :` cannot be used in a condition.', 'record.count + 1 == 2': 'Arithmetic ("+") cannot be used in a condition.',
    '-record.count == 1': 'Arithmetic ("-") cannot be used in a condition.', 'record["a"] == 1': 'An index in brackets cannot be used in a condition.', '{"a": 1} == null': 'A map cannot be used in a condition.',
    '[1] == [1]': 'A list anywhere but after `in` cannot be used in a condition.', 'b"a" == record.title': 'A literal of bytes cannot be used in a condition.',
    '5u == record.count': 'An unsigned number cannot be used in a condition.', 'record.place.place.name == "a"': undefined,
  };
  for (const [text, message] of Object.entries(left)) {
    const [issue] = issues(text);
    if (message !== undefined) assert.equal(issue?.message, message, text);
  }
  assert.equal(only('actor.limit == actor.limit').code, 'EXPRESSION_UNSUPPORTED');
});

test('text that cannot be read is refused at the place where reading stopped', () => {
  const places = { '': 0, 'record.': 7, 'record.title == ': 16, '(record.done': 12, 'record.title == "a': 16, 'record.done and record.active': 12, 'record.done = true': 12, 'record.done & true': 12, 'record.done)': 11, '"\\q" == record.title': 1, '"\\ud800" == record.title': 1, 'record.done #': 12, 'in == 1': 0, 'if == 1': 0, '&& record.done': 0, '12abc == 1': 0 };
  for (const [text, start] of Object.entries(places)) assert.equal(only(text).at.start, start, text);
  assert.equal(only('record.done and record.active').hint, 'Write && for and, || for or, ! for not.');
});

test('every problem of a readable expression is reported at once', () => {
  assert.deepEqual(issues('record.x1 == 1 && record.done == 1 || record.status == "shut"').map((each) => each.code), ['EXPRESSION_FIELD_UNKNOWN', 'EXPRESSION_TYPE', 'EXPRESSION_OPTION_UNKNOWN']);
});

test('too long and too deep are refused, and what is just within the limits is not', () => {
  assert.equal(only(`record.done || ${' '.repeat(4000)}true`).code, 'EXPRESSION_TOO_LONG');
  for (const deep of [`${'('.repeat(60)}true${')'.repeat(60)}`, `${'!'.repeat(60)}true`, `true${' == true'.repeat(60)}`, `${'-'.repeat(60)}1 == 1`, `record${'.a'.repeat(60)}`, `has(${'has('.repeat(60)}`]) {
    assert.equal(only(deep).code, 'EXPRESSION_TOO_DEEP', deep.slice(0, 20));
  }
  assert.ok(parseExpression(`${'('.repeat(45)}true${')'.repeat(45)}`, env).ok);
  assert.ok(parseExpression(Array.from({ length: 280 }, () => 'record.done').join(' || ').slice(0, 3911), env).ok);
});

test('whatever is written, parsing answers and never throws', () => {
  const pieces = ['record', '.', 'title', 'count', 'status', 'tags', 'place', 'actor', 'roles', '==', '!=', '<', '&&', '||', '!', ' in ', '(', ')', '[', ']', ',', '"a"', "'", '"', '\\', '1', '12.5', '-', 'null', 'true', 'has', 'date', '?', ':', ' ', '\n', '//', '\u{1f600}', '\ud800', '\0', 'r"', '"""'];
  const text = fc.oneof(fc.string({ maxLength: 40 }), fc.string({ unit: fc.nat(0x10ffff).map((point) => String.fromCodePoint(point)), maxLength: 40 }), fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((each) => each.join('')));
  fc.assert(fc.property(text, (each) => {
    const parsed = parseExpression(each, env);
    if (parsed.ok) return;
    assert.ok(parsed.issues.length > 0);
    for (const { at, message } of parsed.issues) {
      assert.ok(at.start >= 0 && at.start <= at.end && at.end <= each.length, each);
      assert.ok(message.endsWith('.') && !message.includes('undefined'), message);
    }
  }), { numRuns: 2000 });
});
