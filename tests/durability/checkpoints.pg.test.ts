import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { JournalVerdict } from '@objectos/journal';
import { TestDatabase, testOnServer } from '../../packages/objectql/driver-postgres/src/test-server.contract.ts';
import { createAppHost } from '../../packages/objectos/server/src/app-host.ts';
import { openApp } from '../../packages/objectos/server/src/compose.ts';
import { databaseAddress } from '../../packages/objectos/server/src/database-address.ts';
import { createNodePlatform } from '../../packages/objectos/server/src/node-platform.ts';
import { fencedBlocks } from '../docs/fenced-blocks.ts';
import { Terminal } from '../docs/terminal.ts';
import config from './app/objectos.config.ts';
import { ServerProcess, runCli } from './server-process.ts';

interface Session {
  /** Writes an expense of that id. */
  readonly write: (id: string) => Promise<void>;
  readonly verify: () => Promise<{ readonly main: JournalVerdict; readonly system: JournalVerdict }>;
}

/** What the operator was told. */
const said: string[] = [];
const platform = { ...createNodePlatform(), log: (_level: string, message: string) => void said.push(message) };

/** The app, for as long as the work takes; it stops as it should. */
async function served<T>(data: string, database: TestDatabase | null, work: (session: Session) => Promise<T>): Promise<T> {
  const app = await openApp(config, { data, synchronous: 'NORMAL', database: database?.url, platform });
  const host = createAppHost(app, '');
  try {
    return await work({
      write: async (id) => void await host.call('main', 'expense.create', { id, title: id, amount: '20.50', spent_on: '2026-11-20' }),
      verify: async () => ({ main: await host.call('main', 'audit.verify', {}) as JournalVerdict, system: await host.call('system', 'audit.systemVerify', {}) as JournalVerdict }),
    });
  } finally {
    await app.stop();
  }
}

function filled(data: string, database: TestDatabase | null, ...ids: readonly string[]): Promise<void> {
  return served(data, database, async ({ write }) => {
    for (const id of ids) await write(id);
  });
}

/** What is found in the tenant's journal and in the system store's, and the newest checkpoint that the first was held against. */
async function verified(data: string, database: TestDatabase | null): Promise<readonly [main: readonly string[], system: readonly string[], checkpoint: number | null]> {
  const { main, system } = await served(data, database, ({ verify }) => verify());
  return [main.findings.map(({ kind }) => kind), system.findings.map(({ kind }) => kind), main.checkpoint];
}

const older = 'main.checkpoints.jsonl';

function checkpointsIn(data: string): readonly string[] {
  return readdirSync(data).filter((name) => name.endsWith('.checkpoints.jsonl'));
}

/** The file of the tenant's checkpoints that is named by a database. */
function fileOf(data: string, { name }: TestDatabase): string {
  const found = checkpointsIn(data).find((each) => each.startsWith('main.') && each.includes(`-${name}-`));
  assert.ok(found !== undefined, checkpointsIn(data).join('\n'));
  return join(data, found);
}

testOnServer('checkpoints are kept apart by the database that they vouch for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'objectos-checkpoints-'));
  const made: TestDatabase[] = [];
  let count = 0;

  async function database(): Promise<TestDatabase> {
    const one = await TestDatabase.create();
    made.push(one);
    return one;
  }

  function dataFolder(): string {
    const data = join(folder, String(count++));
    mkdirSync(data);
    return data;
  }

  /** From elsewhere, since nobody may be in a database that goes or changes its name. */
  let admin: TestDatabase;
  before(async () => {
    admin = await database();
  });
  after(async () => {
    for (const each of made) await each.drop();
    rmSync(folder, { recursive: true });
  });

  test('SQLite and then PostgreSQL in one folder: both are whole, and each is vouched for by its own', async () => {
    const [data, postgres] = [dataFolder(), await database()];
    await filled(data, null, 'a', 'b', 'c');
    await filled(data, postgres, 'a');
    assert.deepEqual(checkpointsIn(data).length, 4);
    assert.deepEqual(await verified(data, postgres), [[], [], 1]);
    assert.deepEqual(await verified(data, null), [[], [], 3]);
    await postgres.execute(`DELETE FROM objectos.expense; DELETE FROM objectos._journal; UPDATE objectos._head SET seq = 0`);
    assert.deepEqual((await verified(data, postgres))[0], ['changed', 'cut']);
    assert.deepEqual(await verified(data, null), [[], [], 3]);
  });

  test('two databases in turn in one folder are both whole; one that another was put in the place of is found, whatever it says of itself', async () => {
    const [data, first, second] = [dataFolder(), await database(), await database()];
    await filled(data, first, 'a', 'b');
    said.length = 0;
    await filled(data, second, 'a', 'b', 'c');
    assert.deepEqual(said.map((each) => each.includes(`is of the database ${second.name} at`)), [true]);
    await filled(data, first, 'd');
    for (const [one, checkpoint] of [[first, 3], [second, 3]] as const) assert.deepEqual(await verified(data, one), [[], [], checkpoint]);
    const address = await second.connect();
    assert.deepEqual(databaseAddress(second.url), { host: address.host, port: address.port, database: address.database }, 'as who connects reads the URL');
    await address.end();
    // A chain without a fault, with another epoch, rows of its own, and at the first one's address.
    await admin.execute(`DROP DATABASE "${first.name}" WITH (FORCE)`);
    await admin.execute(`DROP ROLE "${first.servingRole}"`);
    await admin.execute(`ALTER ROLE "${second.servingRole}" RENAME TO "${first.servingRole}"`);
    await admin.execute(`ALTER DATABASE "${second.name}" RENAME TO "${first.name}"`);
    await admin.execute(`CREATE DATABASE "${second.name}" TEMPLATE "${admin.name}"`);
    for (const time of ['first', 'second']) assert.deepEqual((await verified(data, first)).slice(0, 2), [['rewritten'], ['rewritten']], time);
  });

  test('files of the older name go on vouching: alone in the folder they are the database\'s, beside a SQLite store those of its epoch', async () => {
    const [data, mixed, postgres] = [dataFolder(), dataFolder(), await database()];
    await filled(data, postgres, 'a', 'b', 'c');
    const own = fileOf(data, postgres);
    const text = readFileSync(own, 'utf8');
    renameSync(own, join(data, older));
    await filled(mixed, null, 'a');
    writeFileSync(join(mixed, older), text, { flag: 'a' });
    for (const each of [data, mixed]) assert.deepEqual(await verified(each, postgres), [[], [], 3]);
    await postgres.execute(`DELETE FROM objectos.expense WHERE id = 'c'; DELETE FROM objectos._journal WHERE seq = 3;
      UPDATE objectos._head SET seq = 2, hash = (SELECT hash FROM objectos._journal WHERE seq = 2 AND n = 0)`);
    for (const each of [data, mixed]) assert.deepEqual((await verified(each, postgres))[0], ['cut']);
    assert.ok(checkpointsIn(data).includes(older), 'nobody takes over by a journal that is damaged');
  });

  test('audit verify takes the same files beside a server and without one, and the script of the operations page copies them all', async () => {
    const [data, postgres] = [dataFolder(), await database()];
    await filled(data, null, 'a');
    const whole = /^The journal is whole: \d+ entr(?:y|ies)\.\nThe journal of the system store is whole: \d+ entr(?:y|ies)\.\n$/u;
    process.env['DATABASE_URL'] = postgres.url;
    const server = await ServerProcess.start({ data });
    try {
      for (const place of ['beside a server', 'beside a server', 'without one', 'without one']) {
        if (place === 'without one' && server.exitCode === null) await server.stop();
        const { code, stdout, stderr } = await runCli(data, 'audit', 'verify');
        assert.deepEqual([code, whole.test(stdout)], [0, true], `${place}: ${stdout}${stderr}`);
      }
    } finally {
      delete process.env['DATABASE_URL'];
      if (server.exitCode === null) await server.stop();
    }
    assert.equal(checkpointsIn(data).length, 4, checkpointsIn(data).join('\n'));
    const script = fencedBlocks(readFileSync(`${import.meta.dirname}/../../docs/operations.md`, 'utf8')).find(({ file }) => file === 'backup.ts');
    writeFileSync(join(folder, 'backup.ts'), script?.text ?? '');
    const terminal = new Terminal(folder);
    const { ok, errors } = await terminal.run(`node backup.ts ${data} ${join(folder, 'copied')}`);
    await terminal.close();
    assert.ok(ok, errors);
    assert.deepEqual(checkpointsIn(join(folder, 'copied')), checkpointsIn(data));
  });
});
