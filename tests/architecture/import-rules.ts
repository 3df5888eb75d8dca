import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { hasRow, isHouseName, mayDependOn, mayImport, mayImportInTests, standsOnNode } from './arrows.ts';
import type { Rule } from './rule.ts';
import { ships } from './source-file.ts';
import type { Import, SourceFile } from './source-file.ts';
import type { Package, Workspace } from './workspace.ts';

/** Who may import what: the arrows of the house, and what makes each package stand alone. */
export const importRules: readonly Rule[] = [
  {
    states: 'every package has its row in the table of arrows',
    *breaches({ packages }) {
      for (const { name, directory } of packages) {
        if (hasRow(name)) continue;
        yield `${directory}/package.json:1: ${name} has no arrows; give it a row in docs/architecture.md and tests/architecture/arrows.ts`;
      }
    },
  },
  {
    states: 'imports between packages follow the arrows',
    *breaches(workspace) {
      for (const { at, owner, file, entry } of namedImports(workspace)) {
        if (!isHouseName(entry.specifier)) continue;
        const folder = posix.relative(`${owner.directory}/src`, posix.dirname(file.path)).split('/')[0] ?? '';
        const allowed = file.ships
          ? mayImport(owner.name, entry.specifier, { folder, typesOnly: entry.typesOnly })
          : mayImportInTests(owner.name, entry.specifier);
        if (allowed) continue;
        yield `${at}: ${owner.name} may not import ${entry.specifier}; move the code to a room that may, or take what it needs through a ref`;
      }
    },
  },
  {
    states: 'declared dependencies follow the arrows',
    *breaches({ packages }) {
      for (const { name, directory, manifest } of packages) {
        for (const dependency of Object.keys(manifest.dependencies ?? {})) {
          if (!isHouseName(dependency) || mayDependOn(name, dependency)) continue;
          yield `${directory}/package.json:1: ${name} may not depend on ${dependency}; remove it`;
        }
      }
    },
  },
  {
    states: 'whatever a package imports, its own manifest declares',
    *breaches(workspace) {
      for (const { at, owner, file, entry } of namedImports(workspace)) {
        const name = packageNameOf(entry.specifier);
        const declared = { ...owner.manifest.dependencies, ...owner.manifest.peerDependencies };
        if (isBuiltin(entry.specifier) || Object.hasOwn(declared, name)) continue;
        if (file.ships && isHouseName(name) && !mayDependOn(owner.name, name)) continue; // told above; to declare it would not help
        const provided = isHouseName(name) || workspace.testDependencies.has(name) || Object.hasOwn(owner.manifest.devDependencies ?? {}, name);
        if (file.ships || !provided) yield `${at}: ${name} is not declared; add it to dependencies in ${owner.directory}/package.json`;
      }
    },
  },
  {
    states: 'imports of a package stop at its exports',
    *breaches(workspace) {
      const byName = new Map(workspace.packages.map((each) => [each.name, each]));
      for (const { at, entry } of namedImports(workspace)) {
        const target = byName.get(packageNameOf(entry.specifier));
        if (!target || isExported(target, entry.specifier)) continue;
        yield `${at}: ${entry.specifier} is not an export of ${target.name}; import what its index.ts names, or name it there`;
      }
    },
  },
  {
    states: 'relative imports stay inside their package, and what ships imports no test',
    *breaches(workspace) {
      for (const { at, owner, file, entry } of allImports(workspace)) {
        if (!entry.specifier.startsWith('.')) continue;
        const target = posix.join(posix.dirname(file.path), entry.specifier);
        const inside = target.startsWith(`${owner.directory}/`);
        if (!inside) yield `${at}: ${entry.specifier} leaves ${owner.name}; import the other package by its name`;
        if (file.ships && !ships(target)) yield `${at}: ${entry.specifier} does not ship; move what is needed out of the test`;
      }
    },
  },
  {
    states: 'only drivers, server and artifact stand on Node; the rest runs on web standards alone',
    *breaches(workspace) {
      for (const { at, owner, file, entry } of allImports(workspace)) {
        if (!file.ships || !isBuiltin(entry.specifier) || standsOnNode(owner.name)) continue;
        yield `${at}: ${owner.name} may not import ${entry.specifier}; take it from the Platform ref`;
      }
      for (const owner of workspace.packages.filter(({ name }) => !standsOnNode(name))) {
        for (const { path, evaluations } of owner.files.filter((file) => file.ships)) {
          for (const { line } of evaluations) yield `${path}:${line}: text becomes code here, which the edge forbids; build a closure instead`;
        }
      }
    },
  },
];

interface ImportSite {
  /** `file:line`, as a breach begins. */
  readonly at: string;
  readonly owner: Package;
  readonly file: SourceFile;
  readonly entry: Import;
}

function* allImports({ packages }: Workspace): Generator<ImportSite> {
  for (const owner of packages) {
    for (const file of owner.files) {
      for (const entry of file.imports) yield { at: `${file.path}:${entry.line}`, owner, file, entry };
    }
  }
}

/** Imports by name: of packages, ours or others', and of what Node brings. A test's import of its own package is no import of another. */
function namedImports(workspace: Workspace): IteratorObject<ImportSite> {
  return allImports(workspace).filter(
    ({ owner, file, entry }) => !entry.specifier.startsWith('.') && (file.ships || packageNameOf(entry.specifier) !== owner.name),
  );
}

function packageNameOf(specifier: string): string {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

function isExported({ name, manifest }: Package, specifier: string): boolean {
  const subpath = `.${specifier.slice(name.length)}`;
  return Object.keys(manifest.exports ?? {}).some((key) => {
    const [before = '', after] = key.split('*');
    return after === undefined ? subpath === key : subpath.startsWith(before) && subpath.endsWith(after);
  });
}
