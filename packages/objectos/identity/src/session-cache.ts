import type { Session } from '@objectos/kernel';
import type { MadeSession } from './session-maker.ts';

/** More sessions than this are not remembered at once; a forgotten one is made again from the stores. */
const remembered = 50_000;

/** How often a session is made anew because something changed meanwhile; then there is none, and the caller may ask again. */
const mostTries = 20;

/**
 * Sessions in memory, each the same object until a record that it was made of changes: then exactly it is dropped. A session
 * that is being made while something changes is made again, so that none is remembered that was read before a change and
 * stored after it.
 */
export class SessionCache {
  readonly #kept = new Map<string, MadeSession>();
  readonly #users = new Map<string, Set<string>>();
  readonly #making = new Map<string, Promise<Session | null>>();
  readonly #now: () => number;
  /** What changed since, for each session that is being made. */
  readonly #changedMeanwhile = new Set<Set<string>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The session under that key, at once where it is remembered. Null: there is none now. */
  get(key: string, make: () => Promise<MadeSession | null>): Session | null | Promise<Session | null> {
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      if (this.#now() < kept.expiresAt) return kept.session;
      this.#forget(key, kept);
      return null;
    }
    const known = this.#making.get(key);
    if (known !== undefined) return known;
    const making = this.#make(key, make).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  /** Drops every session that was made of the record. */
  changed(subject: string): void {
    for (const changed of this.#changedMeanwhile) changed.add(subject);
    for (const key of this.#users.get(subject) ?? []) {
      const kept = this.#kept.get(key);
      if (kept !== undefined) this.#forget(key, kept);
    }
  }

  get size(): number {
    return this.#kept.size;
  }

  async #make(key: string, make: () => Promise<MadeSession | null>): Promise<Session | null> {
    const changed = new Set<string>();
    this.#changedMeanwhile.add(changed);
    try {
      for (let tries = 0; tries < mostTries; tries++) {
        changed.clear();
        const made = await make();
        const isStale = made === null ? changed.size > 0 : made.madeOf.some((subject) => changed.has(subject));
        if (isStale) continue;
        if (made !== null) this.#keep(key, made);
        return made?.session ?? null;
      }
      return null;
    } finally {
      this.#changedMeanwhile.delete(changed);
    }
  }

  #keep(key: string, made: MadeSession): void {
    if (this.#kept.size >= remembered) this.#forgetOldest();
    this.#kept.set(key, made);
    for (const subject of made.madeOf) {
      const users = this.#users.get(subject);
      if (users === undefined) this.#users.set(subject, new Set([key]));
      else users.add(key);
    }
  }

  #forgetOldest(): void {
    for (const [key, kept] of this.#kept) {
      this.#forget(key, kept);
      return;
    }
  }

  #forget(key: string, { madeOf }: MadeSession): void {
    this.#kept.delete(key);
    for (const subject of madeOf) {
      const users = this.#users.get(subject);
      users?.delete(key);
      if (users?.size === 0) this.#users.delete(subject);
    }
  }
}
