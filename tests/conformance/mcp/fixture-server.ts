import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** `objectos start` with the fixture app, in a process and a data folder of its own. */
export interface FixtureServer {
  readonly address: string;
  /** Of whoever the app made: `tester`, `stranger`. */
  token(person: string): string;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '../../..');

/** `door`: the address by which clients reach it. */
export async function startFixtureServer(door: string): Promise<FixtureServer> {
  const data = mkdtempSync(join(tmpdir(), 'objectos-mcp-'));
  const args = ['packages/objectos/server/bin/objectos.js', 'start', 'tests/conformance/mcp/app', '--port', '0', '--data', data, '--url', door];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    const [, what, value] = /^(?:ObjectOS \S+ )?(\S+) (\S+)$/u.exec(line) ?? [];
    if (what !== undefined && value !== undefined) said.set(what, value);
    if (line === 'fixtures are ready') break;
  }
  child.stdout.resume();
  const told = (what: string): string => {
    const value = said.get(what);
    if (value === undefined) throw new Error(`The fixture server did not say "${what}"; see above why.`);
    return value;
  };
  return {
    address: told('serves'),
    token: told,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}
