import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Operator } from '../parity/harness/operator.ts';
import { send } from './command.ts';
import type { Command } from './command.ts';
import { ServerProcess } from './server-process.ts';

const seconds = 3;
/** Of one core. */
const mostCpu = 0.01;

/** Node itself wakes about once in 6 s: node:http looks after slow connections, and V8 after its heap. */
const mostWakes = 5;

/** What the kernel counts for a process: CPU time of all its threads, in seconds, and how often its event loop began to wait. */
function usage(pid: number): { readonly cpu: number; readonly waits: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // After the name, which may hold spaces: state is the third field, user and system time the 14th and 15th, in hundredths.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/task/${pid}/status`, 'utf8');
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, waits: Number(/^voluntary_ctxt_switches:\s*(\d+)$/mu.exec(status)?.[1]) };
}

/** It has worked: every kind of write, and effects that ran to their end. */
async function work(server: ServerProcess): Promise<void> {
  const operator = await Operator.connect(server.socket);
  const tokenOf = async (principal: string): Promise<string> => (await operator.value<{ readonly token: string }>('main', 'token.create', { principal })).token;
  const tokens = { emma: await tokenOf('emma'), max: await tokenOf('max'), wanda: '' };
  const id = randomUUID();
  const commands: readonly Command[] = [
    { mark: 'c', kind: 'create', id, as: 'emma', body: { id, title: 'Train', amount: '84.50', spent_on: '2026-11-20' } },
    { mark: 'u', kind: 'update', id, as: 'emma', body: { cost_center: 'u' } },
    { mark: 'a', kind: 'approve', id, as: 'max', body: {} },
  ];
  for (const command of commands) assert.equal(await send({ address: server.address, tokens }, command), 'done');
  const done = async (): Promise<number> => (await operator.value<{ readonly total: number }>('main', 'effect.list', { filter: { state: 'done' }, count: true })).total;
  for (let left = 200; (await done()) < 3; left--) {
    assert.ok(left > 0, `effects are left\n${server.log}`);
    await wait(20);
  }
  await operator.close();
}

test('a server that has worked and has nothing to do does nothing: no polling, no timers', { skip: platform() !== 'linux' && 'reads /proc', timeout: 60_000 }, async (context) => {
  const data = mkdtempSync(join(tmpdir(), 'objectos-idle-'));
  const server = await ServerProcess.start({ data, preload: 'count-timers.ts' });
  const timers = (): Promise<string> => server.ask('SIGUSR2', /timers fired: (\d+)\./u);
  context.after(async () => {
    await server.kill();
    rmSync(data, { recursive: true });
  });
  await work(server);
  // Node tidies up after a start.
  await wait(500);
  const [firedBefore, before] = [await timers(), usage(server.pid)];
  await wait(seconds * 1_000);
  const after = usage(server.pid);
  assert.equal(await timers(), firedBefore, 'no timer fired');
  const [cpu, wakes] = [(after.cpu - before.cpu) / seconds, after.waits - before.waits];
  context.diagnostic(`${(cpu * 100).toFixed(1)} % of a core, ${wakes} wakes in ${seconds} s; ${readdirSync(`/proc/${server.pid}/task`).length} threads`);
  assert.ok(cpu < mostCpu, `${cpu * 100} % of a core`);
  assert.ok(wakes <= mostWakes, `its event loop woke ${wakes} times in ${seconds} s`);
});
