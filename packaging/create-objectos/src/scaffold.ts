import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const ownFolder = join(import.meta.dirname, '..');
const template = join(ownFolder, 'template');

/** Files that say the name of the app, where they say this word. */
const naming: readonly string[] = ['README.md', 'support.manifest.ts'];
const nameOfTemplate = 'my-support';

/** What an app stands on, and what somebody needs who works on it. */
const packages: readonly string[] = ['@objectos/client', '@objectos/server', '@objectql/metadata'];
const tools: Readonly<Record<string, string>> = { '@types/node': '^24.19.2', node: '^24.21.0', typescript: '^7.0.2' };

/** The folder cannot become an app. The message says why and what to do. */
export class InvalidTarget extends Error {
  override readonly name = 'InvalidTarget';
}

export interface Scaffolded {
  readonly folder: string;
  /** Every file that was written, relative to the folder, in order. */
  readonly files: readonly string[];
}

/**
 * Writes a new app into `folder`, which must be new or empty; its last part is the name. All or nothing: where writing fails
 * the folder is as it was. Throws an `InvalidTarget`.
 */
export function scaffold(folder: string): Scaffolded {
  const target = resolve(folder);
  const name = basename(target);
  mustBeName(name);
  const wasThere = existsSync(target);
  if (wasThere && readdirSync(target).length > 0) throw new InvalidTarget(`${folder} is not empty. Name a new folder: npm create objectos my-app`);
  try {
    mkdirSync(target, { recursive: true });
    cpSync(template, target, { recursive: true });
    for (const file of naming) writeFileSync(join(target, file), readFileSync(join(target, file), 'utf8').replaceAll(nameOfTemplate, name));
    // npm leaves a .gitignore out of what it packs.
    cpSync(join(target, 'gitignore'), join(target, '.gitignore'));
    rmSync(join(target, 'gitignore'));
    writeFileSync(join(target, 'package.json'), packageOf(name));
  } catch (error) {
    rmSync(target, { recursive: true, force: true });
    if (wasThere) mkdirSync(target);
    throw error;
  }
  const files = readdirSync(target, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return { folder: target, files: files.map((entry) => join(entry.parentPath, entry.name).slice(target.length + 1)).toSorted() };
}

/** The name of the folder is that of the package and of the plugin. */
function mustBeName(name: string): void {
  if (/^[a-z][a-z0-9-]{0,59}$/u.test(name)) return;
  throw new InvalidTarget(`"${name}" is no name for an app: begin with a small letter and go on with small letters, digits and hyphens, 60 at most.`);
}

function packageOf(name: string): string {
  const version = versionsOf();
  const content = {
    name,
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: { start: 'objectos start', check: 'objectos check', types: 'objectos types', test: 'npm run types && tsc && node --test' },
    dependencies: Object.fromEntries(packages.map((each) => [each, version(each)])),
    devDependencies: tools,
    allowScripts: { node: true },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Published, the packages of the same version; in the workspace, its own folders. */
function versionsOf(): (name: string) => string {
  const workspace = join(ownFolder, '..', '..');
  const own = JSON.parse(readFileSync(join(ownFolder, 'package.json'), 'utf8')) as { readonly version: string };
  const inWorkspace = basename(dirname(ownFolder)) === 'packaging' && existsSync(join(workspace, 'packages'));
  return (name) => (inWorkspace ? `file:${join(workspace, 'packages', name.slice(1))}` : `^${own.version}`);
}
