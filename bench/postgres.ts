/**
 * The hot path on PostgreSQL against a hand-written handler with `pg`, side by side on this machine:
 *
 *     OBJECTOS_TEST_POSTGRES=postgres://... npm run bench -- --postgres [--quick]
 *
 * `ratio` is our requests a second over the handler's, the median of interleaved rounds: server and database share the
 * machine, so it counts what both of them cost. `cpu` is the handler's CPU per request over ours, without the database.
 * The last line compares units of one hot tenant with one transaction per write under the same lock, 50 callers each.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabase, withoutServer } from '../packages/objectql/driver-postgres/src/test-server.contract.ts';
import { load, median } from './load.ts';
import type { Load } from './load.ts';
import { groupedWrites, singleWrites } from './postgres-writes.ts';
import { ServerProcess } from './server-process.ts';

export interface BenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly rows: number;
}

const cases = ['get', 'list', 'create', 'update'] as const;
const wanted = 0.6;
const wantedOfGroups = 3;

export async function benchPostgres(options: BenchOptions): Promise<void> {
  if (withoutServer !== undefined) throw new Error(withoutServer);
  const folder = mkdtempSync(join(tmpdir(), 'objectos-bench-'));
  const databases = [await TestDatabase.create(), await TestDatabase.create()] as const;
  try {
    await compare(databases, folder, options);
    await compareWrites(databases[1].url, options);
  } finally {
    for (const database of databases) await database.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare([theirs, own]: readonly [TestDatabase, TestDatabase], folder: string, { rounds, seconds, rows }: BenchOptions): Promise<void> {
  process.env['BENCH_ROWS'] = String(rows);
  const env = { ROWS: String(rows), OBJECTOS_DATA: join(folder, 'data') };
  const { process: limit } = await ServerProcess.start('limit', 4112, ['bench/postgres-limit-handler.ts'], { env: { ...env, DATABASE_URL: theirs.url }, ready: /ready/u });
  const { process: ours, lines } = await ServerProcess.start('objectos', 4113, ['packages/objectos/server/bin/objectos.js', 'start', 'bench/subject'], { env: { ...env, DATABASE_URL: own.url }, ready: /bench token/u });
  const token = lines.at(-1)?.split(' ').at(-1) ?? '';
  // Neither is measured while its database still tidies up after being filled.
  for (const database of [theirs, own]) await database.execute('VACUUM ANALYZE');
  let bad = 0;
  try {
    for (const name of cases) {
      const results: { limit: Load; ours: Load }[] = [];
      for (const server of [limit, ours]) bad += (await load(server, name, { seconds: 2, token })).bad;
      for (let round = 0; round < rounds; round++) results.push({ limit: await load(limit, name, { seconds, token }), ours: await load(ours, name, { seconds, token }) });
      bad += results.reduce((sum, each) => sum + each.limit.bad + each.ours.bad, 0);
      const ratio = median(results.map((each) => each.ours.perSecond / each.limit.perSecond));
      const cpu = median(results.map((each) => each.limit.cpuMicros / each.ours.cpuMicros));
      const [mine, limits] = [median(results.map((each) => each.ours.perSecond)), median(results.map((each) => each.limit.perSecond))];
      process.stdout.write(`postgres ${name} ratio=${ratio.toFixed(2)} cpu=${cpu.toFixed(2)} per_s=${mine.toFixed(0)} limit_per_s=${limits.toFixed(0)} wanted=${wanted.toFixed(2)}\n`);
    }
  } finally {
    await Promise.all([limit.stop(), ours.stop()]);
  }
  process.stdout.write(`postgres non-2xx answers: ${bad}\n`);
  if (bad > 0) process.exitCode = 1;
}

async function compareWrites(url: string, { rounds, seconds }: BenchOptions): Promise<void> {
  const single = await singleWrites(url, seconds * rounds);
  const grouped = await groupedWrites(url, seconds * rounds);
  process.stdout.write(`postgres units of one hot tenant: times=${(grouped / single).toFixed(1)} per_s=${grouped.toFixed(0)} one_transaction_each=${single.toFixed(0)} wanted=${wantedOfGroups.toFixed(1)}\n`);
}
