import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expenses, objectos, startServer } from './cli-process.contract.ts';
import { scratchFolder } from './test-app.contract.ts';

test('a call with a key that was used is answered with what was made then, beside a server and alone', async (t) => {
  const data = scratchFolder();
  const server = await startServer(t, [expenses, '--data', data]);
  const create = async (key: string, title = 'Train'): Promise<string> => {
    const input = JSON.stringify({ title, amount: '5', spent_on: '2026-11-20' });
    const { code, stdout, stderr } = await objectos(['call', 'expense.create', '--as', 'emma', '--input', input, '--key', key, '--json', '--app', expenses, '--data', data]);
    return code === 0 ? (JSON.parse(stdout) as { id: string }).id : (JSON.parse(stderr) as { code: string }).code;
  };
  const made = await create('k1');
  assert.equal(await create('k1'), made);
  assert.notEqual(await create('k2'), made);
  assert.equal(await create('k1', 'Plane'), 'COMMAND_KEY_REUSED');
  await server.stop();
  assert.equal(await create('k1'), made);
});
