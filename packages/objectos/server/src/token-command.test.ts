import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expenses, objectos, startServer } from './cli-process.contract.ts';
import type { Ended } from './cli-process.contract.ts';
import { scratchFolder } from './test-app.contract.ts';

interface Told {
  readonly principal: string;
  readonly agent: string | null;
  readonly operations: readonly string[] | null;
  readonly expires_at: string | null;
  readonly label: string | null;
}

test('a token of the command line is limited as its options say, and listed for its principal', async (t) => {
  const data = scratchFolder();
  await startServer(t, [expenses, '--data', data]);
  const run = async (...args: string[]): Promise<Ended> => {
    const ended = await objectos([...args, '--app', expenses, '--data', data]);
    assert.equal(ended.code, 0, ended.stderr);
    return ended;
  };
  const asSystem = (operation: string, input: object): Promise<Ended> => run('call', operation, '--as', 'system', '--input', JSON.stringify(input));
  await asSystem('principal.create', { id: 'bot', name: 'Bot', kind: 'agent' });
  await asSystem('delegation.create', { principal: 'emma', agent: 'bot', operations: ['*'] });
  await run('token', 'create', '--principal', 'emma', '--agent', 'bot', '--operations', 'expense.list, expense.get', '--expires-in', '60', '--label', 'trial');
  await run('token', 'create', '--principal', 'max');
  const listed = async (...more: string[]): Promise<readonly Told[]> => (JSON.parse((await run('token', 'list', '--json', ...more)).stdout) as { records: readonly Told[] }).records;
  const [made, ...others] = (await listed('--principal', 'emma')).filter(({ label }) => label !== 'demo');
  assert.deepEqual([made?.principal, made?.agent, made?.operations, made?.label, others], ['emma', 'bot', ['expense.list', 'expense.get'], 'trial', []]);
  const left = Date.parse(made?.expires_at ?? '') - Date.now();
  assert.ok(left > 0 && left <= 60_000, `${left} ms`);
  assert.ok((await listed('--principal', 'emma')).every(({ principal }) => principal === 'emma'));
  assert.ok((await listed()).some(({ principal }) => principal === 'max'));
});
