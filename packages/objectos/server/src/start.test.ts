import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { expenses, objectos, startServer } from './cli-process.contract.ts';
import { scratchFolder } from './test-app.contract.ts';

test('a second process on the same data folder is refused in a sentence, and the first serves on', async (t) => {
  const data = scratchFolder();
  const server = await startServer(t, [expenses, '--data', data]);
  const second = await objectos(['start', expenses, '--data', data, '--port', '0']);
  assert.deepEqual([second.code, second.stdout], [1, '']);
  assert.match(second.stderr, /^STORE_LOCKED: .* is held by process \d+ .*\n$/u);
  assert.equal((await fetch(`${server.address}/health`)).status, 200);
  assert.equal((await objectos(['audit', 'verify', '--app', expenses, '--data', data])).code, 0, 'the control socket of the first is still there');
});

test('a port that is taken is told in a sentence, and the stores are given back', async (t) => {
  const data = scratchFolder();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const refused = await objectos(['start', expenses, '--data', data, '--port', String(port)]);
  assert.deepEqual([refused.code, refused.stdout], [1, '']);
  assert.equal(refused.stderr, `PORT_IN_USE: Something else listens at 127.0.0.1:${port} already; stop it, or choose another port with --port or PORT.\n`);
  assert.match((await objectos(['start', expenses, '--data', data, '--host', '192.0.2.1', '--port', '0'])).stderr, /^ADDRESS_REFUSED: /u);
  assert.equal((await startServer(t, [expenses, '--data', data]).then((server) => server.stop())).code, 0);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} lets the request under way end, closes everything and is exit code 0`, async (t) => {
    const data = scratchFolder();
    const server = await startServer(t, [expenses, '--data', data]);
    const token = (await objectos(['token', 'create', '--principal', 'emma', '--app', expenses, '--data', data])).stdout.trim();
    const body = '{"id":"last","title":"Last train","amount":"5","spent_on":"2026-11-20"}';
    const head = `POST /api/v1/data/expense HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\nexpect: 100-continue\r\ncontent-length: ${body.length}\r\n\r\n`;
    const asking = await opened(server.address);
    asking.write(head);
    await received(asking, /100 Continue/u);
    const idle = await opened(server.address);
    const ending = server.stop(signal);
    await once(idle, 'close');
    asking.write(body);
    assert.match(await received(asking, /"revision":1/u), /HTTP\/1\.1 201/u);
    assert.deepEqual(await ending, { code: 0, signal: null });
    assert.equal(existsSync(join(data, 'objectos.sock')), false);
    const kept = await objectos(['call', 'expense.get', '--as', 'emma', '--input', '{"id":"last"}', '--app', expenses, '--data', data]);
    assert.equal(kept.code, 0, 'what was answered is kept');
  });
}

test('a process that was killed leaves nothing that keeps the next from starting', async (t) => {
  const data = scratchFolder();
  const first = await startServer(t, [expenses, '--data', data]);
  assert.equal((await first.stop('SIGKILL')).signal, 'SIGKILL');
  assert.equal(existsSync(join(data, 'objectos.sock')), true, 'its socket is still lying there');
  assert.equal((await objectos(['audit', 'verify', '--app', expenses, '--data', data])).code, 0);
  const second = await startServer(t, [expenses, '--data', data]);
  assert.equal((await fetch(`${second.address}/health`)).status, 200);
});

test('only the owner of the data folder reaches the control socket', async (t) => {
  const data = scratchFolder();
  await startServer(t, [expenses, '--data', data]);
  assert.equal(statSync(join(data, 'objectos.sock')).mode & 0o777, 0o600);
});

async function opened(address: string): Promise<Socket> {
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** All that came on the socket, once it matches. */
function received(socket: Socket, until: RegExp): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    const take = (chunk: Buffer): void => {
      text += chunk.toString();
      if (!until.test(text)) return;
      socket.off('data', take);
      resolve(text);
    };
    socket.on('data', take);
    socket.once('close', () => reject(new Error(`closed after: ${text}`)));
  });
}
