import type { AccessEvent, AccessText } from './access-format.ts';

const mostEvents = 500;
const mostIds = 20;

/** What one event says before it is counted together with its like. */
export interface AccessNote extends Omit<AccessEvent, 'at' | 'count' | 'ids'> {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly id: string | undefined;
}

interface Counted {
  readonly note: AccessNote;
  count: number;
  readonly ids: string[];
}

/** Events of one tenant that wait to be written: equal ones are counted, and there is room for 500 kinds of them. */
export class AccessBuffer {
  readonly #events = new Map<string, Counted>();
  #dropped = 0;

  get isEmpty(): boolean {
    return this.#events.size === 0 && this.#dropped === 0;
  }

  add(note: AccessNote): void {
    const key = `${note.kind}\n${note.operation}\n${note.principal}\n${note.actors.join(' ')}\n${note.onBehalfOf ?? ''}\n${note.surface}\n${note.code ?? ''}`;
    const known = this.#events.get(key);
    if (known !== undefined) {
      known.count++;
      if (note.id !== undefined && known.ids.length < mostIds && !known.ids.includes(note.id)) known.ids.push(note.id);
    } else if (this.#events.size < mostEvents) {
      this.#events.set(key, { note, count: 1, ids: note.id === undefined ? [] : [note.id] });
    } else this.#dropped++;
  }

  /** Counts events that could not be written. */
  addDropped(count: number): void {
    this.#dropped += count;
  }

  /** Takes everything out: the text of a batch, and how many events it tells of. */
  take(): { readonly text: string; readonly events: number } {
    let events = this.#dropped;
    const told = [...this.#events.values()].map((counted) => {
      events += counted.count;
      return eventOf(counted);
    });
    const text: AccessText = { events: told, dropped: this.#dropped };
    this.#events.clear();
    this.#dropped = 0;
    return { text: JSON.stringify(text), events };
  }
}

function eventOf({ note, count, ids }: Counted): AccessEvent {
  const { kind, principal, actors, onBehalfOf, surface, operation, code, requestId, time } = note;
  return { kind, at: new Date(time).toISOString(), principal, actors, onBehalfOf, surface, operation, ...(code === undefined ? {} : { code }), requestId, count, ids };
}
