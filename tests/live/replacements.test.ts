import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Report, Told } from './replace-under-load.ts';

const times = 100;
const megabyte = 2 ** 20;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

/** Clients that list, create, change and act without a pause, and remember whatever was not answered well. */
class Load {
  answers = 0;
  readonly failures: string[] = [];
  readonly #address: string;
  readonly #token: string;
  #over = false;

  constructor(address: string, token: string) {
    this.#address = address;
    this.#token = token;
  }

  async run(clients: number): Promise<void> {
    await Promise.all(Array.from({ length: clients }, (_, client) => this.#client(client)));
  }

  stop(): void {
    this.#over = true;
  }

  async ask({ method, path, body }: Asked, token = this.#token): Promise<void> {
    try {
      const response = await fetch(`${this.#address}/api/v1/data/${path}`, {
        method, headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' }, ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) this.failures.push(`${method} ${path}: ${response.status} ${text}`);
    } catch (error) {
      this.failures.push(`${method} ${path}: ${String(error)}`);
    }
    this.answers++;
  }

  async #client(client: number): Promise<void> {
    for (let round = 0; !this.#over; round++) {
      const id = `t${client}-${round}`;
      await this.ask({ method: 'POST', path: 'task', body: { id, title: 'Do it' } });
      await this.ask({ method: 'POST', path: `task/${id}/estimate`, body: { effort: round } });
      await this.ask({ method: 'PATCH', path: `task/${id}`, body: { title: 'Done' } });
      await this.ask({ method: 'GET', path: 'task?limit=20&sort=-createdAt' });
    }
  }
}

async function heard<T extends Told>(child: ChildProcess, is: (told: object) => told is T): Promise<T> {
  for await (const [told] of on(child, 'message') as AsyncIterableIterator<[object]>) if (is(told)) return told;
  throw new Error('the server ended');
}

test(`a plugin is replaced ${times} times under load: no request fails, and nothing of the old ones is kept`, { timeout: 180_000 }, async (context) => {
  const data = mkdtempSync(join(tmpdir(), 'objectos-replaced-'));
  const child = fork(fileURLToPath(new URL('replace-under-load.ts', import.meta.url)), [data, String(times)], { execArgv: ['--expose-gc'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  context.after(() => {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
  });
  const { address, token, others } = await heard(child, (told): told is Extract<Told, { address: string }> => 'address' in told);
  const load = new Load(address, token);
  const running = load.run(6);
  // Others come by once, each at another time, and are idle afterwards: what they were judged by must not stay for them.
  child.on('message', ({ version }: { readonly version?: number }) => {
    const other = version === undefined ? undefined : others[version % others.length];
    if (other !== undefined) void load.ask({ method: 'GET', path: 'task?limit=1' }, other);
  });
  child.send('begin');
  const report = await heard(child, (told): told is Report => 'after' in told);
  load.stop();
  await running;
  child.send('end');
  await once(child, 'exit');
  const { before, after, retained, begun, ended, problems } = report;
  context.diagnostic(`${load.answers} requests, ${load.failures.length} failed; heap ${(before / megabyte).toFixed(1)} MiB before, ${(after / megabyte).toFixed(1)} MiB after ${times} replacements; ${retained} old snapshots kept`);
  assert.deepEqual(load.failures.slice(0, 5), []);
  assert.ok(load.answers > times, `${load.answers} requests`);
  assert.deepEqual(problems, []);
  assert.deepEqual([begun, begun - ended], [times + 21, 1]);
  assert.ok(retained <= 1, `${retained} snapshots are kept`);
  // Each plugin held a megabyte. Under load the heap is never quite the same.
  assert.ok(after - before < 10 * megabyte, `the heap grew by ${((after - before) / megabyte).toFixed(1)} MiB`);
});
