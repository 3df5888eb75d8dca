import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { AppFolder } from './app-folder.contract.ts';
import { MetadataEvaluator } from './metadata-evaluator.ts';
import { files } from './shop-app.contract.ts';

function evaluatorOf(t: TestContext): MetadataEvaluator {
  const evaluator = new MetadataEvaluator();
  t.after(() => evaluator.close());
  return evaluator;
}

test('what an app says comes over as data, and as its files are now', { timeout: 240_000 }, async (t) => {
  const [folder, evaluator] = [new AppFolder(t, files), evaluatorOf(t)];
  const first = await evaluator.evaluate(folder.path);
  assert.deepEqual([first.ok, first.report, first.plugins.map(({ name }) => name)], [true, '', ['shop']]);
  assert.deepEqual(first.plugins[0]?.objects.map(({ name }) => name), ['order', 'stamped']);
  folder.write('stamped.ts', files['stamped.ts'].replace('f.text()', 'f.text(), by: f.text()'));
  const second = await evaluator.evaluate(folder.path);
  assert.deepEqual(Object.keys(second.plugins[0]?.objects[1]?.fields ?? {}), ['text', 'by'], 'no module of the first time is left');
});

test('an app that throws, ends its thread or is not there is a report', { timeout: 240_000 }, async (t) => {
  const [folder, evaluator] = [new AppFolder(t, files), evaluatorOf(t)];
  for (const [text, told] of [
    ["throw new TypeError('no luck');", /objectos\.config\.ts:1:7 fault CODE_NOT_LOADED: .*TypeError: no luck/u],
    ['process.exit(3);', /CODE_NOT_LOADED: .*ended its thread \(exit 3\)/u],
    ["import 'no-such-package';", /objectos\.config\.ts:1:9 fault CODE_NOT_LOADED: .*no-such-package/u],
  ] as const) {
    folder.write('objectos.config.ts', text);
    const { ok, report, plugins } = await evaluator.evaluate(folder.path);
    assert.deepEqual([ok, plugins], [false, []]);
    assert.match(report, told);
  }
  assert.match((await evaluator.evaluate(folder.file('nowhere'))).report, /There is nothing at/u);
});
