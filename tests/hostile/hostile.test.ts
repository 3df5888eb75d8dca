import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

/** A short run gives the same inputs each time; a long one others, and prints what makes them again. */
const isLong = process.env['OBJECTOS_LONG'] === '1';
const seed = isLong ? Number(process.env['OBJECTOS_SEED'] ?? Date.now() % 2 ** 31) : 1;
const bound = isLong ? ['--runs', '30000', '--seconds', '25'] : ['--runs', '150'];

/** Without a sign for so long, an input has stopped the process: no input costs a tenth of it. */
const mostSilence = 60_000;

const targets = readdirSync(join(import.meta.dirname, 'targets')).map((file) => file.replace(/\.ts$/u, '')).toSorted();

for (const target of targets) {
  test(`whatever ${target} is given, it answers, in time, and with no failure of ours`, { timeout: 300_000 }, async (context) => {
    const { failures, inputs } = await fuzz(target);
    context.diagnostic(`${target} seed=${seed} inputs=${inputs} failures=${failures.length}`);
    assert.deepEqual(failures.slice(0, 5), [], `again: node tests/hostile/fuzz.ts ${target} --seed ${seed} ${bound.join(' ')}`);
    assert.ok(inputs > 100, `only ${inputs} inputs`);
  });
}

interface Outcome {
  readonly failures: readonly string[];
  readonly inputs: number;
}

/** In a process of its own, with little memory: what ends it or stops it is a failure like any other. */
function fuzz(target: string): Promise<Outcome> {
  const child = spawn(process.execPath, ['--max-old-space-size=400', join(import.meta.dirname, 'fuzz.ts'), target, '--seed', String(seed), ...bound], { stdio: ['ignore', 'pipe', 'pipe'] });
  const failures: string[] = [];
  let errors = '';
  let inputs = 0;
  let file = '';
  let isDone = false;
  const silent = (): void => {
    failures.push(`It stopped at ${readFileSync(file, 'utf8').slice(0, 2000)}`);
    child.kill('SIGKILL');
  };
  let watch = setTimeout(silent, mostSilence);
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (errors += text));
  createInterface({ input: child.stdout }).on('line', (line) => {
    clearTimeout(watch);
    watch = setTimeout(silent, mostSilence);
    const [, word = '', rest = ''] = /^(\w+) (.*)$/u.exec(line) ?? [];
    if (word === 'input') file = rest;
    if (word === 'at' || word === 'done') inputs = Number(rest);
    if (word === 'failed') failures.push(rest);
    isDone ||= word === 'done';
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', () => {
      clearTimeout(watch);
      if (!isDone && failures.length === 0) failures.push(`It ended: ${errors.slice(-4000)}`);
      resolve({ failures, inputs });
    });
  });
}
