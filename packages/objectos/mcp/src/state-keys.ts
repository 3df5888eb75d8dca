import { defineRef } from '@objectos/kernel';
import type { Platform } from '@objectos/kernel';

/** A key that states of dialogues are sealed with. */
export interface StateKey {
  /** Letters and digits; it stands in front of what is sealed. */
  readonly name: string;
  /** 32 random bytes in hex. */
  readonly secret: string;
}

/** The keys of one installation: every process of it knows the same ones. The identical object for the same key while it is kept, for what is made of it is kept by it. */
export interface StateKeys {
  /** What is sealed with now. */
  current(): Promise<StateKey>;
  /** What was sealed with; null where there is no such key, or not any more. The name is the client's word. */
  named(name: string): Promise<StateKey | null>;
}

/** Whoever puts the process together provides it, of the system store. */
export const stateKeysRef = defineRef<StateKeys>('mcp.state-keys');

/** One key that lives as long as the process, where there is no store to keep one: after a restart a dialogue begins anew. */
export function processKeys(platform: Platform): StateKeys {
  let key: StateKey | undefined;
  const own = (): StateKey => (key ??= { name: 'process', secret: platform.randomHex(32) });
  return {
    current: () => Promise.resolve(own()),
    named: (name) => Promise.resolve(name === own().name ? own() : null),
  };
}
