import { chmodSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { LocalAnswer, LocalCall, LocalCalls } from './local-call.ts';

/**
 * The way of the command line into a running process: one process owns a store, so a second one asks it. A Unix socket that
 * only the owner of the data folder can open; one JSON call a line, one JSON answer a line, in order.
 */
export interface ControlSocket {
  close(): Promise<void>;
}

/** Listens at `path`. A socket file left by a process that is gone is replaced; the caller must already own the store. */
export async function openControlSocket(path: string, calls: LocalCalls): Promise<ControlSocket> {
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    void serve(socket, calls);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  server.unref();
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

async function serve(socket: Socket, calls: LocalCalls): Promise<void> {
  for await (const line of createInterface({ input: socket, crlfDelay: Infinity })) {
    const answer = await calls.perform(JSON.parse(line) as LocalCall);
    if (!socket.destroyed) socket.write(`${JSON.stringify(answer)}\n`);
  }
}

/** Calls through the socket at `path`; null where no process listens. */
export async function connectControlSocket(path: string): Promise<LocalCalls | null> {
  const socket = await new Promise<Socket | null>((resolve) => {
    const attempt = connect(path);
    attempt.once('connect', () => resolve(attempt));
    attempt.once('error', () => resolve(null));
  });
  if (socket === null) return null;
  const lines = createInterface({ input: socket, crlfDelay: Infinity })[Symbol.asyncIterator]();
  return {
    async perform(call) {
      socket.write(`${JSON.stringify(call)}\n`);
      const { value, done } = await lines.next();
      if (done === true) throw new Error('The running process closed the connection before it answered; look at its log.');
      return JSON.parse(value) as LocalAnswer;
    },
    close: () => new Promise((resolve) => socket.end(() => resolve())),
  };
}
