import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TRUE } from '@objectql/expression';
import type { Access } from '@objectql/expression';
import { defineObject, f } from '@objectql/metadata';
import type { FieldDescriptor, Json } from '@objectql/metadata';
import * as fc from 'fast-check';
import { checkOf } from './field-check.ts';
import { FieldProblem } from './field-problem.ts';
import { recordValidator } from './record-validator.ts';

function accessTo(fields: readonly string[], verb = 'create'): Access {
  return { object: 'thing', verb, rows: TRUE, fields: new Map(fields.map((name) => [name, TRUE])) };
}

/** What a field makes of a value: its canonical form, or `!` and the code of what is wrong. */
function checked(field: object, value: unknown): Json {
  const result = checkOf({ id: 'x', ...field } as FieldDescriptor, (object) => object === 'account')(value);
  return result instanceof FieldProblem ? `!${result.code}` : result;
}

function all(field: object, expected: readonly (readonly [value: unknown, result: Json])[]): void {
  for (const [value, result] of expected) assert.deepEqual(checked(field, value), result, JSON.stringify(value));
}

test('text is counted in code points, and holds nothing that no store can keep', () => {
  all({ type: 'text', max: 3, min: 2 }, [
    ['ab', 'ab'], ['a', '!FIELD_TOO_SHORT'], ['abcd', '!FIELD_TOO_LONG'], ['😀😀😀', '😀😀😀'], ['😀', '!FIELD_TOO_SHORT'], ['😀😀😀😀', '!FIELD_TOO_LONG'],
    [1, '!FIELD_TYPE'], ['a\nb', '!FIELD_INVALID'], ['a\0', '!FIELD_INVALID'], ['a\ud800', '!FIELD_INVALID'], [['ab'], '!FIELD_TYPE'],
  ]);
  assert.equal(checked({ type: 'text' }, 'x'.repeat(256)), '!FIELD_TOO_LONG');
  all({ type: 'longText' }, [['a\nb\tc', 'a\nb\tc'], ['a\0', '!FIELD_INVALID'], ['x'.repeat(100_001), '!FIELD_TOO_LONG']]);
});

test('integers are whole and safe', () => {
  all({ type: 'integer', min: -5 }, [[3, 3], [-0, 0], [-6, '!FIELD_OUT_OF_RANGE'], [1.5, '!FIELD_INVALID'], [2 ** 53, '!FIELD_INVALID'], ['3', '!FIELD_TYPE'], [Number.NaN, '!FIELD_INVALID'], [Infinity, '!FIELD_INVALID']]);
  assert.ok(Object.is(checked({ type: 'integer' }, -0), 0));
});

test('decimals are exact: text or a number that cannot have been rounded, nothing else', () => {
  all({ type: 'decimal', scale: 2 }, [
    ['12.5', '12.50'], ['12', '12.00'], [12.5, '12.50'], [0.1, '0.10'], ['0012.50', '12.50'], ['-0', '0.00'], ['-0.00', '0.00'], [-0, '0.00'], ['12.500', '12.50'], ['-007.1', '-7.10'],
    ['12.345', '!FIELD_INVALID'], [0.1 + 0.2, '!FIELD_TYPE'], [1e21, '!FIELD_TYPE'], [1e-7, '!FIELD_TYPE'], ['1e3', '!FIELD_INVALID'], ['.5', '!FIELD_INVALID'], ['5.', '!FIELD_INVALID'],
    ['', '!FIELD_INVALID'], ['-', '!FIELD_INVALID'], ['+1', '!FIELD_INVALID'], [' 1', '!FIELD_INVALID'], ['١', '!FIELD_INVALID'], [true, '!FIELD_TYPE'],
    ['9999999999999999.99', '9999999999999999.99'], ['10000000000000000.00', '!FIELD_OUT_OF_RANGE'], ['1234567890123456.78', '1234567890123456.78'],
  ]);
  all({ type: 'money', currency: 'EUR', scale: 2, min: '-1', max: '100' }, [['-1', '-1.00'], ['-1.01', '!FIELD_OUT_OF_RANGE'], ['100.00', '100.00'], ['100.01', '!FIELD_OUT_OF_RANGE'], ['99.99', '99.99'], ['9', '9.00']]);
  all({ type: 'decimal', scale: 0 }, [['7', '7'], ['7.0', '7'], ['7.5', '!FIELD_INVALID'], ['-00', '0']]);
});

test('a decimal keeps its exact value, whatever form it was given in', () => {
  const parts = fc.record({ negative: fc.boolean(), whole: fc.bigInt({ min: 0n, max: 10n ** 14n - 1n }), zeros: fc.nat({ max: 3 }), fraction: fc.bigInt({ min: 0n, max: 9999n }), tail: fc.nat({ max: 3 }) });
  fc.assert(fc.property(parts, ({ negative, whole, zeros, fraction, tail }) => {
    const digits = String(fraction).padStart(4, '0');
    const text = `${negative ? '-' : ''}${'0'.repeat(zeros)}${whole}.${digits}${'0'.repeat(tail)}`;
    const units = (negative ? -1n : 1n) * (whole * 10_000n + fraction);
    const canonical = checked({ type: 'decimal', scale: 4 }, text) as string;
    assert.match(canonical, /^-?(?:0|[1-9]\d*)\.\d{4}$/u);
    assert.equal(BigInt(canonical.replace('.', '')), units);
    assert.equal(canonical.startsWith('-'), units < 0n);
    assert.equal(checked({ type: 'decimal', scale: 4 }, canonical), canonical);
  }), { numRuns: 2000 });
});

test('dates are days of the calendar', () => {
  all({ type: 'date' }, [['2024-02-29', '2024-02-29'], ['2023-02-29', '!FIELD_INVALID'], ['1900-02-29', '!FIELD_INVALID'], ['2000-02-29', '2000-02-29'], ['2024-13-01', '!FIELD_INVALID'], ['0000-01-01', '!FIELD_INVALID'], ['2024-1-1', '!FIELD_INVALID'], ['2024-04-31', '!FIELD_INVALID'], ['2024-04-30T00:00:00Z', '!FIELD_INVALID'], [20240101, '!FIELD_TYPE']]);
});

test('times become UTC with milliseconds, and need an offset', () => {
  all({ type: 'datetime' }, [
    ['2026-11-22T09:30:00.123Z', '2026-11-22T09:30:00.123Z'], ['2026-11-22T09:30:00Z', '2026-11-22T09:30:00.000Z'], ['2026-11-22T09:30Z', '2026-11-22T09:30:00.000Z'], ['2026-11-22 09:30:00+00:00', '2026-11-22T09:30:00.000Z'],
    ['2026-12-31T23:30:00-01:00', '2027-01-01T00:30:00.000Z'], ['2024-03-01T00:15:00.5+0530', '2024-02-29T18:45:00.500Z'], ['2026-11-22T09:30:00.123456Z', '2026-11-22T09:30:00.123Z'],
    ['0050-01-01T00:00:00+01:00', '0049-12-31T23:00:00.000Z'], ['0001-01-01T00:00:00+01:00', '!FIELD_INVALID'], ['2026-11-22T24:00:00Z', '!FIELD_INVALID'], ['2026-11-22T09:60:00Z', '!FIELD_INVALID'],
    ['2026-11-22T09:30:00', '!FIELD_INVALID'], ['2026-11-22', '!FIELD_INVALID'], ['2026-02-30T09:30:00Z', '!FIELD_INVALID'], ['2026-11-22T09:30:00.Z', '!FIELD_INVALID'], ['2026-11-22T09:30:00Zx', '!FIELD_INVALID'], ['yesterday', '!FIELD_INVALID'], [0, '!FIELD_TYPE'],
  ]);
});

test('a time keeps its instant, whatever its offset', () => {
  const instants = fc.date({ min: new Date('0002-01-01T00:00:00Z'), max: new Date('9998-12-31T00:00:00Z'), noInvalidDate: true });
  fc.assert(fc.property(instants, fc.integer({ min: -14 * 60, max: 14 * 60 }), (instant, offset) => {
    const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, -1);
    const sign = `${offset < 0 ? '-' : '+'}${String(Math.trunc(Math.abs(offset) / 60)).padStart(2, '0')}:${String(Math.abs(offset) % 60).padStart(2, '0')}`;
    assert.equal(checked({ type: 'datetime' }, local + sign), instant.toISOString());
  }));
});

test('choices are among the options, sets distinct and in the declared order', () => {
  const options = ['new', 'big', 'late'].map((value) => ({ value }));
  all({ type: 'select', options }, [['big', 'big'], ['bag', '!OPTION_INVALID'], [1, '!FIELD_TYPE'], ['constructor', '!OPTION_INVALID']]);
  all({ type: 'multiSelect', options }, [[['late', 'new'], ['new', 'late']], [[], []], [['new', 'new'], '!FIELD_INVALID'], [['odd'], '!OPTION_INVALID'], ['new', '!FIELD_TYPE'], [[1], '!FIELD_TYPE']]);
  all({ type: 'multiSelect' }, [[['b', 'a'], ['b', 'a']], [[''], '!FIELD_INVALID'], [['a', 'a'], '!FIELD_INVALID']]);
  const wrong = checkOf({ type: 'select', id: 'x', options }, () => true)('lat');
  assert.ok(wrong instanceof FieldProblem && wrong.hint === 'Did you mean "late"?');
});

test('addresses are checked in one pass', () => {
  all({ type: 'email' }, [['ada@example.com', 'ada@example.com'], ['a.b+c@sub.example.co', 'a.b+c@sub.example.co'], ['ada@exämple.de', 'ada@exämple.de'], ['ada', '!FIELD_INVALID'], ['@example.com', '!FIELD_INVALID'], ['a b@example.com', '!FIELD_INVALID'], ['a@b', '!FIELD_INVALID'], ['a@-b.com', '!FIELD_INVALID'], ['a@b..com', '!FIELD_INVALID'], ['a@b@c.com', '!FIELD_INVALID'], ['a..b@c.com', '!FIELD_INVALID'], ['a@c.com\n', '!FIELD_INVALID'], [`${'a'.repeat(250)}@b.co`, '!FIELD_TOO_LONG']]);
  all({ type: 'url' }, [['https://example.com/a?b#c', 'https://example.com/a?b#c'], ['HTTP://example.com', 'HTTP://example.com'], ['javascript:alert(1)', '!FIELD_INVALID'], ['example.com', '!FIELD_INVALID'], ['https://', '!FIELD_INVALID'], ['https://a b.com', '!FIELD_INVALID'], ['ftp://example.com', '!FIELD_INVALID']]);
  const started = performance.now();
  checked({ type: 'email' }, `${'a.'.repeat(120)}!`);
  checked({ type: 'url' }, `https://${'a'.repeat(2000)}`);
  assert.ok(performance.now() - started < 50);
});

test('references are ids, and null alone where the target is not loaded', () => {
  all({ type: 'lookup', object: 'account', onDelete: 'restrict' }, [['a-1', 'a-1'], ['', '!FIELD_INVALID'], ['a b', '!FIELD_INVALID'], ['x'.repeat(65), '!FIELD_INVALID'], [{ id: 'a' }, '!FIELD_TYPE']]);
  all({ type: 'lookup', object: 'absent', optional: true, onDelete: 'restrict' }, [['a-1', '!FIELD_INVALID']]);
});

test('JSON is copied, bounded in size and depth', () => {
  const given = { a: [1, { b: null }] };
  const copy = checked({ type: 'json' }, given);
  assert.deepEqual(copy, given);
  assert.notEqual(copy, given);
  let deep: Json = 1;
  for (let level = 0; level < 65; level++) deep = [deep];
  const circle: { self?: unknown } = {};
  circle.self = circle;
  all({ type: 'json' }, [['x'.repeat(65_535), '!FIELD_TOO_LONG'], [deep, '!FIELD_INVALID'], ['é'.repeat(32_767), 'é'.repeat(32_767)], ['é'.repeat(32_768), '!FIELD_TOO_LONG']]);
  assert.equal(checked({ type: 'json' }, circle), '!FIELD_TYPE');
});

const thing = defineObject({
  name: 'thing',
  fields: { title: f.text({ required: true }), note: f.text(), rank: f.integer({ required: true, default: 1 }), hidden: f.text(), shown: f.text(), kept: f.text({ readOnly: true }) },
});
const write = ['title', 'note', 'rank'];
const read = accessTo(['id', 'revision', 'createdAt', 'title', 'note', 'rank', 'shown', 'kept'], 'read');

function issuesOf(verb: 'create' | 'update', input: unknown): readonly (readonly [string, string])[] {
  const result = recordValidator(thing, verb, accessTo(write, verb), { read }).parse(input);
  return result.ok ? [] : result.issues.map(({ path, code }) => [path, code] as const);
}

test('a create asks for what is required and has no default; an update never clears it', () => {
  assert.deepEqual(issuesOf('create', { title: 'x' }), []);
  assert.deepEqual(issuesOf('create', { rank: null }), [['title', 'FIELD_REQUIRED'], ['rank', 'FIELD_REQUIRED']]);
  assert.deepEqual(issuesOf('update', { id: 'a', note: null }), []);
  assert.deepEqual(issuesOf('update', { title: null }), [['id', 'FIELD_REQUIRED'], ['title', 'FIELD_REQUIRED']]);
  assert.deepEqual(issuesOf('update', { id: 'a b', revision: '1' }), [['id', 'FIELD_INVALID'], ['revision', 'FIELD_TYPE']]);
});

test('what may be read but not given is read-only; what may be neither is unknown', () => {
  assert.deepEqual(issuesOf('create', { title: 'x', shown: 1, kept: 1, createdAt: 1, revision: 1, hidden: 1, absent: 1, toString: 1, ['__proto__']: 1 }), [
    ['shown', 'FIELD_READ_ONLY'], ['kept', 'FIELD_READ_ONLY'], ['createdAt', 'FIELD_READ_ONLY'], ['revision', 'FIELD_READ_ONLY'], ['hidden', 'FIELD_UNKNOWN'], ['absent', 'FIELD_UNKNOWN'],
    ['toString', 'FIELD_UNKNOWN'], ['__proto__', 'FIELD_UNKNOWN'],
  ]);
  const near = recordValidator(thing, 'create', accessTo(write), { read }).parse({ title: 'x', hiden: 1, rnk: 1 });
  assert.deepEqual(near.ok || near.issues.map(({ hint }) => hint), [undefined, 'Did you mean "rank"?']);
});

test('an empty text is no value of a required field, and one of any other', () => {
  const object = defineObject({ name: 'note', fields: { title: f.text({ required: true }), body: f.longText() } });
  const validator = recordValidator(object, 'create', { object: 'note', verb: 'create', rows: TRUE, fields: new Map([['title', TRUE], ['body', TRUE]]) });
  assert.deepEqual(validator.parse({ title: '', body: '' }), { ok: false, issues: [{ path: 'title', code: 'FIELD_REQUIRED', message: '"title" is required.' }] });
  assert.deepEqual(validator.parse({ title: 'x', body: '' }), { ok: true, value: { title: 'x', body: '' } });
});

test('who may not give a required field is told so without its name', () => {
  const result = recordValidator(thing, 'create', accessTo(['note'])).parse({ note: 'x' });
  assert.deepEqual(result.ok || result.issues.map(({ path, code }) => [path, code]), [['', 'RECORD_INCOMPLETE']]);
  assert.ok(!JSON.stringify(result).includes('title'));
});

test('anything but an object is refused', () => {
  for (const value of [null, [], 'x', 1, undefined]) assert.deepEqual(issuesOf('create', value), [['', 'INPUT_NOT_OBJECT']]);
});

test('a validated value validates again to itself', () => {
  const validator = recordValidator(thing, 'create', accessTo(write));
  fc.assert(fc.property(fc.dictionary(fc.constantFrom('title', 'note', 'rank', 'id', 'other'), fc.jsonValue()), (input) => {
    const once = validator.parse(input);
    if (once.ok) assert.deepEqual(validator.parse(once.value), once);
  }));
});
