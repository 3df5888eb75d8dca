import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { mcpOverStreams } from '@objectos/mcp';
import type { Mcp } from '@objectos/mcp';
import type { LocalAnswer, LocalCall, LocalCalls } from './local-call.ts';

/**
 * The way of the command line into a running process: one process owns a store, so a second one asks it. A Unix socket that
 * only the owner of the data folder can open. The first line says what the connection is for: `{"mcp": token}` makes it an
 * MCP connection once a line has said `{"ok":true}` (the token is in force); anything else is the first of the calls, one JSON call a line, one JSON answer a line, in order.
 */
export interface ControlSocket {
  close(): Promise<void>;
}

export interface ControlServices {
  readonly calls: LocalCalls;
  readonly mcp: Mcp;
}

/** Listens at `path`. A socket file left by a process that is gone is replaced; the caller must already own the store. */
export async function openControlSocket(path: string, services: ControlServices): Promise<ControlSocket> {
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    void firstLine(socket).then((line) => (line === null ? undefined : serve(socket, line, services))).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Reads up to the first line feed, puts the rest back and leaves the socket paused; null where the connection ends before. */
function firstLine(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const take = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf(0x0a);
      if (end < 0) return;
      socket.pause();
      socket.off('data', take);
      socket.unshift(received.subarray(end + 1));
      resolve(received.toString('utf8', 0, end));
    };
    socket.on('data', take);
    socket.once('close', () => resolve(null));
  });
}

async function serve(socket: Socket, line: string, { calls, mcp }: ControlServices): Promise<void> {
  const first = JSON.parse(line) as LocalCall | { readonly mcp: string };
  if ('mcp' in first) {
    const caller = mcp.caller(first.mcp);
    const ok = (await caller.session()) !== null;
    socket.write(`${JSON.stringify({ ok })}\n`);
    if (!ok) return void socket.end();
    await mcpOverStreams(mcp, caller, [socket, socket]);
    return void socket.resume();
  }
  const answer = async (call: LocalCall): Promise<void> => {
    const text = JSON.stringify(await calls.perform(call));
    if (!socket.destroyed) socket.write(`${text}\n`);
  };
  await answer(first);
  for await (const next of createInterface({ input: socket, crlfDelay: Infinity })) await answer(JSON.parse(next) as LocalCall);
}

/** A connection to the process that listens at `path`; null where none does. */
function connectSocket(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const attempt = connect(path);
    attempt.once('connect', () => resolve(attempt));
    attempt.once('error', () => resolve(null));
  });
}

/**
 * An MCP connection through the socket at `path`: whatever is written to it is the client's, whatever comes is the server's.
 * Null where no process listens; `'refused'` where the token is not in force.
 */
export async function connectMcpSocket(path: string, token: string): Promise<Socket | null | 'refused'> {
  const socket = await connectSocket(path);
  if (socket === null) return null;
  socket.write(`${JSON.stringify({ mcp: token })}\n`);
  const line = await firstLine(socket);
  if (line !== null && (JSON.parse(line) as { readonly ok: boolean }).ok) return socket;
  socket.destroy();
  return 'refused';
}

/** Calls through the socket at `path`; null where no process listens. */
export async function connectControlSocket(path: string): Promise<LocalCalls | null> {
  const socket = await connectSocket(path);
  if (socket === null) return null;
  const lines = createInterface({ input: socket, crlfDelay: Infinity })[Symbol.asyncIterator]();
  return {
    async perform(call) {
      socket.write(`${JSON.stringify(call)}\n`);
      const next = await lines.next();
      if (next.done === true) throw new Error('The running process closed the connection before it answered; look at its log.');
      return JSON.parse(next.value) as LocalAnswer;
    },
    close: () => new Promise((resolve) => void socket.end(resolve)),
  };
}
