import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy on the loopback interface that adds a token, since the judge cannot: everything else goes through as it is, Host and Origin included. */
export interface BearerProxy {
  readonly address: string;
  /** Where requests go from now on, and as whom. */
  become(caller: { readonly server: string; readonly token: string }): void;
  close(): Promise<void>;
}

export async function startBearerProxy(): Promise<BearerProxy> {
  let target: { readonly server: string; readonly token: string } | undefined;
  const proxy = createServer((incoming, answer) => {
    if (target === undefined) {
      answer.writeHead(502).end();
      return;
    }
    const { method, headers, url = '/' } = incoming;
    const onward = send(new URL(url, target.server), { method, headers: { ...headers, authorization: `Bearer ${target.token}` } }, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      answer.flushHeaders();
      reply.pipe(answer);
      reply.once('error', () => answer.destroy());
    });
    onward.once('error', () => answer.destroy());
    answer.once('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    become(caller) {
      target = caller;
    },
    async close() {
      const closed = once(proxy, 'close');
      proxy.close();
      proxy.closeAllConnections();
      await closed;
    },
  };
}
