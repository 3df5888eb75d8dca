import assert from 'node:assert/strict';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { toFault } from '@objectos/kernel';
import { expenses, objectos, startServer } from './cli-process.contract.ts';
import { createNodePlatform } from './node-platform.ts';
import { operatorCalls } from './operator-calls.ts';
import { scratchFolder, startHelpDesk } from './test-app.contract.ts';

const start = (data: string, ...more: readonly string[]) => objectos(['start', expenses, '--port', '0', '--data', data, ...more]);

test('a store that is no database, or that cannot be opened, is told in one sentence with its file', async () => {
  const [damaged, closed] = [scratchFolder(), scratchFolder()];
  writeFileSync(join(damaged, 'main.db'), 'garbage, and more of it, where a database was\n');
  mkdirSync(join(closed, 'main.db'));
  for (const [data, said] of [
    [damaged, 'STORE_CORRUPT: The database of the store is damaged; restore it from a copy.'],
    [closed, 'STORE_READ_ONLY: The store cannot be opened or written: check that its file and folder are writable.'],
  ] as const) {
    const { code, stdout, stderr } = await start(data);
    assert.deepEqual([code, stdout, stderr], [1, '', `${said} The file is ${join(data, 'main.db')}; another folder of stores is chosen with --data.\n`]);
  }
});

test('a data folder that cannot be made is told in one sentence', async () => {
  const { code, stdout, stderr } = await start('/dev/null/x');
  assert.deepEqual([code, stdout, stderr], [1, '', 'DATA_FOLDER_REFUSED: The data folder /dev/null/x cannot be made or used (ENOTDIR); choose another one with --data or OBJECTOS_DATA.\n']);
});

test('a damaged page is told in one sentence with its file, by a command and by a start', async (t) => {
  const data = scratchFolder();
  assert.equal((await (await startServer(t, [expenses, '--data', data])).stop()).code, 0);
  const file = join(data, 'main.db');
  const database = new DatabaseSync(file);
  const { page, size } = database.prepare("SELECT rootpage AS page, (SELECT page_size FROM pragma_page_size) AS size FROM sqlite_schema WHERE name = '_journal'").get() as { page: number; size: number };
  database.close();
  const handle = openSync(file, 'r+');
  writeSync(handle, 'garbage', (page - 1) * size);
  closeSync(handle);
  const said = `STORE_CORRUPT: The database of the store is damaged; restore it from a copy. The file is ${file}; another folder of stores is chosen with --data.\n`;
  const verified = await objectos(['audit', 'verify', '--app', expenses, '--data', data]);
  assert.deepEqual([verified.code, verified.stderr], [1, said]);
  const started = await start(data);
  assert.deepEqual([started.code, started.stdout, started.stderr], [1, '', said]);
});

test('a call of the operator that meets a damaged store tells him the file and what to do; nobody else is told', async (t) => {
  const desk = await startHelpDesk(t);
  const damaged = Object.assign(new Error('The database of the store is damaged; restore it from a copy.'), { code: 'STORE_CORRUPT', category: 'internal' });
  t.mock.method(desk.app.kernel, 'call', () => Promise.reject(toFault(damaged, 'r1')));
  const answer = await operatorCalls(desk.app).perform({ operation: 'audit.verify', input: {}, tenant: 'main', operator: 'ada' });
  assert.ok(!answer.ok);
  const { code, message } = answer.problem;
  assert.equal(code, 'STORE_CORRUPT');
  assert.match(message, /^The database of the store is damaged; restore it from a copy\. The file is \S+main\.db; another folder/u);
  assert.doesNotMatch(toFault(damaged, 'r1').message, /damaged/u);
});

test('the log has a stack of what nobody has foreseen, and of nothing else', (t) => {
  const lines: string[] = [];
  t.mock.method(process.stderr, 'write', (line: string) => lines.push(line) > 0);
  const platform = createNodePlatform();
  platform.log('warn', 'The change is refused.', Object.assign(new Error('It has values.'), { code: 'STORES_NOT_MIGRATED', category: 'conflict' }));
  platform.log('error', 'It failed.', new TypeError('x is not a function'));
  t.mock.restoreAll();
  assert.match(lines[0] ?? '', /warn The change is refused\. STORES_NOT_MIGRATED: It has values\.\n$/u);
  assert.match(lines[1] ?? '', /error It failed\. TypeError: x is not a function\n +at /u);
});

test('a start on a port that is taken leaves nothing in a folder that was empty', async (t) => {
  const data = scratchFolder();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => void other.close());
  const { code, stderr } = await start(data, '--port', String((other.address() as AddressInfo).port));
  assert.equal(code, 1);
  assert.match(stderr, /^PORT_IN_USE: /u);
  assert.deepEqual(readdirSync(data), []);
});
