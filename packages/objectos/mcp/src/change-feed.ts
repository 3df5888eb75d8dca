import { defineRef } from '@objectos/kernel';
import type { Platform } from '@objectos/kernel';

/** What changed lately: nothing, where only time has passed. */
export interface Changes {
  /** Has this record changed, or, without an id, any of the object? */
  has(tenant: string, object: string, id?: string): boolean;
}

/** Tells whoever watches, some milliseconds after a commit, what has changed since it told last; and now and then that time has passed. */
export interface ChangeFeed {
  /** Returns the function that ends it. */
  subscribe(listener: (changes: Changes) => void): () => void;
}

export const changeFeedRef = defineRef<ChangeFeed>('mcp.change-feed');

/** Milliseconds for which changes are gathered, so that a burst of commits is one round of looks. */
const gathering = 20;

/** Milliseconds after which watches look even if nothing was committed here: rights end by the clock, and metadata is replaced. */
const patience = 5_000;

/** Of what committers publish the feed reads two members. */
interface Published {
  readonly tenant: string;
  readonly changes: readonly { readonly key: { readonly object: string; readonly id: string } }[];
}

/** The feed of one process, fed by its commits. While nobody listens a commit costs it one comparison. */
export class CommitFeed implements ChangeFeed {
  readonly #platform: Platform;
  readonly #listeners = new Set<(changes: Changes) => void>();
  #gathered = new Set<string>();
  #telling: (() => void) | undefined;
  #waiting: (() => void) | undefined;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  subscribe(listener: (changes: Changes) => void): () => void {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) this.#wait();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.close();
    };
  }

  /** Hears of what a committer published. */
  hear(published: unknown): void {
    if (this.#listeners.size === 0 || !isPublished(published)) return;
    for (const { key: { object, id } } of published.changes) {
      this.#gathered.add(keyOf(published.tenant, object));
      this.#gathered.add(keyOf(published.tenant, object, id));
    }
    this.#telling ??= this.#platform.timer(gathering, () => this.#tell());
  }

  /** Stops its timers; a listener that comes later starts them again. */
  close(): void {
    this.#telling?.();
    this.#waiting?.();
    this.#telling = undefined;
    this.#waiting = undefined;
    this.#gathered.clear();
  }

  #wait(): void {
    this.#waiting = this.#platform.timer(patience, () => {
      this.#wait();
      this.#tell();
    });
  }

  #tell(): void {
    const gathered = this.#gathered;
    this.#gathered = new Set();
    this.#telling = undefined;
    for (const listener of this.#listeners) listener({ has: (tenant, object, id) => gathered.has(keyOf(tenant, object, id)) });
  }
}

function keyOf(tenant: string, object: string, id = ''): string {
  return `${tenant}/${object}/${id}`;
}

function isPublished(value: unknown): value is Published {
  return typeof value === 'object' && value !== null && 'tenant' in value && typeof value.tenant === 'string' && 'changes' in value && Array.isArray(value.changes);
}
