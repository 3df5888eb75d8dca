import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { putBack } from './place.ts';
import { isNpm, processOf } from './processes.ts';
import { root } from './workspace-package.ts';

/** Where one run of npm that packs keeps its notes: who it is, what it compiled, which package is placed and what stood there. */
export const notes: string = join(root, 'node_modules/.cache/objectos-pack');
const keeperModule = 'packaging/keep-placed.ts';

/** Makes the notes those of `npm`, a process. What it had placed before is put back; what it compiled stays. */
export async function claim(npm: number): Promise<void> {
  await settle(npm);
  if (noted('npm') === npm) return;
  discard();
  mkdirSync(dirname(notes), { recursive: true });
  const fresh = mkdtempSync(`${notes}-`);
  writeFileSync(join(fresh, 'npm'), String(npm));
  renameSync(fresh, notes);
}

/** Drops the notes, in one step for who looks for them. */
export function discard(): void {
  if (!existsSync(notes)) return;
  const old = `${notes}-${process.pid}`;
  renameSync(notes, old);
  rmSync(old, { recursive: true });
}

/** Puts back what a run of npm left placed, as one that was killed does. Refuses while another than `npm` is at work. */
export async function settle(npm?: number): Promise<void> {
  const owner = noted('npm');
  if (owner === undefined) return;
  if (owner !== npm && isNpm(owner)) throw new Error(`Another npm packs in this workspace (process ${owner}): wait until it is done.`);
  await stopKeeper();
  putBack(notes);
  if (owner !== npm) discard();
}

/** The process id that the notes name. */
export function noted(name: 'npm' | 'keeper'): number | undefined {
  try {
    return Number(readFileSync(join(notes, name), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function stopKeeper(): Promise<void> {
  const keeper = noted('keeper');
  const isKept = (): boolean => keeper !== undefined && processOf(keeper)?.command.includes(keeperModule) === true;
  if (keeper === undefined || !isKept()) return;
  process.kill(keeper, 'SIGTERM');
  while (isKept()) await wait(10);
}
