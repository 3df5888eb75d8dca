import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

interface RunningProcess {
  readonly parent: number;
  /** Its command line, or what it named itself: npm names itself `npm pack`. */
  readonly command: string;
}

/** What runs under a process id. Undefined once it ended, be its parent told of it or not. */
export function processOf(id: number): RunningProcess | undefined {
  const found = existsSync('/proc/self/stat') ? readProcess(id) : askProcess(id);
  return found?.command === '' ? undefined : found;
}

/** The npm that runs this script: what started it, or what started the shell between. */
export function npmAbove(): number | undefined {
  const above = processOf(process.ppid);
  return [process.ppid, above?.parent ?? 0].find(isNpm);
}

export function isNpm(id: number): boolean {
  return processOf(id)?.command.startsWith('npm') === true;
}

function readProcess(id: number): RunningProcess | undefined {
  try {
    const [, parent] = /^.*\) \S (?<parent>\d+) /su.exec(readFileSync(`/proc/${id}/stat`, 'utf8')) ?? [];
    return { parent: Number(parent), command: readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() };
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Where there is no `/proc`, as on macOS. */
function askProcess(id: number): RunningProcess | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,command=', '-p', String(id)], { encoding: 'utf8' });
  const [, parent, command = ''] = /^\s*(\d+)\s+(.*)$/mu.exec(stdout ?? '') ?? [];
  return parent === undefined || command.includes('<defunct>') ? undefined : { parent: Number(parent), command: command.trim() };
}
