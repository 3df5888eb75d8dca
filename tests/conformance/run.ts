// `npm run conformance [name ...]`: every outside judge, a line each. A folder here is a suite: `suite.ts` exports `suite`, and where a
// package.json with its lock file stands beside it, the judge's own tools are installed there, so that the workspace does not carry them.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Suite, Verdict } from './suite.ts';

const here = import.meta.dirname;
const suites = readdirSync(here).filter((name) => existsSync(join(here, name, 'suite.ts'))).toSorted();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !suites.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no suite ${unknown.join(', ')}; there are: ${suites.join(', ')}.\n`);
  process.exit(1);
}

for (const name of wanted.length === 0 ? suites : wanted) {
  install(join(here, name));
  const { suite } = await import(`./${name}/suite.ts`) as { suite: Suite };
  for await (const verdict of suite.run()) report(verdict);
}

function report({ subject, counts, failures }: Verdict): void {
  const told = Object.entries(counts).map(([what, count]) => `${what}=${count}`);
  process.stdout.write(`${[subject, ...told, ...failures.length === 0 ? [] : [`failures=${failures.length}`]].join(' ')}\n`);
  for (const failure of failures) process.stdout.write(`  ${failure}\n`);
  if (failures.length > 0) process.exitCode = 1;
}

function install(folder: string): void {
  const lock = join(folder, 'package-lock.json');
  const installed = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(lock) || existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: folder, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`The tools of ${folder} could not be installed:\n${done.stderr}`);
}
