// `node tests/hostile/fuzz.ts <target> [--seed N] [--runs N] [--seconds N] [--input file]`: gives a target the files of its corpus as
// they are, then neighbours of them. The input under way stands in a file, so that one that ends or stops the process is known.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutated, pick, randomOf } from './mutate.ts';
import type { TargetModule } from './target.ts';

/** Of the processor, for one input. The costliest that is allowed takes a tenth of it. */
const mostMilliseconds = 2_000;
/** How often an input that took more is tried in all: a machine that was busy elsewhere is not its fault. */
const mostTimes = 3;
/** Told to whoever waits, so that he knows of a stop. */
const inputsBetweenSigns = 50;

const { values, positionals: [name = ''] } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '500' }, seconds: { type: 'string', default: '3600' }, input: { type: 'string' } },
});
const module = await import(`./targets/${name}.ts`) as TargetModule;
const folder = join(import.meta.dirname, 'corpus', name);
const files = readdirSync(folder).toSorted();
const corpus = files.map((file) => readFileSync(join(folder, file), 'utf8'));
const scratch = mkdtempSync(join(tmpdir(), 'objectos-hostile-'));
const underWay = values.input ?? join(scratch, 'input');
const target = await module.open();
let made = 0;
try {
  if (values.input === undefined) await attackAll();
  else await attack(readFileSync(values.input, 'utf8'));
  process.stdout.write(`done ${made}\n`);
} finally {
  await target.close?.();
  rmSync(scratch, { recursive: true, force: true });
}

async function attackAll(): Promise<void> {
  process.stdout.write(`input ${underWay}\n`);
  for (const [index, input] of corpus.entries()) {
    // An attack that is turned away at the door finds nothing.
    if (!await attack(input) && !files[index]?.startsWith('bad-')) fail(`The file ${files[index]} of the corpus is not understood; name it bad-... where it should not be.`, input);
  }
  const random = randomOf(Number(values.seed));
  const end = Date.now() + Number(values.seconds) * 1000;
  for (let left = Number(values.runs); left > 0 && Date.now() < end; left--) await attack(mutated(pick(corpus, random), { random, corpus, words: target.words }));
}

async function attack(input: string): Promise<boolean> {
  if (values.input === undefined) writeFileSync(underWay, input);
  if (made++ % inputsBetweenSigns === 0) process.stdout.write(`at ${made}\n`);
  let quickest = Infinity;
  let understood = false;
  for (let times = 0; times < mostTimes && quickest > mostMilliseconds; times++) {
    const began = process.cpuUsage();
    try {
      understood = await target.attack(input);
    } catch (error) {
      fail(error instanceof Error ? (error.stack ?? error.message) : String(error), input);
    }
    const { user, system } = process.cpuUsage(began);
    quickest = Math.min(quickest, (user + system) / 1000);
  }
  if (quickest > mostMilliseconds) fail(`It took ${Math.round(quickest)} ms of the processor.`, input);
  return understood;
}

/** The input as JSON, so that it can be pasted; halves of surrogate pairs do not survive a file. */
function fail(reason: string, input: string): void {
  process.stdout.write(`failed ${JSON.stringify({ reason, input })}\n`);
  process.exitCode = 1;
}
