import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expenses, objectos } from './cli-process.contract.ts';
import { scratchFolder } from './test-app.contract.ts';

const metadata = new URL('../../../objectql/metadata/src/index.ts', import.meta.url).href;

function appOf(text: string): string {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'objectos.config.ts'), text);
  return folder;
}

const broken = [
  ['does not parse', "const names: string[] = ['a',,;\nexport default { plugins: [names] };\n", /objectos\.config\.ts:1:31 fault CODE_NOT_LOADED: .*Expression expected\n {2}1 \| const names.*\n +\| +\^\n/u],
  ['throws', "const f = {} as Record<string, () => void>;\nexport default { plugins: [f['mony']!()] };\n", /objectos\.config\.ts:2:\d+ fault CODE_NOT_LOADED: .*f\.mony is not a function\n/u],
  ['imports a name that is not exported', `import { defineObjct } from '${metadata}';\nexport default { plugins: [defineObjct] };\n`, /objectos\.config\.ts:1:10 fault CODE_NOT_LOADED: .*'defineObjct'\n/u],
  ['imports a file that is not there', "import { x } from './nowhere.ts';\nexport default { plugins: [x] };\n", /objectos\.config\.ts:1:22 fault CODE_NOT_LOADED: .*Cannot find module 'nowhere\.ts' imported from objectos\.config\.ts\n/u],
] as const;

for (const [what, text, told] of broken) {
  test(`an app whose code ${what} is told with its place and frame by check, as JSON too, and by start`, async () => {
    const folder = appOf(text);
    const checked = await objectos(['check', folder]);
    assert.deepEqual([checked.code, checked.stderr], [1, '']);
    assert.match(checked.stdout, told);
    assert.match(checked.stdout, /\n\n1 fault, 0 warnings\n$/u);
    const asJson = await objectos(['check', folder, '--json']);
    assert.deepEqual([asJson.code, asJson.stderr, asJson.stdout.split('\n').length], [1, '', 2]);
    const { ok, faults, issues } = JSON.parse(asJson.stdout) as { ok: boolean; faults: number; issues: { code: string; source: { file: string }; frame: string[] }[] };
    assert.deepEqual([ok, faults, issues[0]?.code, issues[0]?.source.file], [false, 1, 'CODE_NOT_LOADED', 'objectos.config.ts'], 'the file is named alike on every machine');
    assert.ok((issues[0]?.frame.length ?? 0) > 1);
    const started = await objectos(['start', folder, '--port', '0', '--data', join(folder, 'data')]);
    assert.deepEqual([started.code, started.stdout], [1, '']);
    assert.match(started.stderr, told);
    assert.doesNotMatch(started.stderr + checked.stdout, /^ +at /mu, 'without a stack');
  });
}

test('metadata in code that is not valid is told with its key path, and named alike on every machine', async () => {
  const folder = appOf(`import { defineObject, f } from '${metadata}';
export const purchase = defineObject({ name: 'purchase', fields: { title: { type: 'text', requird: true } } } as never);
export default { plugins: [f] };\n`);
  const { code, stdout } = await objectos(['check', folder]);
  assert.equal(code, 1);
  assert.match(stdout, /objectos\.config\.ts:2:\d+ \(object purchase: fields\.title\.requird\) fault METADATA_UNKNOWN_KEY: /u);
  const { issues } = JSON.parse((await objectos(['check', folder, '--json'])).stdout) as { issues: { source: { file: string; path: string } }[] };
  assert.partialDeepStrictEqual(issues[0]?.source, { file: 'objectos.config.ts', path: 'object purchase: fields.title.requird' });
});

test('a configuration without plugins, or with what is none, is told that and not that it exports nothing', async () => {
  for (const [text, said] of [
    ["export default { name: 'desk' };", /^The configuration that \S+ exports has no list "plugins"/u], ['export default { plugins: [{}] };', /^plugins\[0\] of the configuration that \S+ exports is no plugin/u],
    ['export const plugins = [];', /must export its configuration as default/u],
  ] as const) {
    const { code, stderr } = await objectos(['check', appOf(text)]);
    assert.equal(code, 1);
    assert.match(stderr, said);
  }
});

test('a way to write that SYNC does not have is refused, and not taken for another', async () => {
  const { code, stdout, stderr } = await objectos(['start', expenses, '--port', '0', '--data', scratchFolder()], { SYNC: 'norml' });
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, /^SYNC "norml" is no way to write: give FULL \(the default\) or NORMAL\.\n/u);
});
