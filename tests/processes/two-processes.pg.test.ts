import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { TestDatabase, testOnServer } from '../../packages/objectql/driver-postgres/src/test-server.contract.ts';
import type { JournalEntry } from '../parity/harness/normal-form.ts';
import { Operator } from '../parity/harness/operator.ts';
import { openTenant } from '../parity/harness/people.ts';
import type { Caller, Tokens } from '../parity/harness/people.ts';
import { startServer } from '../parity/harness/server-process.ts';
import type { ServerProcess } from '../parity/harness/server-process.ts';

const tenant = 'shared';

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks until the answer is as it must become, for at most ten seconds. */
async function becomes(status: number, ask: () => Promise<Answer>): Promise<void> {
  const patience = Date.now() + 10_000;
  for (let answer = await ask(); answer.status !== status; answer = await ask()) {
    assert.ok(Date.now() < patience, `still ${answer.status}: ${JSON.stringify(answer.body)}`);
    await turn();
  }
}

/** Two `objectos start` over one database: a fleet in small. */
testOnServer('two server processes on one database', () => {
  let database: TestDatabase;
  let servers: readonly ServerProcess[] = [];
  let operators: readonly Operator[] = [];
  let tokens: Tokens;

  before(async () => {
    database = await TestDatabase.create();
    servers = await Promise.all([startServer('app', database.url), startServer('app', database.url)]);
    operators = await Promise.all(servers.map(({ socket }) => Operator.connect(socket)));
    tokens = await openTenant(operatorOf(0), tenant);
  });
  after(async () => {
    await Promise.all(operators.map((operator) => operator.close()));
    await Promise.all(servers.map((server) => server.stop()));
    await database.drop();
  });

  function operatorOf(which: number): Operator {
    const operator = operators[which];
    assert.ok(operator !== undefined);
    return operator;
  }

  async function call(which: number, as: Caller, method: string, path: string, body?: object): Promise<Answer> {
    const response = await fetch(`${servers[which]?.address ?? ''}/api/v1/data/${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens[as].token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Answer['body'] };
  }

  async function verify(): Promise<readonly JournalEntry[]> {
    const verdict = await operatorOf(0).value<{ ok: boolean; findings: readonly unknown[] }>(tenant, 'audit.verify', {});
    assert.deepEqual([verdict.ok, verdict.findings], [true, []]);
    const entries: JournalEntry[] = [];
    for (let next: number | null = 0; next !== null; ) {
      const page: { entries: readonly JournalEntry[]; next: number | null } = await operatorOf(1).value(tenant, 'audit.log', { after: next, limit: 500 });
      entries.push(...page.entries);
      next = page.next;
    }
    assert.deepEqual(entries.map(({ seq }) => seq), entries.map((_entry, index) => index + 1));
    return entries;
  }

  test('what one has committed the other answers at once', async () => {
    const made = await call(0, 'ada', 'POST', 'memo', { id: 'm1', text: 'From the first' });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal((await call(1, 'ada', 'GET', 'memo/m1')).body['text'], 'From the first');
    assert.equal((await call(1, 'ada', 'PATCH', 'memo/m1', { text: 'From the second' })).status, 200);
    assert.equal((await call(0, 'ada', 'GET', 'memo/m1')).body['text'], 'From the second');
  });

  test('writers through both leave one journal without a gap, and no write is lost', async () => {
    const writes = Array.from({ length: 120 }, (_, each) => call(each % 2, 'ada', 'POST', 'memo', { id: `w${each}`, text: `Number ${each}` }));
    assert.ok((await Promise.all(writes)).every(({ status }) => status === 201));
    const inserted = (await verify()).flatMap(({ changes }) => changes).filter(({ op, object, record }) => op === 'insert' && object === 'memo' && record.startsWith('w'));
    assert.equal(new Set(inserted.map(({ record }) => record)).size, 120);
  });

  test('a principal that one switches off is refused by the other, which had his session in memory', async () => {
    assert.equal((await call(1, 'clara', 'GET', 'account')).status, 200);
    await operatorOf(0).value(tenant, 'principal.update', { id: 'clara', active: false });
    await becomes(401, () => call(1, 'clara', 'GET', 'account'));
    await operatorOf(1).value(tenant, 'principal.update', { id: 'clara', active: true });
    await becomes(200, () => call(0, 'clara', 'GET', 'account'));
  });

  test('a token that one revokes is refused by the other', async () => {
    assert.equal((await call(1, 'kit', 'GET', 'memo')).status, (await call(0, 'kit', 'GET', 'memo')).status);
    await operatorOf(0).value(tenant, 'token.revoke', { id: tokens.kit.id });
    await becomes(401, () => call(1, 'kit', 'GET', 'memo'));
  });

  test('what is said while the connection for news is down is heard when it is up again', async () => {
    assert.equal((await call(1, 'emil', 'GET', 'claim')).status, 200);
    await database.execute(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${database.name}' AND application_name = 'objectos news'`);
    await operatorOf(0).value(tenant, 'principal.update', { id: 'emil', active: false });
    await becomes(401, () => call(1, 'emil', 'GET', 'claim'));
    await operatorOf(0).value(tenant, 'principal.update', { id: 'emil', active: true });
    await becomes(200, () => call(1, 'emil', 'GET', 'claim'));
  });

  test('effects of flows run in one of them, once', async () => {
    const ids = Array.from({ length: 12 }, (_, each) => `e${each}`);
    for (const [each, id] of ids.entries()) assert.equal((await call(each % 2, 'emil', 'POST', 'claim', { id, title: 'Taxi', amount: '10.00' })).status, 201);
    const approved = await Promise.all(ids.map((id, each) => call(each % 2, 'mara', 'POST', `claim/${id}/approve`, {})));
    assert.deepEqual(approved.map(({ status }) => status), ids.map(() => 200));
    const left = { filter: { state: { $in: ['ready', 'leased'] } }, limit: 1 };
    const patience = Date.now() + 20_000;
    while ((await operatorOf(1).value<{ records: readonly unknown[] }>(tenant, 'effect.list', left)).records.length > 0) assert.ok(Date.now() < patience, 'effects are left');
    const { records } = await operatorOf(1).value<{ records: readonly { state: string; attempts: number }[] }>(tenant, 'effect.list', { limit: 500 });
    assert.ok(records.length >= ids.length && records.every(({ state, attempts }) => state === 'done' && attempts === 1), JSON.stringify(records));
    await verify();
  });

  test('of two in one data folder the first answers the command line, and still does when the second has gone', async () => {
    const [first] = servers;
    assert.ok(first !== undefined);
    const second = await startServer('app', database.url, first.data);
    for (const gone of [false, true]) {
      if (gone) await second.stop();
      const calls = await Operator.connect(first.socket);
      const { id } = await calls.value<{ id: string }>(tenant, 'principal.get', { id: 'ada' });
      assert.equal(id, 'ada');
      await calls.close();
    }
  });

  test('denials through both stand in one access stream', async () => {
    for (const which of [0, 1, 0, 1]) {
      assert.equal((await call(which, 'nils', 'POST', 'memo', { text: 'no' })).status, 404);
      const { entries } = await operatorOf(which).value<{ entries: readonly { events: readonly { principal: string }[] }[] }>(tenant, 'audit.log', { stream: 'access', after: 0, limit: 500 });
      assert.ok(entries.some(({ events }) => events.some(({ principal }) => principal === 'nils')));
    }
    await verify();
  });

  test('one that is killed in the middle of its writes leaves a whole journal, and the other serves on', async () => {
    const [, second] = servers;
    assert.ok(second !== undefined);
    const writes = Array.from({ length: 60 }, (_, each) => call(each % 2, 'ada', 'POST', 'memo', { id: `k${each}`, text: 'x' }).then(({ status }) => status, () => 0));
    await Promise.race(writes);
    second.kill();
    const statuses = await Promise.all(writes);
    assert.ok(statuses.every((status, each) => each % 2 === 1 || status === 201), 'those of the first');
    const { records } = await operatorOf(0).value<{ records: readonly { id: string }[] }>(tenant, 'memo.list', { limit: 500 });
    const there = new Set(records.map(({ id }) => id));
    for (const [each, status] of statuses.entries()) if (status === 201) assert.ok(there.has(`k${each}`), `k${each} was answered and is gone`);
    const verdict = await operatorOf(0).value<{ ok: boolean }>(tenant, 'audit.verify', {});
    assert.equal(verdict.ok, true);
    assert.equal((await call(0, 'ada', 'POST', 'memo', { id: 'last', text: 'On it goes' })).status, 201);
  });
});
