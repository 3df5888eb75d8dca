import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';
import { defineFacet } from '@objectos/kernel';
import { AppModules } from './app-modules.ts';
import { AppFolder } from './app-folder.contract.ts';

/** Modules of V8 are there with a flag only, which the runner does not give: this file then runs itself. */
if (typeof vm.SourceTextModule === 'undefined') {
  test('the code of an app is loaded again and again', () => {
    const { NODE_TEST_CONTEXT: _runner, ...env } = process.env;
    const { status, stdout } = spawnSync(process.execPath, ['--experimental-vm-modules', '--expose-gc', '--disable-warning=ExperimentalWarning', import.meta.filename], { env, encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^# pass [1-9]|^ℹ pass [1-9]/mu);
  });
} else {
  testModules();
}

/** 8 KiB of functions that say this. */
function largeModule(word: string): string {
  return Array.from({ length: 100 }, (_, index) => `export function f${index}(a: number): string { return a + '${word}'; }`).join('\n');
}

/** In KiB. */
async function heapAfterCollection(): Promise<number> {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => void setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed / 1024;
}

interface Loaded {
  readonly value: unknown;
  readonly say: () => unknown;
}

function appOf(context: TestContext, files: Readonly<Record<string, string>>): { readonly folder: AppFolder; readonly modules: AppModules; readonly load: () => Promise<Loaded> } {
  const folder = new AppFolder(context, files);
  const modules = new AppModules(folder.file('main.ts'));
  return { folder, modules, load: async () => (await modules.load()) as unknown as Loaded };
}

function testModules(): void {
  setFlagsFromString('--no-compilation-cache');

  test('a change deep below takes effect in everything that leads to it, and nothing else is evaluated again', async (t) => {
    const { folder, load } = appOf(t, {
      'main.ts': "import { say } from './middle.ts'; import { beside } from './beside.ts'; export const value: object = beside; export { say };",
      'middle.ts': "import { word } from './deep.ts'; export const say = (): string => word;",
      'deep.ts': "export const word: string = 'one';",
      'beside.ts': 'export const beside = { made: Math.random() };',
    });
    const before = await load();
    assert.equal(before.say(), 'one');
    folder.write('deep.ts', "export const word: string = 'two';");
    const after = await load();
    assert.deepEqual([before.say(), after.say()], ['one', 'two'], 'whoever holds the old code has the old code');
    assert.equal(after.value, before.value, 'what did not change keeps its state');
    assert.equal((await load()).say, after.say, 'where nothing changed nothing is evaluated');
  });

  test('packages are those that everybody has, from JSON to TypeScript', async (t) => {
    const { load } = appOf(t, {
      'main.ts': "import { defineFacet } from '@objectos/kernel'; import * as path from 'node:path'; import data from './data.json' with { type: 'json' };\nexport const value = [defineFacet, path.sep, data.name]; export const say = () => import.meta.filename;",
      'data.json': '{"name":"Ann"}',
    });
    const { value, say } = await load();
    assert.deepEqual(value, [defineFacet, '/', 'Ann']);
    assert.match(String(say()), /\/main\.ts$/u);
  });

  test('modules that import each other are one cycle: a change of one is a change of both', async (t) => {
    const { folder, load } = appOf(t, {
      'main.ts': "import { say } from './odd.ts'; export { say }; export const value = 0;",
      'odd.ts': "import { two } from './even.ts'; export const one = (): number => 1; export const say = (): number => one() + two();",
      'even.ts': "import { one } from './odd.ts'; export const two = (): number => one() + 1;",
    });
    assert.equal((await load()).say(), 3);
    folder.write('even.ts', "import { one } from './odd.ts'; export const two = (): number => one() + 10;");
    assert.equal((await load()).say(), 12);
  });

  test('what running code imports is loaded again with it', async (t) => {
    const { folder, load } = appOf(t, {
      'main.ts': "let kept: { word: string } | undefined; export const value = 0; export const say = async () => (kept ??= await import('./late.ts')).word;",
      'late.ts': "export const word = 'one';",
    });
    const before = await load();
    assert.equal(await before.say(), 'one');
    folder.write('late.ts', "export const word = 'two';");
    assert.equal(await (await load()).say(), 'two');
    folder.remove('late.ts');
    await assert.rejects(async () => (await load()).say(), { code: 'ENOENT' });
  });

  test('code that cannot be loaded says which file, and what ran before goes on', async (t) => {
    const { folder, modules, load } = appOf(t, {
      'main.ts': "import { say } from './middle.ts'; export { say }; export const value = 0;",
      'middle.ts': "export const say = (): string => 'one';",
    });
    const before = await load();
    for (const [text, message] of [['export const say = ;', { message: 'Expression expected', source: { file: folder.file('middle.ts'), line: 1, column: 20 } }], ['export const other = 1;', /does not provide an export named 'say'/u], ["throw new Error('no luck'); export const say = 1;", /no luck/u], ["import './gone.ts'; export const say = 1;", /gone\.ts/u]] as const) {
      folder.write('middle.ts', text);
      await assert.rejects(modules.load(), message);
      assert.equal(before.say(), 'one');
    }
    folder.write('middle.ts', "export const say = (): string => 'two';");
    assert.equal((await load()).say(), 'two');
  });

  test('a thousand loads leave the memory flat', { timeout: 120_000 }, async (t) => {
    const { folder, modules, load } = appOf(t, {
      'main.ts': "import { f1 } from './middle.ts'; import './stays.ts'; export const say = () => f1(1); export const value = 0;",
      'middle.ts': "export * from './large.ts';",
      'large.ts': largeModule('0'),
      'stays.ts': "export const stays = 'as it is';",
    });
    const loads = process.env['OBJECTOS_LONG'] === undefined ? 150 : 1000;
    let before = 0;
    for (let each = 0; each < loads; each++) {
      folder.write('large.ts', largeModule(String(each)));
      assert.equal((await load()).say(), `1${each}`);
      if (each === 50) before = await heapAfterCollection();
    }
    const grown = (await heapAfterCollection()) - before;
    t.diagnostic(`${loads - 50} loads of 8 KiB of source: heap grew by ${Math.round(grown)} KiB`);
    // Node's own loader keeps 60 KiB a load.
    assert.ok(grown < 600, `the heap grew by ${Math.round(grown)} KiB in ${loads - 50} loads`);
    assert.equal(modules.files.length, 4);
  });
}
