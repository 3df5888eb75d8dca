import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Verdict {
  readonly entries: number;
  readonly ok: boolean;
}

/** Asks the running server's journal, through the command line as an operator would. Exit code 2 (findings) still answers. */
export async function verifyJournal(data: string): Promise<Verdict> {
  const args = ['packages/objectos/server/bin/objectos.js', 'audit', 'verify', '--app', 'bench/subject', '--data', data, '--json'];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 1 << 26 }).catch((error: { readonly stdout?: string }) => {
    if (error.stdout === undefined || error.stdout === '') throw error;
    return { stdout: error.stdout };
  });
  return (JSON.parse(stdout) as { readonly tenants: { readonly main: Verdict } }).tenants.main;
}
