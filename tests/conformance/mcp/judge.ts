import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

/** One thing that a scenario looked at. */
export interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
}

const program = join(import.meta.dirname, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');

/** Runs the judge against the server at `url`; every check by the name of its scenario. */
export async function judge(url: string, args: readonly string[]): Promise<ReadonlyMap<string, readonly Check[]>> {
  const folder = mkdtempSync(join(tmpdir(), 'objectos-judge-'));
  try {
    await output(['server', '--url', url, '-o', folder, ...args]);
    return new Map(globSync('server-*/checks.json', { cwd: folder }).map((path) => [scenarioIn(path), JSON.parse(readFileSync(join(folder, path), 'utf8')) as Check[]]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The scenarios for servers that a revision scores. */
export async function scoredScenarios(revision: string): Promise<readonly string[]> {
  const listed = await output(['list', '--requirements', revision]);
  const [, servers = ''] = /^Server scenarios[^\n]*\n((?: {2}- .*\n)+)/mu.exec(listed) ?? [];
  const names = Array.from(servers.matchAll(/- (\S+)/gu), ([, name = '']) => name);
  if (names.length === 0) throw new Error(`The judge lists no scenario for ${revision}:\n${listed}`);
  return names;
}

/** `server-<scenario>-<when>/checks.json` */
function scenarioIn(path: string): string {
  return basename(dirname(path)).replace(/^server-(.*)-\d{4}-\d{2}-\d{2}T[\d-]+Z$/u, '$1');
}

async function output(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  // Its exit code is not looked at: it is red for scenarios too that no revision scores.
  const [printed] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return printed;
}
