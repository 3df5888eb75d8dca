import { once } from 'node:events';
import { connect } from 'node:net';
import { defineConfig } from '@objectos/server';
import { startTestApp } from '@objectos/server/testing';
import { defineObject, f } from '@objectql/metadata';

const thing = defineObject({
  name: 'thing',
  fields: {
    number: f.autonumber('T-{0000}'), title: f.text({ required: true, max: 60 }), amount: f.money({ currency: 'EUR' }), count: f.integer(), share: f.decimal({ scale: 3 }), done: f.boolean(),
    day: f.date(), at: f.datetime(), kind: f.select(['a', 'b']), tags: f.multiSelect(['x', 'y']), parent: f.lookup('thing'), mail: f.email(), page: f.url(), data: f.json(), secret: f.text(),
  },
  rules: [{ name: 'positive', holds: 'record.count == null || record.count >= 0', message: 'Not below zero.', field: 'count' }],
});

const config = defineConfig({
  plugins: [{
    manifest: {
      name: 'hostile',
      version: '1.0.0',
      objects: [thing],
      flows: [{ kind: 'flow', id: 'flow', name: 'ThingKind', object: 'thing', field: 'kind', initialState: 'a', states: { a: { on: { turn: { target: 'b', conditions: [{ role: 'clerk' }, { count: '> 2' }] } } }, b: {} } }],
      permissions: { clerk: ['*:things', { deny: 'read', object: 'things', fields: ['secret'] }, 'read:audit'] },
    },
    from: import.meta.url,
  }],
  async ready(host) {
    await host.ensure('main', 'principal', { id: 'ada', name: 'Ada', roles: ['clerk'] });
    await host.ensure('main', 'thing', { id: 'one', title: 'One', count: 3, amount: '12.50', tags: ['x'], data: { deep: [1] } });
  },
});

export interface HostileApp {
  /** Such as `127.0.0.1:40321`. */
  readonly host: string;
  readonly token: string;
  /** Sends bytes on a connection of their own, and answers what comes back until it is closed. Rejects where nothing comes. */
  send(bytes: string | Uint8Array): Promise<string>;
  close(): Promise<void>;
}

/** An app with a field of each type, on a real socket, and somebody who may do most of it. */
export async function openHostileApp(): Promise<HostileApp> {
  const app = await startTestApp(config);
  const { host, hostname, port } = new URL(app.address);
  return {
    host,
    token: await app.token('ada'),
    close: async () => app[Symbol.asyncDispose](),
    async send(bytes) {
      const socket = connect({ host: hostname, port: Number(port) });
      const chunks: Buffer[] = [];
      socket.on('error', () => undefined).on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        // A stream of events goes on until its reader leaves.
        if (/^HTTP[^]*\r\nContent-Type: text\/event-stream/iu.test(Buffer.concat(chunks).toString('latin1'))) socket.destroy();
      }).end(bytes);
      await once(socket, 'close');
      const answer = Buffer.concat(chunks).toString();
      if (answer === '') throw new Error('The connection was closed without an answer.');
      return answer;
    },
  };
}

/** Throws where an answer is a failure of ours, or is none. */
export function statusOf(answer: string): number {
  const status = Number(/^HTTP\/1\.1 (\d{3}) /u.exec(answer)?.[1] ?? 0);
  if (status < 200 || status >= 500) throw new Error(`Answered ${answer.slice(0, 1500)}`);
  return status;
}
