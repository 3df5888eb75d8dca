import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** What the wire does with what comes next. */
type Fault =
  /** Everything passes. */
  | 'none'
  /** What the client says is swallowed, and then the cable is cut: the server never hears it. */
  | 'before'
  /** What the client says arrives and what the server answers is swallowed, and then the cable is cut: the client never hears it. */
  | 'after';

/** A wire between a client and a PostgreSQL server on this machine, which breaks at the moment that a test says. */
export class FaultyWire {
  /** The database's URL through the wire. */
  readonly url: string;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #fault: Fault = 'none';
  #refuses = false;

  private constructor(server: Server, url: URL) {
    this.#server = server;
    this.url = url.href;
  }

  static async lay(to: string): Promise<FaultyWire> {
    const target = new URL(to);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const through = new URL(to);
    [through.hostname, through.port] = ['127.0.0.1', String((server.address() as AddressInfo).port)];
    const wire = new FaultyWire(server, through);
    server.on('connection', (client) => wire.#join(client, connect(Number(target.port || 5432), target.hostname)));
    return wire;
  }

  /** The next message breaks the wire; later connections are sound, unless they are refused. */
  breakAt(fault: 'before' | 'after', { refuse = false }: { readonly refuse?: boolean } = {}): void {
    this.#fault = fault;
    this.#refuses = refuse;
  }

  /** Cuts every connection, now. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  /** Later connections are refused. */
  refuse(): void {
    this.#refuses = true;
  }

  mend(): void {
    this.#refuses = false;
  }

  async remove(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket, server: Socket): void {
    for (const [socket, other] of [[client, server], [server, client]] as const) {
      this.#open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#open.delete(socket);
        other.destroy();
      });
    }
    if (this.#refuses) {
      client.destroy();
      return;
    }
    client.on('data', (said) => {
      if (this.#fault === 'before') this.#break(client);
      else server.write(said);
    });
    server.on('data', (said) => {
      if (this.#fault === 'after') this.#break(client);
      else client.write(said);
    });
  }

  #break(client: Socket): void {
    this.#fault = 'none';
    client.destroy();
  }
}
