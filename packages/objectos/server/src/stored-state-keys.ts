import { definePlugin, metadataFacet, platformRef, runtimeRef, systemRef } from '@objectos/kernel';
import type { Platform, Plugin, Runtime, SystemAccess } from '@objectos/kernel';
import { stateKeysRef } from '@objectos/mcp';
import type { StateKey, StateKeys } from '@objectos/mcp';
import { storesRef } from '@objectql/engine';
import type { Stores } from '@objectql/engine';
import { defineObject, f } from '@objectql/metadata';
import type { Row } from '@objectql/metadata';

/** How long one key is sealed with, in milliseconds. A state is good for minutes, so beside the current key the last one is enough. */
const period = 24 * 60 * 60_000;

/** How much earlier than here another process may go on to the next key, in milliseconds: clocks differ. */
const skew = 5 * 60_000;

/**
 * Internal, so that no operation, no description and no journal entry speaks of it. It has two records, of even and of odd
 * periods: a new key takes the place of the last but one.
 */
export const stateKeyObject = defineObject({ name: '_state_key', internal: true, fields: { period: f.integer({ required: true }), secret: f.text({ required: true }) } });

interface Services {
  readonly stores: Pick<Stores, 'system'>;
  readonly system: SystemAccess;
  readonly runtime: Pick<Runtime, 'snapshotFor'>;
  readonly platform: Pick<Platform, 'now' | 'randomHex'>;
}

interface Today {
  readonly number: number;
  readonly key: Promise<StateKey>;
}

/** A key for each day, named by its number: made in the system store by the process that first needs it, and loaded once by every other. */
export class StoredStateKeys implements StateKeys {
  readonly #services: Services;
  #today: Today | undefined;
  /** Of the days beside it. */
  readonly #others = new Map<number, Promise<StateKey | null>>();

  constructor(services: Services) {
    this.#services = services;
  }

  current(): Promise<StateKey> {
    const { platform } = this.#services;
    const number = Math.floor(platform.now() / period);
    if (this.#today?.number === number) return this.#today.key;
    const today: Today = { number, key: this.#make(number, platform.randomHex(32)) };
    this.#today = today;
    this.#others.clear();
    // Whoever waits for it is told; the next who asks tries again.
    today.key.catch(() => {
      if (this.#today === today) this.#today = undefined;
    });
    return today.key;
  }

  async named(name: string): Promise<StateKey | null> {
    const current = await this.current();
    if (name === current.name) return current;
    const number = Number(current.name);
    if (name === String(number - 1)) return this.#other(number - 1);
    const isNear = (number + 1) * period - this.#services.platform.now() <= skew;
    return isNear && name === String(number + 1) ? this.#other(number + 1) : null;
  }

  /** Kept where it is there, or where its day is well over: it will not be made any more. */
  #other(number: number): Promise<StateKey | null> {
    const known = this.#others.get(number);
    if (known !== undefined) return known;
    const found = this.#ask(number, null).then((row) => (row?.['period'] === number ? keyOf(row) : null));
    this.#others.set(number, found);
    const forget = (): void => {
      if (this.#others.get(number) === found) this.#others.delete(number);
    };
    const isOver = (number + 1) * period + skew < this.#services.platform.now();
    found.then((key) => (key === null && !isOver ? forget() : undefined), forget);
    return found;
  }

  async #make(number: number, secret: string): Promise<StateKey> {
    const row = await this.#ask(number, secret);
    if (row === null) throw new TypeError(`the key of day ${number} was neither found nor made`);
    return keyOf(row);
  }

  /**
   * The record of that day as the store has it, or else with this secret: decided under the store's lock, so of several processes
   * that come at once one makes it and the others get it. One of a later day is not overwritten by a process whose clock is behind.
   */
  async #ask(number: number, secret: string | null): Promise<Row | null> {
    const { stores, system, runtime } = this.#services;
    const key = { object: stateKeyObject.name, id: number % 2 === 0 ? 'even' : 'odd' };
    const store = await stores.system();
    const outcome = await store.commit({
      scope: { ...system.context({ tenant: 'system', onBehalfOf: null }), operation: 'mcp.state_key', version: runtime.snapshotFor('system').version },
      keys: [key],
      decide(view) {
        const stored = view.get(key);
        if (secret === null || (stored !== null && Number(stored['period']) >= number)) return { unit: { writes: [], checks: [] }, reply: stored };
        const made = { period: number, secret };
        return { unit: { writes: [stored === null ? { op: 'insert', key, row: { id: key.id, ...made } } : { op: 'update', key, set: made }], checks: [] }, reply: made };
      },
    });
    if (outcome.accepted) return outcome.reply as Row | null;
    throw Object.assign(new Error(outcome.rejection.message), { code: outcome.rejection.code, category: outcome.rejection.category });
  }
}

function keyOf({ period: number, secret }: Row): StateKey {
  if (typeof number !== 'number' || typeof secret !== 'string') throw new TypeError('the record of a state key is not as it was made');
  return { name: String(number), secret };
}

/** The keys of the installation's dialogues, in its system store. Nothing is made before the first question to a client. */
export const stateKeysPlugin: Plugin = definePlugin({
  name: '@objectos/state-keys',
  version: '0.1.0',
  needs: { stores: storesRef, system: systemRef, runtime: runtimeRef, platform: platformRef },
  provides: { keys: stateKeysRef },
  contributes: [metadataFacet.of({ kind: 'systemObject', name: stateKeyObject.name, descriptor: stateKeyObject })],
  setup: (services) => ({ keys: new StoredStateKeys(services) }),
});
