import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseSourceFile } from './source-file.ts';
import type { SourceFile } from './source-file.ts';

export interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  /** What whoever installs the package brings, such as React. */
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Package {
  readonly name: string;
  /** From the root of the repository: `packages/objectos/kernel`. */
  readonly directory: string;
  readonly manifest: Manifest;
  readonly files: readonly SourceFile[];
}

export interface Workspace {
  readonly packages: readonly Package[];
  /** What the root offers to tests of every package. */
  readonly testDependencies: ReadonlySet<string>;
  /** The text of `errorReferencePath`; nothing while that page does not exist. */
  readonly errorReference: string;
}

export const errorReferencePath = 'docs/reference/errors.md';

/** Reads the packages below `root`. */
export function readWorkspace(root: string): Workspace {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const manifestAt = (path: string): Manifest => JSON.parse(read(path)) as Manifest;
  const packages = globSync('packages/*/*/package.json', { cwd: root }).toSorted().map((manifestPath) => {
    const directory = dirname(manifestPath);
    const texts = globSync(`${directory}/src/**/*.ts`, { cwd: root }).toSorted().map((path) => [path, read(path)] as const);
    return assemblePackage(directory, manifestAt(manifestPath), texts);
  });
  return {
    packages,
    testDependencies: new Set(Object.keys(manifestAt('package.json').devDependencies ?? {})),
    errorReference: existsSync(join(root, errorReferencePath)) ? read(errorReferencePath) : '',
  };
}

/** A package from its manifest and the texts of its files, keyed by their paths from the root. */
export function assemblePackage(directory: string, manifest: Manifest, texts: Iterable<readonly [path: string, text: string]>): Package {
  return { name: manifest.name, directory, manifest, files: Array.from(texts, ([path, text]) => parseSourceFile(path, text)) };
}
