import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { differenceOf } from './difference.ts';
import { digestOf } from './digest.ts';
import { parseFlow } from './parse-flow.ts';
import { parseObject } from './parse-object.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const lead = { name: 'lead', fields: { source: { type: 'select', options: ['web'] }, extra: { type: 'json', default: { source: { file: 'x' } } } } };

function digestIn(file: string, value: unknown = lead): string {
  const parsed = parseObject(value, { file });
  assert.ok(parsed.ok);
  return digestOf(parsed.value, sha256);
}

test('a descriptor has one digest on every machine', () => {
  assert.equal(digestIn('/home/ada/lead.ts'), digestIn('C:\\lead.ts'));
  assert.equal(digestIn('x', { fields: lead.fields, name: 'lead' }), digestIn('x'));
  assert.equal(digestIn('x'), 'f4f423a8964b7569539524ea01560df6241d89e946077165617dc8aba37b6064');
});

test('a field that is called source counts, and so does a value that looks like a place', () => {
  const other = structuredClone(lead);
  other.fields.source.options.push('event');
  assert.notEqual(digestIn('x', other), digestIn('x'));
  const moved = structuredClone(lead);
  moved.fields.extra.default.source.file = 'y';
  assert.notEqual(digestIn('x', moved), digestIn('x'));
});

test('the arguments of effects and the tests of conditions count as they are', () => {
  const [one, two] = [telling({ source: { file: 'a' } }), telling({ source: { file: 'b' } })];
  assert.ok(one.ok && two.ok);
  assert.notEqual(digestOf(one.value, sha256), digestOf(two.value, sha256));
});

function telling(args: unknown) {
  return parseFlow({ name: 'F', initialState: 'a', states: { a: { actions: [{ tell: args }] } } }, { file: 'x' });
}

test('a difference names the part, what it was and what it is; places never differ', () => {
  const before = parseObject({ name: 'lead', fields: { name: { type: 'text', max: 10 }, old: { type: 'date' } } }, { file: 'a' });
  const after = parseObject({ name: 'lead', fields: { name: { type: 'text', max: 20 } }, indexes: [['name']] }, { file: 'b' });
  assert.ok(before.ok && after.ok);
  assert.deepEqual(differenceOf(before.value, after.value), [
    { path: 'fields.name.max', before: 10, after: 20 },
    { path: 'fields.old', before: { type: 'date', id: 'lead.old' }, after: undefined },
    { path: 'indexes', before: [], after: [{ fields: ['name'] }] },
  ]);
  assert.deepEqual(differenceOf(before.value, before.value), []);
});
