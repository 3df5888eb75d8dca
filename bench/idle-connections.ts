import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { ServerProcess } from './server-process.ts';

/** Opened at a time: the queue of a listening socket is short. */
const openedTogether = 200;

export interface Idle {
  readonly connections: number;
  /** Those that answered a second request after all of them had been idle together. */
  readonly held: number;
  /** What they cost the server, in megabytes that stay resident. */
  readonly megabytes: number;
}

/** Opens connections that each ask once and stay, and asks on every one of them again once all are there. */
export async function holdIdle(server: ServerProcess, connections: number): Promise<Idle> {
  const before = server.residentMegabytes();
  const open: Socket[] = [];
  while (open.length < connections) {
    const batch = Array.from({ length: Math.min(openedTogether, connections - open.length) }, () => connect({ host: '127.0.0.1', port: server.port }));
    open.push(...batch);
    await Promise.all(batch.map(answers));
  }
  const megabytes = server.residentMegabytes() - before;
  let held = 0;
  for (let at = 0; at < open.length; at += openedTogether) {
    const answered = await Promise.all(open.slice(at, at + openedTogether).map(answers));
    held += answered.filter(Boolean).length;
  }
  for (const socket of open) socket.destroy();
  return { connections, held, megabytes };
}

/** Asks for /health; whether the connection answered, and is there for the next request. */
async function answers(socket: Socket): Promise<boolean> {
  if (socket.destroyed) return false;
  try {
    socket.write('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    const [chunk] = await once(socket, 'data', { signal: AbortSignal.timeout(30_000) }) as [Buffer];
    return chunk.toString('latin1').startsWith('HTTP/1.1 200 ');
  } catch {
    return false;
  }
}
