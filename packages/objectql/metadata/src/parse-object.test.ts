import assert from 'node:assert/strict';
import test from 'node:test';
import { defineObject } from './define-object.ts';
import { f } from './field-builders.ts';
import { formatIssue } from './metadata-error.ts';
import { parseObject } from './parse-object.ts';
import { parseMetadataJson, parseMetadataYaml } from './parse-text.ts';

function issuesOf(value: unknown): string[] {
  return parseObject(value, { file: 'o' }).issues.map(formatIssue);
}
function fieldIssues(field: unknown): string[] {
  return issuesOf({ name: 'thing', fields: { part: field } });
}

test('what follows from the name is filled in, and nothing that says nothing is kept', () => {
  assert.deepEqual(strip(defineObject({ name: 'order_category', fields: { a: f.integer({ required: false, unique: true }), b: f.text({ label: 'B' }) } })), {
    kind: 'object', id: 'order_category', name: 'order_category', plural: 'order_categories', label: 'Order category', title: 'b',
    fields: { a: { type: 'integer', id: 'order_category.a', unique: true }, b: { type: 'text', id: 'order_category.b', label: 'B' } },
    indexes: [], rules: [], audit: { reads: 'agents' },
  });
  assert.deepEqual(['box', 'dish', 'day', 'class', 'order_line'].map((name) => defineObject({ name, fields: {} }).plural), ['boxes', 'dishes', 'days', 'classes', 'order_lines']);
});

function strip(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part: unknown) => (key === 'source' ? undefined : part)));
}

test('every builder answers a descriptor, parsing a descriptor again changes nothing', () => {
  const all = defineObject({
    name: 'thing', id: 'obj_1', plural: 'stuff', label: 'Stuff', description: 'd', title: 'text', audit: { reads: 'all' },
    fields: {
      text: f.text({ id: 'kept', min: 1, max: 9, default: 'x' }), longText: f.longText({ max: 5 }), integer: f.integer({ min: 0, max: 9 }),
      decimal: f.decimal({ scale: 3, min: -1, max: '5.5', default: 2 }), money: f.money({ currency: 'JPY', default: 5 }), boolean: f.boolean({ default: false }),
      date: f.date({ default: '2024-02-29' }), datetime: f.datetime({ default: '2024-01-01T00:00:00+02:00' }), select: f.select([{ value: 'a', label: 'A' }, 'b']),
      multiSelect: f.multiSelect(['x', 'y'], { default: ['y', 'x', 'y'] }), free: f.multiSelect(), lookup: f.lookup('thing', { unreadable: 'id' }),
      autonumber: f.autonumber('T-{000}'), email: f.email(), url: f.url({ readOnly: true }), json: f.json({ default: [1] }),
    },
    indexes: [['select', '-createdAt'], { fields: ['integer'], unique: true }],
    rules: [{ name: 'r', holds: 'record.integer > 0', message: 'no', field: 'integer' }],
  });
  const { decimal, money, datetime, multiSelect, select, lookup } = strip(all.fields) as Record<string, unknown>;
  assert.deepEqual(decimal, { type: 'decimal', id: 'thing.decimal', scale: 3, min: '-1.000', max: '5.500', default: '2.000' });
  assert.deepEqual(money, { type: 'money', id: 'thing.money', currency: 'JPY', scale: 0, default: '5' });
  assert.deepEqual(datetime, { type: 'datetime', id: 'thing.datetime', default: '2023-12-31T22:00:00.000Z' });
  assert.deepEqual(multiSelect, { type: 'multiSelect', id: 'thing.multiSelect', options: [{ value: 'x' }, { value: 'y' }], default: ['x', 'y'] });
  assert.deepEqual(select, { type: 'select', id: 'thing.select', options: [{ value: 'a', label: 'A' }, { value: 'b' }] });
  assert.deepEqual(lookup, { type: 'lookup', id: 'thing.lookup', object: 'thing', onDelete: 'restrict', unreadable: 'id' });
  const again = parseObject(all, { file: 'object thing' });
  assert.ok(again.ok);
  assert.deepEqual(again.value, all);
});

test('unknown keys and types name the nearest one, all faults at once', () => {
  assert.deepEqual(issuesOf({ name: 'thing', lable: 'x', fields: { a: { type: 'txt' }, b: { type: 'text', mx: 3 }, c: 'text', d: {} }, indexes: [{ fields: ['a'], uniqe: true }], audit: { reads: 'agent' } }), [
    'o (indexes[0].uniqe): Unknown key "uniqe". Did you mean "unique"?',
    'o (audit.reads): Expected one of none, agents, all, found "agent". Did you mean "agents"?',
    'o (lable): Unknown key "lable". Did you mean "label"?',
    'o (fields.a.type): Unknown field type "txt". Did you mean "text"?',
    'o (fields.b.mx): Unknown key "mx". Did you mean "max"?',
    'o (fields.c): Expected a field (a mapping with "type"), found "text".',
    'o (fields.d): "type" is missing. Expected one of text, longText, integer, decimal, money, boolean, date, datetime, select, multiSelect, lookup, autonumber, email, url, json.',
  ]);
  assert.deepEqual(issuesOf(5), ['o: Expected a mapping, found 5.']);
  assert.deepEqual(issuesOf({ fields: {} }), ['o (name): "name" is missing. Expected text.']);
});

test('names are identifiers that nothing else has', () => {
  for (const name of ['id', 'createdAt', 'revision', '_x', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'toJSON', 'Name', 'a-b', 'ä', '', 'x'.repeat(61)]) {
    const fields = Object.fromEntries([[name, { type: 'text' }]]);
    assert.match(issuesOf({ name: 'thing', fields })[0] ?? '', /Field name/u, name);
  }
  for (const name of ['_thing', 'constructor', 'Thing', 'two words']) assert.match(issuesOf({ name, fields: {} })[0] ?? '', /Object name/u, name);
  assert.match(issuesOf({ name: 'OrderLine', fields: {} })[0]!, /Write "order_line"/u);
  assert.match(issuesOf({ name: 'thing', plural: 'the things', fields: {} })[0]!, /Plural/u);
  assert.match(issuesOf({ name: 'thing', internal: true, fields: {} })[0]!, /internal object begins with "_"/u);
  assert.deepEqual(issuesOf({ name: '_thing', internal: true, fields: {} }), []);
});

test('values must make sense for their field', () => {
  const faults: readonly (readonly [unknown, RegExp])[] = [
    [{ type: 'text', min: 5, max: 3 }, /"min" is greater than "max"/u],
    [{ type: 'decimal', scale: 2, min: '1.005' }, /no decimal with at most 2 digits/u],
    [{ type: 'decimal', min: 5, max: 4 }, /"min" is greater/u],
    [{ type: 'money' }, /"currency" is missing/u],
    [{ type: 'money', currency: 'usd' }, /currency code such as USD/u],
    [{ type: 'select', options: [] }, /at least 1 entry/u],
    [{ type: 'select', options: ['a', 'a'] }, /listed twice/u],
    [{ type: 'select', options: ['a', '__proto__'] }, /cannot be an option/u],
    [{ type: 'select', options: ['open', 'closed'], default: 'opn' }, /default "opn" is not one of its options.*Did you mean "open"/u],
    [{ type: 'lookup', object: 'x', optional: true, required: true }, /cannot be required/u],
    [{ type: 'lookup', object: 'x', default: 'y' }, /a lookup has no default/u],
    [{ type: 'autonumber', format: 'EXP' }, /EXP-\{0000\}/u],
    [{ type: 'integer', default: 1.5 }, /whole number/u],
    [{ type: 'integer', min: 3, default: 1 }, /of at least 3/u],
    [{ type: 'date', default: '2023-02-29' }, /YYYY-MM-DD/u],
    [{ type: 'datetime', default: '2023-01-01T00:00' }, /with its offset/u],
    [{ type: 'email', default: 'x' }, /e-mail/u],
    [{ type: 'url', default: 'javascript:1' }, /http/u],
    [{ type: 'json', unique: true }, /Unknown key "unique"/u],
  ];
  for (const [field, expected] of faults) assert.match(fieldIssues(field).join('\n'), expected, JSON.stringify(field));
});

test('title, indexes and rules name fields that are there', () => {
  assert.deepEqual(issuesOf({ name: 'thing', fields: { name: { type: 'text' }, size: { type: 'integer' } }, title: 'nmae', indexes: [['-szie'], ['name', 'name']], rules: [{ name: 'r', holds: 'x', message: 'y', field: 'z' }, { name: 'r', holds: 'x', message: 'y' }] }), [
    'o (indexes[0][0]): There is no field "szie". Did you mean "size"?',
    'o (indexes[1][1]): Field "name" is in the index twice.',
    'o (title): There is no field "nmae". Did you mean "name"?',
    'o (rules[0].field): There is no field "z". Known: name, size, id, createdAt, createdBy, updatedAt, updatedBy, revision.',
    'o (rules[1].name): Rule "r" is there twice.',
  ]);
  assert.match(issuesOf({ name: 'thing', fields: { size: { type: 'integer' } }, title: 'size' })[0]!, /cannot be the title/u);
  assert.match(issuesOf({ name: 'thing', fields: { a: { type: 'date', id: 'x' }, b: { type: 'date', id: 'x' } } })[0]!, /have one id/u);
});

test('YAML and JSON say the line and column, and their kind', () => {
  const yaml = parseMetadataYaml('kind: object\nname: thing\nfields:\n  size:\n    type: integr\n', 'thing.yml');
  assert.deepEqual(yaml.issues.map(formatIssue), ['thing.yml:5:5: Unknown field type "integr". Did you mean "integer"?']);
  const json = parseMetadataJson('{\n  "name": "thing",\n  "fields": {"size": {"type": "integer", "mni": 3}}\n}', 'thing.object.json');
  assert.deepEqual(json.issues.map(formatIssue), ['thing.object.json:3:42: Unknown key "mni". Did you mean "min"?']);
  assert.deepEqual(parseMetadataYaml('kind: objekt', 'x.yml').issues.map(formatIssue), ['x.yml:1:1: Unknown kind "objekt". Did you mean "object"?']);
  assert.deepEqual(parseMetadataJson('[]', 'x.json').issues.map(formatIssue), ['x.json:1:1: "kind" is missing. Expected one of object, flow, role, action.']);
});
