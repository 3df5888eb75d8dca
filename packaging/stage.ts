import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compiledModules } from './compiled-modules.ts';
import type { CompiledModules } from './compiled-modules.ts';
import { publishedManifest } from './published-manifest.ts';
import { root } from './workspace-package.ts';
import type { Manifest, WorkspacePackage } from './workspace-package.ts';

/** Compiles the whole workspace into `folder`. */
export function compile(folder: string): void {
  run(join(root, 'node_modules/.bin/tsc'), ['-p', join(root, 'packaging'), '--outDir', folder], root);
}

/** Puts a package together in the folder `staged` as it is published, from what `compile` made. */
export function stage({ room, folder, manifest }: WorkspacePackage, compiled: string, staged: string): void {
  const modules = compiledModules(join(compiled, room, 'src'), [...entriesOf(manifest), ...binEntries(folder)]);
  const peers = peersForTests(modules, manifest);
  for (const [file, text] of modules.texts) write(join(staged, 'dist', file), text);
  for (const path of Object.values(manifest.bin ?? {})) write(join(staged, path), compiledBin(readFileSync(join(folder, path), 'utf8')));
  for (const path of manifest.files ?? []) cpSync(join(folder, path), join(staged, path), { recursive: true });
  const needsNode = modules.imports.keys().some((name) => name.startsWith('node:'));
  write(join(staged, 'package.json'), `${JSON.stringify(publishedManifest(manifest, { needsNode, peers }), null, 2)}\n`);
  write(join(staged, 'README.md'), `# ${manifest.name}\n\n${manifest.description}\n\nA package of ObjectOS ${manifest.version}.\n`);
  cpSync(join(root, 'LICENSE'), join(staged, 'LICENSE'));
}

function entriesOf(manifest: Manifest): readonly string[] {
  const { exports } = publishedManifest(manifest);
  return Object.values(exports).flatMap((entry) => typeof entry === 'string' ? [] : [entry.default]);
}

/** What the commands of a package load, as `compiledModules` takes entries. */
function binEntries(folder: string): readonly string[] {
  return globSync('bin/*.js', { cwd: folder }).flatMap((path) => Array.from(compiledBin(readFileSync(join(folder, path), 'utf8')).matchAll(/'\.\.\/(dist\/[^']+\.js)'/gu), ([, module]) => `./${module}`));
}

function compiledBin(text: string): string {
  return text.replaceAll(/'\.\.\/src\/([^']+)\.ts'/gu, "'../dist/$1.js'");
}

/** What contract suites need beside the dependencies: optional peers, for who runs them. Throws where anything else is not declared. */
function peersForTests({ imports }: CompiledModules, { name, dependencies = {}, peerDependencies = {} }: Manifest): Readonly<Record<string, string>> {
  const workspace = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const declared = new Set([name, ...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  const peers: Record<string, string> = {};
  for (const [specifier, from] of imports) {
    const packageName = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
    if (specifier.startsWith('node:') || declared.has(packageName)) continue;
    const version = workspace.devDependencies?.[packageName];
    if (version === undefined || !from.every((file) => file.includes('.contract.'))) throw new Error(`${name} imports ${specifier}, which its package.json does not name among its dependencies.`);
    peers[packageName] = version;
  }
  return peers;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Answers what the command prints. Throws where it fails. */
export function run(command: string, args: readonly string[], folder: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}
