import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importRules } from './architecture/import-rules.ts';
import { offenders } from './architecture/offenders.ts';
import { shapeRules } from './architecture/shape-rules.ts';
import { readWorkspace } from './architecture/workspace.ts';

const rules = [...importRules, ...shapeRules];
const workspace = readWorkspace(`${import.meta.dirname}/..`);

test('the workspace was found and read', () => {
  const files = workspace.packages.flatMap((each) => each.files);
  assert.ok(files.length > 0, 'no source file below packages/');
});

for (const rule of rules) {
  test(rule.states, () => {
    const breaches = [...rule.breaches(workspace)];
    assert.equal(breaches.length, 0, `\n${breaches.join('\n')}\n`);
  });
}

// A rule that cannot fail is worth nothing: each is shown workspaces that break it, and must say where.
for (const { offence, workspace: offending, breach } of offenders) {
  test(`the rules find ${offence}`, () => {
    const breaches = rules.flatMap((rule) => [...rule.breaches(offending)]);
    assert.deepEqual(breaches.map((each) => each.slice(0, breach.length)), [breach], breaches.join('\n'));
  });
}

test('every rule has an offender', () => {
  for (const rule of rules) assert.ok(offenders.some((each) => [...rule.breaches(each.workspace)].length > 0), rule.states);
});
