import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '@objectos/client';
import { expenses, objectos } from './cli-process.contract.ts';
import { eras } from './mcp-clients.contract.ts';
import { startHelpDesk } from './test-app.contract.ts';
import type { TestApp } from './test-app.contract.ts';

interface Told {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/** Less than any look at the clock takes; a table with fewer rows than two looks are apart is read all the same. */
const readTimeout = 0.001;
const filter = { name: { $contains: 'nowhere' } };

const expected: Told = {
  code: 'QUERY_TOO_COSTLY', status: 413,
  message: 'This read took longer than the 0.001 ms that a read may take, and was ended. Narrow the filter, filter or sort by an indexed field, or ask for smaller pages.',
};

async function filledDesk(t: Parameters<typeof startHelpDesk>[0]): Promise<TestApp> {
  const desk = await startHelpDesk(t, [], { readTimeout });
  await Promise.all(Array.from({ length: 130 }, (_, each) => desk.host.call('main', 'account.create', { id: `a${each}`, name: `Account ${each}`, segment: 'small' })));
  return desk;
}

function told(problem: unknown): Told {
  const { code, status, message } = problem as Told;
  return { code, status, message };
}

async function otherReadsAreServed(desk: TestApp): Promise<void> {
  assert.equal((await desk.ask('GET', '/api/v1/data/account/a7')).json['name'], 'Account 7');
  assert.equal(((await desk.ask('GET', '/api/v1/data/account?limit=100')).json['records'] as unknown[]).length, 100);
  assert.equal((await desk.ask('PATCH', '/api/v1/data/account/a7', { body: { segment: 'large' } })).status, 200);
  assert.deepEqual(desk.errors, []);
}

test('a read that takes too long is refused over REST, filtered, sorted or counted, and the process serves on', async (t) => {
  const desk = await filledDesk(t);
  const given = encodeURIComponent(JSON.stringify(filter));
  const refused = [
    await desk.ask('GET', `/api/v1/data/account?filter=${given}`),
    await desk.ask('GET', `/api/v1/data/account?filter=${given}&limit=1&count=true`),
    await desk.ask('GET', '/api/v1/data/account?sort=segment'),
    await desk.ask('POST', '/api/v1/data/account/query', { body: { filter } }),
  ];
  for (const { status, headers, json } of refused) {
    assert.deepEqual([status, headers.get('content-type'), headers.get('retry-after')], [413, 'application/problem+json; charset=utf-8', null]);
    assert.deepEqual([told(json), json['title'], json['type']], [expected, 'Too large', 'urn:objectos:problem:QUERY_TOO_COSTLY']);
    await otherReadsAreServed(desk);
  }
});

test('the SDK, agents of both eras and the command line are told the same', async (t) => {
  const desk = await filledDesk(t);
  const client = createClient<unknown>({ url: desk.address, token: await desk.token('clara') }) as Readonly<Record<string, { list(query: object): Promise<unknown> }>>;
  await assert.rejects(client['account']?.list({ filter }) ?? Promise.resolve(), (error) => {
    assert.deepEqual(told(error), expected);
    return true;
  });
  for (const [era, connect] of Object.entries(eras)) {
    const agent = await connect(t, { address: desk.address }, await desk.token('bot'));
    const { isError, content: [answer] } = await agent.call('query_records', { object: 'account', filter });
    assert.deepEqual([isError, told(JSON.parse(answer?.text ?? ''))], [true, expected], era);
  }
  const { code, stderr } = await objectos(['call', 'account.list', '--app', expenses, '--data', desk.data, '--as', 'clara', '--json', '--input', JSON.stringify({ filter })]);
  assert.deepEqual([code, told(JSON.parse(stderr))], [1, expected]);
  await otherReadsAreServed(desk);
});

test('a limit that is no number of milliseconds is refused at the start', async () => {
  for (const given of ['soon', '0', '-5', '1.5']) {
    const { code, stderr } = await objectos(['start', expenses, '--port', '0'], { OBJECTOS_READ_TIMEOUT: given });
    assert.deepEqual([code, stderr.split('\n')[0]], [1, `OBJECTOS_READ_TIMEOUT "${given}" is no time: give milliseconds, such as 5000.`]);
  }
});
