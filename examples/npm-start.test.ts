import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { scratchFolder } from './served-examples.contract.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** What `npm start` runs, on a free port and in a folder of its own; answers what it printed. */
async function start(data: string): Promise<{ readonly printed: string; readonly pid: number; stop(): Promise<number | null> }> {
  const server = spawn(process.execPath, ['packages/objectos/server/bin/objectos.js', 'start', 'examples', '--port', '0', '--data', data], { cwd: repository, stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = once(server, 'close') as Promise<[number | null]>;
  let printed = '';
  for await (const line of createInterface({ input: server.stdout })) {
    printed += `${line}\n`;
    if (line.includes('/mcp') && line.includes('curl')) break;
  }
  return {
    printed,
    pid: server.pid ?? 0,
    async stop() {
      server.kill('SIGTERM');
      return (await closed)[0];
    },
  };
}

/** Runs a line as somebody does who pastes it into a shell in the repository, with the Node of the machine first on his path. */
async function pasted(line: string): Promise<string> {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== dirname(process.execPath) && !folder.includes('node_modules'));
  const shell = spawn('/bin/sh', ['-c', line], { cwd: repository, env: { ...process.env, PATH: path.join(delimiter), npm_config_userconfig: '/dev/null' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, error] = ['', ''];
  shell.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  shell.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
  const [code] = (await once(shell, 'close')) as [number];
  assert.equal(code, 0, `${line}\n${error}`);
  return out;
}

/** In megabytes; 0 where the system does not tell. */
function residentMemory(pid: number): number {
  const file = `/proc/${pid}/status`;
  return existsSync(file) ? Math.round(Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) / 1024) : 0;
}

const tokensIn = (printed: string): string[] => [...printed.matchAll(/^ {2}\S.* (oos_\S+)$/gmu)].map(([, token]) => token!);

test('npm start prints a token for each role and three commands that work as they stand', async (t) => {
  const data = scratchFolder();
  const server = await start(data);
  t.after(() => server.stop());
  assert.match(server.printed, /ObjectOS \S+ serves (http:\/\/127\.0\.0\.1:\d+)/u);
  for (const role of ['sales-rep', 'sales-manager', 'finance', 'legal', 'data-steward', 'employee', 'manager', 'director', 'accountant', 'agent of mona']) assert.match(server.printed, new RegExp(`${role}.* oos_`, 'u'));
  const [rest, cli, mcp, more] = server.printed.split('Try:\n')[1]!.trim().split('\n').map((line) => line.trim());
  assert.equal(more, undefined);
  assert.equal((JSON.parse(await pasted(rest!)) as { records: unknown[] }).records.length, 3);
  assert.equal((JSON.parse(await pasted(cli!)) as { status: string }).status, 'submitted');
  const answer = JSON.parse(await pasted(mcp!)) as { result: { structuredContent: { records: unknown[] } } };
  assert.equal(answer.result.structuredContent.records.length, 2);
});

test('the next start replaces the demo tokens and imports nothing again', async (t) => {
  const data = scratchFolder();
  const first = await start(data);
  t.after(() => first.stop());
  const before = tokensIn(first.printed);
  assert.equal(await first.stop(), 0);
  const began = performance.now();
  const second = await start(data);
  t.after(() => second.stop());
  t.diagnostic(`started on an existing database, tokens and all, in ${Math.round(performance.now() - began)} ms`);
  const memory = residentMemory(second.pid);
  t.diagnostic(`${memory} MB resident`);
  assert.ok(memory < 150, `${memory} MB`);
  const [address] = /http:\S+/u.exec(second.printed)!;
  const statusOf = async (token: string) => (await fetch(`${address}/api/v1/data/notification`, { headers: { authorization: `Bearer ${token}` } })).status;
  assert.equal(before.length, 10);
  for (const token of before) assert.equal(await statusOf(token), 401);
  for (const token of tokensIn(second.printed)) assert.equal(await statusOf(token), 200);
  const listed = await pasted(`npx objectos token list --json --app examples --data ${data}`);
  const inForce = (JSON.parse(listed) as { records: { revoked_at: string | null; expires_at: string; created_at: string }[] }).records.filter(({ revoked_at }) => revoked_at === null);
  assert.equal(inForce.length, 10);
  for (const { expires_at } of inForce) assert.ok(Math.abs(Date.parse(expires_at) - Date.now() - 24 * 3600_000) < 60_000, 'for a day');
  const log = JSON.parse(await pasted(`npx objectos call customer.list --as mona --input '{"count":true,"limit":1}' --json --app examples --data ${data}`)) as { total: number };
  assert.equal(log.total, 793);
  assert.equal(await second.stop(), 0);
});
