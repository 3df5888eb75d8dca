import { assemblePackage } from './workspace.ts';
import type { Manifest, Package, Workspace } from './workspace.ts';

/** Small workspaces that each break exactly one rule, at one place. */
export interface Offender {
  readonly offence: string;
  readonly workspace: Workspace;
  /** How the one message begins. */
  readonly breach: string;
}

/** A package that is sound but for `texts`, its files below `src`, and `manifest`, what its package.json says beyond its name. */
function room(name: string, texts: Readonly<Record<string, string>>, manifest: Partial<Manifest> = {}): Package {
  const directory = `packages/${name.slice(1)}`;
  const files = Object.entries({ 'index.ts': 'export {};', ...texts }).map(([path, text]) => [`${directory}/src/${path}`, text] as const);
  return assemblePackage(directory, { name, exports: { '.': './src/index.ts' }, ...manifest }, files);
}

function offender(offence: string, breach: string, ...packages: readonly Package[]): Offender {
  return { offence, breach, workspace: { packages, testDependencies: new Set(['fast-check']), errorReference: '`KNOWN_CODE`' } };
}

const dependingOn = (...names: readonly string[]): Partial<Manifest> => ({ dependencies: Object.fromEntries(names.map((name) => [name, '1'])) });
const linesOf = (count: number): string => 'void 0;\n'.repeat(count);
const functionOf = (count: number): string => `export function long() {\n${linesOf(count - 2)}}\n`;

export const offenders: readonly Offender[] = [
  offender('a package without arrows', 'packages/objectql/engin/package.json:1: @objectql/engin has no arrows', room('@objectql/engin', {})),
  offender('a room in the wrong layer', 'packages/objectql/kernel/package.json:1: @objectql/kernel has no arrows', room('@objectql/kernel', {})),
  offender(
    'an import against the arrows',
    'packages/objectql/engine/src/a.ts:2: @objectql/engine may not import @objectos/kernel',
    room('@objectql/engine', { 'a.ts': "export const a = 1;\nexport { b } from '@objectos/kernel';" }),
    room('@objectos/kernel', {}),
  ),
  offender(
    'a value where only types may pass',
    'packages/objectos/client/src/a.ts:2: @objectos/client may not import @objectql/metadata',
    room(
      '@objectos/client',
      { 'a.ts': "import type { B } from '@objectql/metadata';\nimport { b } from '@objectql/metadata';" },
      dependingOn('@objectql/metadata'),
    ),
  ),
  offender(
    'an import outside the folder that may have it',
    'packages/objectos/client/src/a.ts:1: @objectos/client may not import @objectql/expression',
    room(
      '@objectos/client',
      { 'a.ts': "import '@objectql/expression';", 'local/b.ts': "import '@objectql/expression';" },
      dependingOn('@objectql/expression'),
    ),
  ),
  offender(
    'a test that reaches above its room',
    'packages/objectql/engine/src/a.test.ts:2: @objectql/engine may not import @objectos/records',
    room(
      '@objectql/engine',
      { 'a.test.ts': "import '@objectql/driver-sqlite';\nimport '@objectos/records';\nimport 'node:test';\nimport 'fast-check';" },
    ),
  ),
  offender(
    'a dependency against the arrows',
    'packages/objectos/kernel/package.json:1: @objectos/kernel may not depend on @objectql/metadata',
    room('@objectos/kernel', {}, dependingOn('@objectql/metadata')),
  ),
  offender(
    'an undeclared workspace package',
    'packages/objectql/engine/src/a.ts:1: @objectql/metadata is not declared',
    room('@objectql/engine', { 'a.ts': "let a: import('@objectql/metadata').A;" }),
  ),
  offender(
    'an undeclared external package',
    'packages/objectql/metadata/src/a.ts:1: zod is not declared',
    room('@objectql/metadata', { 'a.ts': "import { z } from 'zod/mini';" }, dependingOn('yaml')),
  ),
  offender(
    'a dependency that only tests may have',
    'packages/objectql/metadata/src/a.ts:1: fast-check is not declared',
    room('@objectql/metadata', { 'a.ts': "import 'fast-check';" }),
  ),
  offender(
    'an import past the exports',
    'packages/objectql/engine/src/a.ts:1: @objectql/metadata/src/b.ts is not an export',
    room('@objectql/engine', { 'a.ts': "import '@objectql/metadata/src/b.ts';" }, dependingOn('@objectql/metadata')),
    room('@objectql/metadata', {}, { exports: { '.': './src/index.ts', './kinds/*': './src/kinds/*.ts' } }),
  ),
  offender(
    'a relative import that leaves its package',
    'packages/objectql/engine/src/a.ts:1: ../../metadata/src/b.ts leaves @objectql/engine',
    room('@objectql/engine', { 'a.ts': "import '../../metadata/src/b.ts';" }),
  ),
  offender(
    'a test that is shipped',
    'packages/objectql/engine/src/a.ts:1: ./b.contract.ts does not ship',
    room('@objectql/engine', { 'a.ts': "await import('./b.contract.ts');", 'b.contract.ts': "import 'node:test';" }),
  ),
  offender(
    'Node where only web standards may be',
    'packages/objectql/engine/src/a.ts:1: @objectql/engine may not import node:fs',
    room('@objectql/engine', { 'a.ts': "import 'node:fs';" }),
    room('@objectql/driver-sqlite', { 'a.ts': "import 'node:fs';" }),
  ),
  offender(
    'text that becomes code',
    "packages/objectql/expression/src/a.ts:2: text becomes code here",
    room('@objectql/expression', { 'a.ts': "const body = 'return 1';\nnew Function(body);" }),
  ),
  offender(
    'a kernel that has grown',
    'packages/objectos/kernel/src:1: the kernel has 2001 lines',
    room('@objectos/kernel', Object.fromEntries(Array.from({ length: 10 }, (_, part) => [`part-${part}.ts`, linesOf(200)]))),
  ),
  offender(
    'a file that is too long, tests included',
    'packages/objectql/engine/src/a.test.ts:1: a file of 501 lines, over 500',
    room('@objectql/engine', { 'a.test.ts': linesOf(501) }),
  ),
  offender(
    'too many long files',
    'packages/objectql/engine/src/a.ts:1: a file of 401 lines; 1 of 2 are over 400, 0 may be',
    room('@objectql/engine', { 'a.ts': linesOf(401) }),
  ),
  offender(
    'a function that is too long',
    'packages/objectql/engine/src/a.ts:1: a function of 101 lines, over 100',
    room('@objectql/engine', { 'a.ts': `${functionOf(101)}${'(() => 0)();\n'.repeat(99)}` }),
  ),
  offender(
    'too many long functions',
    'packages/objectql/engine/src/a.ts:1: a function of 51 lines; 1 of 99 are over 50, 0 may be',
    room('@objectql/engine', { 'a.ts': `${functionOf(51)}${'(() => 0)();\n'.repeat(98)}` }),
  ),
  offender(
    'a second door',
    'packages/objectql/engine/src/inner/index.ts:1: a second index.ts',
    room('@objectql/engine', { 'inner/index.ts': 'export {};' }),
  ),
  offender(
    'a door that names nothing',
    'packages/objectql/engine/src/index.ts:1: export * hides',
    room('@objectql/engine', { 'index.ts': "export * from './a.ts';" }),
  ),
  offender(
    'a package whose door is elsewhere',
    'packages/objectql/engine/package.json:1: "." must export',
    room('@objectql/engine', {}, { exports: { '.': './src/main.ts' } }),
  ),
  offender(
    'a file without a name of its own',
    'packages/objectql/engine/src/query-helpers.test.ts:1: "query-helpers" says nothing',
    room('@objectql/engine', { 'query-helpers.test.ts': '' }),
  ),
  offender(
    'an error code without documentation',
    'packages/objectql/engine/src/errors.ts:2: NEW_CODE is not in docs/reference/errors.md',
    room('@objectql/engine', { 'errors.ts': "export const errors = { KNOWN_CODE: 'conflict',\nNEW_CODE: 'conflict' };" }),
  ),
  offender(
    'a table of errors in another form',
    'packages/objectql/engine/src/errors.ts:1: no error code found',
    room('@objectql/engine', { 'errors.ts': 'export const errors = {};' }),
  ),
];
