/**
 * The hot path against the limit handler, side by side on this machine:
 *
 *     npm run bench              the figures to quote
 *     npm run bench -- --quick   within a minute
 *
 * One line per case: `ratio` is the limit handler's CPU per request over ours, the median of interleaved rounds; 1.00 would
 * mean that identity, permission, validation and the journal cost nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load, median } from './load.ts';
import type { Load } from './load.ts';
import { ServerProcess } from './server-process.ts';
import { verifyJournal } from './verify.ts';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' }, seconds: { type: 'string' } } });
const rounds = Number(options.rounds ?? (options.quick ? 3 : 5));
const seconds = Number(options.seconds ?? (options.quick ? 1 : 3));
/** Seconds until V8 has compiled what is hot: less, and the first rounds measure the compiler. The limit handler is a page of code. */
const warmUp = { limit: 1, ours: 2 };
const rows = 100_000;
const objectos = 'packages/objectos/server/bin/objectos.js';
const cases = ['get', 'list', 'create', 'update'] as const;
const wanted: Readonly<Record<(typeof cases)[number], number>> = { get: 0.75, list: 0.9, create: 0.7, update: 0.7 };

const folder = mkdtempSync(join(tmpdir(), 'objectos-bench-'));
const env = { SYNC: 'FULL', ROWS: String(rows), OBJECTOS_DATA: join(folder, 'data'), DB: join(folder, 'limit.db') };

try {
  await bench();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  const { process: limit } = await ServerProcess.start('limit', 4110, ['bench/limit-handler.ts'], { env, ready: /ready/u });
  const { process: ours, lines } = await ServerProcess.start('objectos', 4111, [objectos, 'start', 'bench/subject'], { env, ready: /bench token/u });
  try {
    await compare(limit, ours, lines.at(-1)?.split(' ').at(-1) ?? '');
  } finally {
    await Promise.all([limit.stop(), ours.stop()]);
  }
}

async function compare(limit: ServerProcess, ours: ServerProcess, token: string): Promise<void> {
  const { entries: before } = await verifyJournal(env.OBJECTOS_DATA);
  let bad = 0;
  let written = 0;
  const measured = new Map<string, { limit: Load; ours: Load }[]>(cases.map((name) => [name, []]));
  for (const name of cases) {
    for (const server of [limit, ours]) {
      const warm = await load(server, name, { seconds: server === ours ? warmUp.ours : warmUp.limit, token });
      if (server === ours && name !== 'get' && name !== 'list') written += warm.requests;
      bad += warm.bad;
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of cases) {
      const order = round % 2 === 0 ? [limit, ours] : [ours, limit];
      const pair = new Map<ServerProcess, Load>();
      for (const server of order) pair.set(server, await load(server, name, { seconds, token }));
      const [theirs, mine] = [pair.get(limit), pair.get(ours)];
      if (theirs === undefined || mine === undefined) continue;
      bad += theirs.bad + mine.bad;
      if (name === 'create' || name === 'update') written += mine.requests;
      measured.get(name)?.push({ limit: theirs, ours: mine });
    }
  }
  for (const [name, results] of measured) report(name as (typeof cases)[number], results);
  process.stdout.write(`non-2xx answers: ${bad}\n`);
  process.stdout.write(`resident: objectos ${ours.residentMegabytes().toFixed(0)} MB, limit ${limit.residentMegabytes().toFixed(0)} MB\n`);
  await verify(before, written);
  if (bad > 0) process.exitCode = 1;
}

function report(name: (typeof cases)[number], results: readonly { limit: Load; ours: Load }[]): void {
  const ratio = median(results.map((each) => each.limit.cpuMicros / each.ours.cpuMicros));
  const cpu = median(results.map((each) => each.ours.cpuMicros));
  const limitCpu = median(results.map((each) => each.limit.cpuMicros));
  const perSecond = median(results.map((each) => each.ours.perSecond));
  process.stdout.write(`${name} ratio=${ratio.toFixed(2)} cpu_us=${cpu.toFixed(1)} limit_us=${limitCpu.toFixed(1)} per_s=${perSecond.toFixed(0)} wanted=${wanted[name].toFixed(2)}\n`);
}

/** Every write that was answered left its entry, and the chain holds. `wrk` abandons up to 50 requests at the end of each load. */
async function verify(before: number, answered: number): Promise<void> {
  const { entries, ok } = await verifyJournal(env.OBJECTOS_DATA);
  const written = entries - before;
  const complete = written >= answered && written <= answered + 50 * (rounds + 1) * 2;
  process.stdout.write(`journal: ${written} entries for ${answered} answered writes, ${complete ? 'complete' : 'NOT COMPLETE'}; audit verify: ${ok ? 'whole' : 'FINDINGS'}\n`);
  if (!complete || !ok) process.exitCode = 1;
}
