import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const root: string = join(import.meta.dirname, '..');

/** What a `package.json` of the workspace says. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  /** Relative to the root, such as `packages/objectos/kernel`. */
  readonly room: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package of the workspace that is published, by name. */
export function publishedPackages(): readonly WorkspacePackage[] {
  return globSync(['packages/*/*/package.json', 'packaging/*/package.json'], { cwd: root })
    .map((path) => {
      const folder = join(root, dirname(path));
      return { room: dirname(path), folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest };
    })
    .filter(({ manifest }) => manifest.private !== true)
    .toSorted((a, b) => a.manifest.name.localeCompare(b.manifest.name, 'en'));
}
