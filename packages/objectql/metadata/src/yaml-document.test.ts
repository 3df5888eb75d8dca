import assert from 'node:assert/strict';
import test from 'node:test';
import { readYaml } from './yaml-document.ts';

function faults(text: string, operators = false): string[] {
  const result = readYaml(text, 'x.yml', { operators });
  assert.equal(result.ok, false, JSON.stringify(result));
  return result.issues.map((issue) => `${issue.source.line}:${issue.source.column} ${issue.message}`);
}

test('every fault of the text refuses the file, with its place', () => {
  assert.deepEqual(faults('a: 1\na: 2'), ['2:1 Map keys must be unique.']);
  assert.deepEqual(faults('a: !foo 3'), ['1:4 Unresolved tag: !foo.']);
  assert.match(faults('a: >= 5')[0]!, /^1:5 Block scalar header/u);
  assert.deepEqual(faults('a: 1\nb: *y'), ['2:4 There is no anchor "y" before this alias.']);
  assert.match(faults('a: b\n---\nc: d')[0]!, /multiple documents/u);
  assert.deepEqual(faults('a:\n\t- b'), ['2:1 Tabs are not allowed as indentation.']);
  assert.deepEqual(faults('? [a]\n: b'), ['1:3 With stringKeys, all keys must be strings.']);
});

test('aliases that multiply are refused', () => {
  const levels = ['a: &a [1, 1]', ...['b', 'c', 'd', 'e'].map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcd'[index]}`).join(', ')}]`)];
  assert.match(faults(levels.join('\n'))[0]!, /alias count/u);
  assert.ok(readYaml('a: &a [1]\nb: *a', 'x.yml').ok);
});

test('a broken text yields its first faults, not thousands', () => {
  assert.equal(faults('['.repeat(20_000)).length, 20);
  assert.match(faults('a'.repeat(1_000_001))[0]!, /more than 1000000 characters/u);
});

test('YAML 1.2: "yes", "on" and "<<" are plain words', () => {
  const result = readYaml('on: yes\n<<: {a: no}', 'x.yml');
  assert.deepEqual(result.ok && result.value.value, { on: 'yes', '<<': { a: 'no' } });
});

test('places are those of the author, also where comparisons were quoted', () => {
  const result = readYaml("x: {amount: >= 5000, 'b': < it's, c: d}\nlist:\n  - k: !x", 'x.yml', { operators: true });
  assert.ok(result.ok);
  const { value, origin } = result.value;
  assert.deepEqual(value, { x: { amount: '>= 5000', b: "< it's", c: 'd' }, list: [{ k: '!x' }] });
  assert.deepEqual(origin.source(['x', 'amount']), { file: 'x.yml', line: 1, column: 5, path: 'x.amount', value: { line: 1, column: 13 } });
  assert.deepEqual(origin.source(['x', 'c']), { file: 'x.yml', line: 1, column: 35, path: 'x.c', value: { line: 1, column: 38 } });
  assert.deepEqual(origin.source(['list', 0, 'k', 'gone']), { file: 'x.yml', line: 3, column: 5, path: 'list[0].k.gone' });
});

test('a fault after a quoted comparison stands at the column of the author', () => {
  assert.deepEqual(faults("a: [>= 'x', < 5, *gone]", true), ['1:18 There is no anchor "gone" before this alias.']);
});
