// The `prepack` of every package, run by npm in the package's folder before `npm pack` and `npm publish` read it: places the package as it
// is published over its folder. keep-placed.ts puts back what stood there when npm is done.
import { fork } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { claim, notes } from './packing.ts';
import { npmAbove } from './processes.ts';
import { compile, stage } from './stage.ts';
import { publishedPackages, root } from './workspace-package.ts';

const npm = process.env['npm_config_user_agent']?.startsWith('npm/') === true ? npmAbove() : undefined;
if (npm === undefined) refuse('Only npm packs this package in its own folder. Anything else packs what `npm run pack` makes, in dist/.');
try {
  await claim(npm);
  await placeUntilEnd(npm, stageHere());
} catch (error) {
  refuse((error as Error).message);
}

/** Answers the folder that holds the package of this folder as it is published. */
function stageHere(): string {
  const here = publishedPackages().find(({ folder }) => folder === process.cwd());
  if (here === undefined) throw new Error(`${process.cwd()} is no package that is published.`);
  const compiled = join(notes, 'compiled');
  if (!existsSync(compiled)) compile(compiled);
  const staged = join(notes, 'staged');
  rmSync(staged, { recursive: true, force: true });
  stage(here, compiled, staged);
  return staged;
}

/** Is done when the package is placed: from then on its keeper goes on alone. */
async function placeUntilEnd(npmProcess: number, staged: string): Promise<void> {
  const keeper = fork(join(root, 'packaging/keep-placed.ts'), [String(npmProcess), staged, process.cwd()], { cwd: root, detached: true, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const told = await new Promise((resolve) => {
    keeper.once('message', resolve);
    keeper.once('exit', (code) => resolve(`Placing the package ended with ${code}.`));
  });
  keeper.unref();
  if (told !== 'placed') throw new Error(String(told));
}

function refuse(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}
