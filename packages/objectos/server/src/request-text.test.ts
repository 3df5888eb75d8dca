import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { DirectRequest, readText, whenBodyIsThere } from './request-text.ts';

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

async function connected(t: TestContext, handle: Handle): Promise<Socket> {
  const server: Server = createServer({ optimizeEmptyRequests: true, IncomingMessage: DirectRequest }, (request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  t.after(() => {
    socket.destroy();
    server.close();
  });
  await once(socket, 'connect');
  return socket;
}

/** Answers the text that came, and whether node:http let the request go with it. */
const echo: Handle = async (request, response) => void response.end(`[${await readText(request)}]`);

async function answers(socket: Socket, count: number): Promise<string[]> {
  let text = '';
  while (text.split(/\[.*\]/u).length <= count) text += String((await once(socket, 'data'))[0]);
  return text.match(/\[.*\]/gu) ?? [];
}

const post = 'POST / HTTP/1.1\r\nhost: a\r\n';

test('a body is read whole, in one part, in several or in none, request after request', async (t) => {
  const socket = await connected(t, echo);
  socket.write(`${post}content-length: 2\r\n\r\nab`);
  assert.deepEqual(await answers(socket, 1), ['[ab]']);
  socket.write(`${post}transfer-encoding: chunked\r\n\r\n1\r\na\r\n`);
  socket.write('2\r\nbc\r\n0\r\n\r\n');
  assert.deepEqual(await answers(socket, 1), ['[abc]']);
  socket.write(`${post}\r\n${post}content-length: 0\r\n\r\n${post}content-length: 1\r\n\r\nz`);
  assert.deepEqual(await answers(socket, 3), ['[]', '[]', '[z]']);
});

test('a body that came before anybody asked for it is read whole', async (t) => {
  const socket = await connected(t, async (request, response) => {
    await once(request, 'readable');
    await echo(request, response);
  });
  socket.write(`${post}content-length: 4\r\n\r\nlate`);
  assert.deepEqual(await answers(socket, 1), ['[late]']);
});

test('a caller who leaves in the middle of his body is told of to who reads it', async (t) => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const socket = await connected(t, (request) => readText(request).then(resolve, resolve));
  socket.end(`${post}content-length: 4\r\n\r\nab`);
  assert.equal((await promise as { code?: string }).code, 'BODY_INCOMPLETE');
});

test('a connection that waits keeps no request that was answered', async (t) => {
  const seen: { incoming?: unknown }[] = [];
  const socket = await connected(t, async (request, response) => {
    seen.push((request.socket as unknown as { parser: { incoming?: unknown } }).parser);
    await echo(request, response);
  });
  socket.write(`${post}content-length: 2\r\n\r\nab`);
  await answers(socket, 1);
  assert.deepEqual(seen.map(({ incoming }) => incoming), [null]);
});

/** Answers what was there when the request was gone on with. */
const look: Handle = (request, response) => {
  whenBodyIsThere(request, (body) => response.end(`[${body instanceof Error ? body.name : String(body)}]`));
  return Promise.resolve();
};

test('a small body that is announced is there when its request is looked at, in however many parts it came', async (t) => {
  const socket = await connected(t, look);
  socket.write(`${post}content-length: 2\r\n\r\nab`);
  assert.deepEqual(await answers(socket, 1), ['[ab]']);
  socket.write(`${post}content-length: 3\r\n\r\n`);
  socket.write('c');
  socket.write('de');
  assert.deepEqual(await answers(socket, 1), ['[cde]']);
  socket.write(Buffer.concat([Buffer.from(`${post}content-length: 1\r\n\r\n`), Buffer.from([0xff])]));
  assert.deepEqual(await answers(socket, 1), ['[Fault]']);
});

test('a request without a body, with one of unknown length or with a large one is looked at before it', async (t) => {
  const socket = await connected(t, async (request, response) => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    whenBodyIsThere(request, resolve);
    const body = await promise;
    response.end(`[${String(body)} ${(await readText(request)).length}]`);
  });
  socket.write(`GET / HTTP/1.1\r\nhost: a\r\n\r\n${post}transfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n`);
  assert.deepEqual(await answers(socket, 2), ['[null 0]', '[null 1]']);
  socket.write(`${post}content-length: 70000\r\n\r\n${'x'.repeat(70_000)}`);
  assert.deepEqual(await answers(socket, 1), ['[null 70000]']);
});

test('a request whose sender leaves in the middle of its body is not gone on with', async (t) => {
  const closed = Promise.withResolvers<unknown>();
  let goneOn = false;
  const socket = await connected(t, (request) => {
    whenBodyIsThere(request, () => (goneOn = true));
    request.on('close', closed.resolve);
    return closed.promise.then(() => undefined);
  });
  socket.end(`${post}content-length: 4\r\n\r\nab`);
  await closed.promise;
  assert.equal(goneOn, false);
});
