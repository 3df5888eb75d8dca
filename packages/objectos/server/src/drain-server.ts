import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How long answers under way are waited for, and how often connections that have had theirs are let go. In milliseconds. */
const patience = 5_000;
const interval = 20;

/**
 * Ends a server without cutting off an answer: it takes no more connections, lets each go as soon as it is owed nothing (one
 * kept alive would hold the server open long after its last answer), and cuts off what is left after five seconds. Call it
 * before the server listens; the function that it answers does the draining.
 */
export function drainOf(server: Server): () => Promise<void> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  const release = (): void => {
    server.closeIdleConnections();
    // Node counts a connection that has not said anything yet as busy.
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  };
  return async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    release();
    const sweep = setInterval(release, interval);
    const giveUp = setTimeout(() => server.closeAllConnections(), patience);
    await closed;
    clearInterval(sweep);
    clearTimeout(giveUp);
  };
}
