import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Issue } from '@objectql/metadata';
import { codeFrame } from './code-frame.ts';
import { issueText, issuesText, locateIssues } from './issue-text.ts';
import { SourceFiles } from './source-files.ts';
import { placeOf } from './source-place.ts';
import { scratchFolder } from './test-app.contract.ts';

const misspelt = { hint: 'Did you mean "closed"?', fix: { replace: 'closd', by: 'closed' } };

function fault(source: Issue['source'], more: Partial<Issue> = {}): Issue {
  return { code: 'METADATA_REFERENCE', severity: 'fault', message: 'There is no such state.', source, ...more };
}

test('an issue points at what its fix replaces: at the key, at the value, or at its one occurrence on the line', () => {
  const text = 'states:\n  open:\n    target: "closd" # closed\n    rule: read:closd, closd2\n';
  const value = { line: 3, column: 14 };
  assert.deepEqual(placeOf(fault({ file: 'x', line: 3, column: 5, value }, misspelt), text), { line: 3, column: 14, length: 5 });
  assert.deepEqual(placeOf(fault({ file: 'x', line: 4, column: 5 }, misspelt), text), { line: 4, column: 16, length: 5 });
  assert.deepEqual(placeOf(fault({ file: 'x', line: 2, column: 3 }, { fix: { replace: 'open', by: 'opened' } }), text), { line: 2, column: 3, length: 4 });
  assert.deepEqual(placeOf(fault({ file: 'x', line: 2, column: 3 }), text), { line: 2, column: 3, length: 4 }, 'without a fix, the word that is there');
  assert.equal(placeOf(fault({ file: 'x', line: 40, column: 3 }), text), null, 'a line that is not there');
});

test('of a module only what is found once is pointed at, the last key first', () => {
  const text = "const o = { fields: { effort: { type: 'intger' } } };\nconst p = { fields: {} };\n";
  assert.deepEqual(placeOf(fault({ file: 'x.ts', path: 'o.fields.effort.type' }, { fix: { replace: 'intger', by: 'integer' } }), text), { line: 1, column: 40, length: 6 });
  assert.deepEqual(placeOf(fault({ file: 'x.ts', path: 'o.fields.effort' }), text), { line: 1, column: 23, length: 6 });
  assert.equal(placeOf(fault({ file: 'x.ts', path: 'fields' }), text), null, 'it is there twice');
  const rules = "const m = { permissions: { rep: ['list:sales', 'read:sales'] } };\n";
  assert.deepEqual(placeOf(fault({ file: 'x.ts', path: 'permissions.rep[0]', text: 'list:sales' }), rules), { line: 1, column: 35, length: 10 }, 'what was written there goes before its keys');
  assert.deepEqual(placeOf(fault({ file: 'x.ts', path: 'permissions.rep[0]', text: 'allow: list, object: sales' }), rules), { line: 1, column: 28, length: 3 });
});

test('a code frame is the line between its neighbours with a caret below what is meant, and long lines are cut around it', () => {
  assert.deepEqual(codeFrame('a\nbb ccc\nd\ne', { line: 2, column: 4, length: 3 }), ['  1 | a', '  2 | bb ccc', '    |    ^^^', '  3 | d']);
  assert.deepEqual(codeFrame('only', { line: 1, column: 1, length: 4 }), ['  1 | only', '    | ^^^^']);
  const [line = '', caret = ''] = codeFrame(`${'x'.repeat(500)}closd${'x'.repeat(500)}`, { line: 1, column: 501, length: 5 });
  assert.ok(line.length < 130);
  assert.equal(line.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1), 'closd');
});

test('issues are told in the order of files and lines with the frame, the hint and the fix, and then counted', () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'b.yml'), 'states:\n  open:\n    target: closd\n');
  const files = new SourceFiles([{ from: pathToFileURL(join(folder, 'objectos.config.ts')).href }]);
  const located = locateIssues([
    fault({ file: 'handler x' }, { severity: 'warning', code: 'DOUBTFUL' }),
    fault({ file: 'b.yml', line: 3, column: 5 }, misspelt),
    fault({ file: 'b.yml', line: 2, column: 3 }, { severity: 'warning' }),
  ], files);
  const path = join(folder, 'b.yml');
  assert.deepEqual(located.map(({ at }) => at), [`${path}:2:3`, `${path}:3:13`, undefined]);
  assert.equal(issueText(located[1] as Issue), [
    `${path}:3:13 fault METADATA_REFERENCE: There is no such state.`, '  2 |   open:', '  3 |     target: closd', '    |             ^^^^^', '  4 |',
    '  Did you mean "closed"?', '  fix: write "closed" for "closd"',
  ].join('\n'));
  assert.match(issuesText(located), /\n\nhandler x warning DOUBTFUL: There is no such state\.\n\n1 fault, 2 warnings$/u);
});

test('of two plugins with a file of one name, the one is shown that has the key where the source says', () => {
  const folder = scratchFolder();
  for (const [plugin, text] of [['one', 'name: X\n'], ['two', 'field: y\n']] as const) {
    mkdirSync(join(folder, plugin));
    writeFileSync(join(folder, plugin, 'x.yml'), text);
  }
  const files = new SourceFiles(['one', 'two'].map((plugin) => ({ from: pathToFileURL(join(folder, plugin, 'm.ts')).href })));
  assert.equal(files.find({ file: 'x.yml', line: 1, column: 1, path: 'field' })?.path, join(folder, 'two/x.yml'));
  assert.equal(files.find({ file: 'x.yml', line: 1, column: 1, path: 'states' }), null);
  assert.equal(files.find({ file: 'role clerk' }), null);
});
