import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { PostgresDatabase } from './postgres-database.ts';
import { SessionPool } from './session-pool.ts';
import { statement } from './statement.ts';
import type { Ask } from './statement.ts';
import { TestDatabase, testOnServer } from './test-server.contract.ts';
import { account, attempt, insert, openTrial } from './trial.contract.ts';

const ask = (text: string, ...values: readonly (string | null)[]): Ask => ({ statement: statement(text), values });

testOnServer('sessions', () => {
  let server: TestDatabase;
  let pool: SessionPool;
  let database: PostgresDatabase;
  before(async () => {
    server = await TestDatabase.create();
    database = await server.open({ connections: 2 });
    pool = new SessionPool({ url: server.url, connections: 1, settings: 'SET jit = off', answerWithin: 500, idleTimeout: 30_000 });
  });
  after(async () => {
    await pool.close();
    database.abort();
    await server.drop();
  });

  test('a connection keeps so many statements prepared, and those that fell out are prepared again', async () => {
    const asks = Array.from({ length: 450 }, (_, each) => ask(`SELECT ${each}::text`));
    await pool.use(async (session) => {
      for (let round = 0; round < 2; round += 1) {
        const answers = await session.run(asks);
        assert.deepEqual(answers.map(({ rows }) => rows[0]?.[0]), asks.map((_, each) => String(each)));
        const [kept] = await session.run([ask('SELECT count(*) FROM pg_prepared_statements')]);
        assert.ok(Number(kept?.rows[0]?.[0]) <= 400);
      }
    });
  });

  test('statements that stood beside one that failed work afterwards', async () => {
    const [sound, fails, behind] = [ask('SELECT 1'), ask('SELECT 1 / $1::int', '0'), ask('SELECT 2')];
    await pool.use(async (session) => {
      await assert.rejects(session.run([sound, fails, behind]), { code: '22012', askedAt: 1 });
      assert.equal((await session.run([behind, sound])).length, 2);
    });
  });

  test('a server that does not answer is given up, and the next question has another connection', async () => {
    await assert.rejects(pool.use((session) => session.run([ask('SELECT pg_sleep(30)')])), /has not answered for 500 ms/u);
    const [answer] = await pool.use((session) => session.run([ask('SELECT 3')]));
    assert.deepEqual(answer?.rows, [['3']]);
  });

  test('statistics of a table are refreshed when it has grown', async () => {
    const store = await openTrial(database.driver('acme'));
    await Promise.all(Array.from({ length: 600 }, (_, each) => store.commit(attempt([insert(account, `a${each}`, { name: 'Acme' })]))));
    const patience = Date.now() + 10_000;
    for (let rows = -1; rows < 400; ) {
      const [known] = await server.execute(`SELECT reltuples::int AS rows FROM pg_class WHERE oid = 'objectos.account'::regclass`);
      rows = Number(known?.['rows']);
      assert.ok(Date.now() < patience, 'nobody has looked at the table');
      await turn();
    }
  });
});
