import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { readJson } from './json-document.ts';

function fault(text: string): string {
  const result = readJson(text, 'x.json');
  assert.equal(result.ok, false);
  const [issue] = result.issues;
  return `${issue!.source.line}:${issue!.source.column} ${issue!.message}`;
}

test('JSON reads as JSON.parse reads it', () => {
  fc.assert(fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 3), (value, indent) => {
    const text = JSON.stringify(value, null, indent);
    const result = readJson(text, 'x.json');
    assert.ok(result.ok);
    assert.deepEqual(result.value.value, JSON.parse(text));
  }));
});

test('what JSON.parse refuses is refused, with its place', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '1', '-', '.', 'e', 'true', ' ', '\n', '\\', 'a') }), (text) => {
    const result = readJson(text, 'x.json');
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      assert.equal(result.ok, false);
      return;
    }
    const isDuplicate = !result.ok && result.issues[0]!.message.includes('twice');
    if (!isDuplicate) assert.deepEqual(result.ok && result.value.value, parsed);
  }), { numRuns: 2_000 });
});

test('a syntax error names line, column and what was expected', () => {
  assert.equal(fault('{\n  "a": 1,\n  b: 2\n}'), '3:3 Expected a key in double quotes, found "b".');
  assert.equal(fault('{"a": 1,\n "a": 2}'), '2:2 Key "a" is there twice.');
  assert.equal(fault('[1 2]'), '1:4 Expected "," or "]", found "2".');
  assert.equal(fault('["a\nb"]'), '1:2 This text has an escape that JSON does not know, or a line break or control character.');
  assert.equal(fault('{"a": "b'), '1:7 This text has no closing quote.');
  assert.equal(fault(''), '1:1 Expected a value, found the end of the file.');
  assert.equal(fault('['.repeat(500)), '1:102 More than 100 levels deep.');
});

test('every part knows its key, its value and its path', () => {
  const result = readJson('{"fields": {\n  "amount": "money",\n  "tags": [1, 2]}}', 'x.json');
  assert.ok(result.ok);
  const { origin } = result.value;
  assert.deepEqual(origin.source(['fields', 'amount']), { file: 'x.json', line: 2, column: 3, path: 'fields.amount', value: { line: 2, column: 14 } });
  assert.deepEqual(origin.source(['fields', 'tags', 1]), { file: 'x.json', line: 3, column: 15, path: 'fields.tags[1]' });
  assert.deepEqual(origin.source(['fields', 'amount', 'max']), { file: 'x.json', line: 2, column: 3, path: 'fields.amount.max' });
  assert.deepEqual(origin.source(['fields', 'missing', 'max']), { file: 'x.json', line: 1, column: 2, path: 'fields.missing.max' });
});

test('a key such as __proto__ stays a key', () => {
  const result = readJson('{"__proto__": {"a": 1}}', 'x.json');
  assert.ok(result.ok);
  assert.deepEqual(Object.keys(result.value.value as object), ['__proto__']);
});
