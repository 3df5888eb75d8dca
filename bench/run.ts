/**
 * The hot path against the limit handler, side by side on this machine:
 *
 *     npm run bench              the figures to quote
 *     npm run bench -- --quick   within a minute
 *     npm run bench -- --postgres   on PostgreSQL instead (see postgres.ts)
 *
 * One line per case: `ratio` is the limit handler's CPU per request over ours, the median of interleaved rounds; 1.00 would
 * mean that identity, permission, validation and the journal cost nothing. Then come the same list for an administrator and for
 * the restricted role of all other cases, the same read as a tool of MCP, connections that wait, and the start on what was written.
 * With `--gate` a figure that misses what is wanted by more than the noise of a busy machine ends the run with exit code 1.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { load, median } from './load.ts';
import type { Load } from './load.ts';
import { Gate } from './gate.ts';
import { holdIdle } from './idle-connections.ts';
import { measureStarts } from './measure-starts.ts';
import { benchPostgres } from './postgres.ts';
import { ServerProcess } from './server-process.ts';
import { verifyJournal } from './verify.ts';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false }, gate: { type: 'boolean', default: false }, postgres: { type: 'boolean', default: false }, rounds: { type: 'string' }, seconds: { type: 'string' } } });
const rounds = Number(options.rounds ?? (options.quick ? 3 : 5));
const seconds = Number(options.seconds ?? (options.quick ? 1 : 3));
/** Seconds until V8 has compiled what is hot: less, and the first rounds measure the compiler. The limit handler is a page of code. */
const warmUp = { limit: 1, ours: 2 };
const rows = 100_000;
const objectos = 'packages/objectos/server/bin/objectos.js';
const cases = ['get', 'list', 'create', 'update'] as const;
const wanted: Readonly<Record<(typeof cases)[number], number>> = { get: 0.75, list: 0.9, create: 0.7, update: 0.7 };
/** Most that a read may cost as a tool, over what it costs over REST. */
const wantedOfMcp = 3;
/** Most that a list may cost the restricted role, over what it costs an administrator. */
const wantedOfRoles = 1.15;
const idleConnections = 10_000;
const wantedOfStart = 500;

const gate = new Gate();
const folder = mkdtempSync(join(tmpdir(), 'objectos-bench-'));
const env = { SYNC: 'FULL', ROWS: String(rows), OBJECTOS_DATA: join(folder, 'data'), DB: join(folder, 'limit.db') };

try {
  await (options.postgres ? benchPostgres({ rounds, seconds, rows: options.quick ? 20_000 : rows }) : bench());
  if (options.gate && gate.report() > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bench(): Promise<void> {
  const { process: limit } = await ServerProcess.start('limit', 4110, ['bench/limit-handler.ts'], { env, ready: /ready/u });
  const { process: ours, lines } = await ServerProcess.start('objectos', 4111, [objectos, 'start', 'bench/subject'], { env, ready: /bench tokens/u });
  const [, , administrator = '', clerk = ''] = lines.at(-1)?.split(' ') ?? [];
  try {
    await compare(limit, ours, clerk);
    await compareRoles(ours, { administrator, clerk });
    await measureIdle(ours);
  } finally {
    await Promise.all([limit.stop(), ours.stop()]);
  }
  await reportStarts();
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
  bad += await compareMcp(ours, token);
  process.stdout.write(`non-2xx answers: ${bad}\n`);
  process.stdout.write(`resident: objectos ${ours.residentMegabytes().toFixed(0)} MB, limit ${limit.residentMegabytes().toFixed(0)} MB\n`);
  await verify(before, written);
  if (bad > 0) process.exitCode = 1;
}

/** The list of the restricted role and the administrator's, side by side. */
async function compareRoles(ours: ServerProcess, tokens: { readonly administrator: string; readonly clerk: string }): Promise<void> {
  await load(ours, 'list', { seconds: warmUp.ours, token: tokens.administrator });
  const pairs: { administrator: Load; clerk: Load }[] = [];
  for (let round = 0; round < rounds; round++) pairs.push({ administrator: await load(ours, 'list', { seconds, token: tokens.administrator }), clerk: await load(ours, 'list', { seconds, token: tokens.clerk }) });
  const times = median(pairs.map(({ administrator, clerk }) => clerk.cpuMicros / administrator.cpuMicros));
  process.stdout.write(`list-restricted times=${times.toFixed(2)} wanted=under ${wantedOfRoles.toFixed(2)}\n`);
  gate.atMost('list-restricted', times, wantedOfRoles);
  if (pairs.some(({ administrator, clerk }) => administrator.bad + clerk.bad > 0)) process.exitCode = 1;
}

async function measureIdle(ours: ServerProcess): Promise<void> {
  const { connections, held, megabytes } = await holdIdle(ours, idleConnections);
  process.stdout.write(`idle connections=${connections} held=${held} mb=${megabytes.toFixed(0)}\n`);
  if (held < connections) process.exitCode = 1;
}

/** The start on a database with everything that was written, code compiled before. */
async function reportStarts(): Promise<void> {
  const { readyMilliseconds, residentMegabytes } = await measureStarts([objectos, 'start', 'bench/subject'], env);
  process.stdout.write(`start ready_ms=${readyMilliseconds.toFixed(0)} mb=${residentMegabytes.toFixed(0)} wanted=under ${wantedOfStart}\n`);
  gate.atMost('start', readyMilliseconds, wantedOfStart);
}

/** The read of `get` as a tool call and over REST, side by side; answers how many answers were bad. */
async function compareMcp(ours: ServerProcess, token: string): Promise<number> {
  await load(ours, 'mcp-get', { seconds: warmUp.ours, token });
  const pairs: { rest: Load; mcp: Load }[] = [];
  for (let round = 0; round < rounds; round++) pairs.push({ rest: await load(ours, 'get', { seconds, token }), mcp: await load(ours, 'mcp-get', { seconds, token }) });
  const times = median(pairs.map(({ rest, mcp }) => mcp.cpuMicros / rest.cpuMicros));
  const cpu = median(pairs.map(({ mcp }) => mcp.cpuMicros));
  const perSecond = median(pairs.map(({ mcp }) => mcp.perSecond));
  process.stdout.write(`mcp-get times=${times.toFixed(2)} cpu_us=${cpu.toFixed(1)} per_s=${perSecond.toFixed(0)} wanted=under ${wantedOfMcp.toFixed(2)}\n`);
  gate.atMost('mcp-get', times, wantedOfMcp);
  return pairs.reduce((sum, { rest, mcp }) => sum + rest.bad + mcp.bad, 0);
}

function report(name: (typeof cases)[number], results: readonly { limit: Load; ours: Load }[]): void {
  const ratio = median(results.map((each) => each.limit.cpuMicros / each.ours.cpuMicros));
  const cpu = median(results.map((each) => each.ours.cpuMicros));
  const limitCpu = median(results.map((each) => each.limit.cpuMicros));
  const perSecond = median(results.map((each) => each.ours.perSecond));
  process.stdout.write(`${name} ratio=${ratio.toFixed(2)} cpu_us=${cpu.toFixed(1)} limit_us=${limitCpu.toFixed(1)} per_s=${perSecond.toFixed(0)} wanted=${wanted[name].toFixed(2)}\n`);
  gate.atLeast(name, ratio, wanted[name]);
}

/** Every write that was answered left its entry, and the chain holds. `wrk` abandons up to 50 requests at the end of each load. */
async function verify(before: number, answered: number): Promise<void> {
  const { entries, ok } = await verifyJournal(env.OBJECTOS_DATA);
  const written = entries - before;
  const complete = written >= answered && written <= answered + 50 * (rounds + 1) * 2;
  process.stdout.write(`journal: ${written} entries for ${answered} answered writes, ${complete ? 'complete' : 'NOT COMPLETE'}; audit verify: ${ok ? 'whole' : 'FINDINGS'}\n`);
  if (!complete || !ok) process.exitCode = 1;
}
