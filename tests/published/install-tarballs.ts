import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = `${import.meta.dirname}/../..`;

/** Compiles and packs every package. Answers the folder of the tarballs. */
export function packAll(): string {
  const folder = mkdtempSync(join(tmpdir(), 'objectos-tarballs-'));
  must(spawnSync('npm', ['run', '--silent', 'pack', folder], { cwd: root, encoding: 'utf8' }));
  return folder;
}

/** A new folder of somebody who has the tarballs and the registry, and nothing of this repository but its compiler options. */
export function installTarballs(tarballs: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'objectos-published-'));
  const { devDependencies: ours } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { readonly devDependencies: Readonly<Record<string, string>> };
  const devDependencies = Object.fromEntries(['@types/node', 'node', 'typescript'].map((name) => [name, ours[name]]));
  const dependencies = Object.fromEntries(globSync('*.tgz', { cwd: tarballs }).map((file) => [packageOf(file), `file:${join(tarballs, file)}`]));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies, devDependencies }));
  cpSync(`${root}/tsconfig.json`, join(folder, 'tsconfig.json'));
  must(spawnSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder, encoding: 'utf8' }));
  return folder;
}

/** `objectos-kernel-0.1.0.tgz` is `@objectos/kernel`. */
function packageOf(file: string): string {
  const [, scope, name] = /^(objectos|objectql|objectui)-(.+)-\d+\.\d+\.\d+\.tgz$/u.exec(file) ?? [];
  return scope === undefined ? file.replace(/-\d+\.\d+\.\d+\.tgz$/u, '') : `@${scope}/${name}`;
}

export function must({ status, stdout, stderr, error }: { readonly status: number | null; readonly stdout: string; readonly stderr: string; readonly error?: Error | undefined }): string {
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`It failed:\n${stdout}${stderr}`);
  return stdout;
}
