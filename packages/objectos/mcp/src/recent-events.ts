import type { EventStore } from '@modelcontextprotocol/server';

type Message = Parameters<EventStore['storeEvent']>[1];

/** Most messages that a session keeps for a client whose stream broke. */
const mostKept = 100;

/** The last messages of one session, in memory: a client that comes back with the id of the last one it got is sent the rest. */
export class RecentEvents implements EventStore {
  readonly #kept = new Map<string, { readonly stream: string; readonly message: Message }>();
  #count = 0;

  async storeEvent(stream: string, message: Message): Promise<string> {
    this.#count += 1;
    const id = `${stream}:${this.#count}`;
    this.#kept.set(id, { stream, message });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return id;
  }

  async getStreamIdForEventId(id: string): Promise<string | undefined> {
    return this.#kept.get(id)?.stream;
  }

  async replayEventsAfter(lastId: string, { send }: { readonly send: (id: string, message: Message) => Promise<void> }): Promise<string> {
    const last = this.#kept.get(lastId);
    if (last === undefined) return '';
    let passed = false;
    for (const [id, { stream, message }] of this.#kept) {
      // The first event of a stream carries no message.
      if (passed && stream === last.stream && Object.keys(message).length > 0) await send(id, message);
      passed ||= id === lastId;
    }
    return last.stream;
  }
}
