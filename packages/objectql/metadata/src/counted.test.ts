import assert from 'node:assert/strict';
import test from 'node:test';
import { counted } from './counted.ts';
import { fieldJsonSchema } from './field-json-schema.ts';
import { parseObject } from './parse-object.ts';
import { parseRole } from './parse-role.ts';

function told(field: object): string[] {
  return parseObject({ name: 'thing', fields: { rate: field } }, { file: 't' }).issues.map(({ message }) => message);
}

test('one of something is one, and none or several are several', () => {
  assert.deepEqual([0, 1, 2].map((count) => counted(count, 'fault')), ['0 faults', '1 fault', '2 faults']);
  assert.equal(counted(3, 'entry', 'entries'), '3 entries');
});

test('messages and descriptions count so', () => {
  assert.deepEqual(told({ type: 'decimal', scale: 1, min: '0.25' }), ['"0.25" is no decimal with at most 1 digit after the point.']);
  assert.deepEqual(told({ type: 'decimal', scale: 1, default: '0.25' }), ['The default "0.25" is not a decimal with at most 1 digit after the point.']);
  assert.deepEqual(told({ type: 'select', options: [] }), ['Expected at least 1 entry, found a list.']);
  assert.deepEqual(parseRole({ name: 'rep', rules: [{ verbs: [], object: 'things' }] }, { file: 't' }).issues[0]?.message, 'Expected at least 1 entry, found a list.');
  assert.match(JSON.stringify(fieldJsonSchema({ type: 'decimal', id: 'rate', scale: 1 }, { mode: 'read' })), /with 1 digit after the point/u);
});
