import type { Attempt, Rejection, Store, Stores } from '@objectql/engine';
import type { Json, Row } from '@objectql/metadata';
import { tokenObject } from './token-object.ts';

type WriteOptions = Pick<Attempt, 'scope' | 'command' | 'dryRun'>;

/** A token as its owner sees it: what it stands for, never what it is. */
export const shownFields = ['id', 'principal', 'agent', 'delegation', 'operations', 'roles', 'label', 'prefix', 'expires_at', 'revoked_at', 'createdAt'] as const;
export type ShownToken = Readonly<Record<(typeof shownFields)[number], Json>>;

export type Written = { readonly ok: true; readonly row: Row; readonly replayed: boolean } | { readonly ok: false; readonly rejection: Rejection };

const notFound: Rejection = { code: 'TOKEN_NOT_FOUND', category: 'not_found', message: 'There is no such token.' };

/** Writes tokens to the system store, as units of their own. */
export class TokenRegister {
  readonly #stores: Stores;

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  /** `row` holds every field of the object. A replay answers the token that the first call made. */
  async create(id: string, row: Row, options: WriteOptions): Promise<Written> {
    const store = await this.#stores.system();
    const outcome = await store.commit({
      ...options,
      keys: [],
      decide: () => ({ unit: { writes: [{ op: 'insert', key: { object: tokenObject.name, id }, row }], checks: [] }, reply: { id } }),
    });
    if (!outcome.accepted) return { ok: false, rejection: outcome.rejection };
    if (!outcome.replayed) return { ok: true, row: outcome.changes[0]?.after ?? row, replayed: false };
    return this.#replayed(store, (outcome.reply as { readonly id: string }).id, options);
  }

  /** Revokes the token where `mayRevoke` says so of it; elsewhere it does not exist. One that is revoked stays as it is. */
  async revoke(id: string, mayRevoke: (row: Row) => boolean, options: WriteOptions): Promise<Written> {
    const store = await this.#stores.system();
    const key = { object: tokenObject.name, id };
    let found: Row | null = null;
    const outcome = await store.commit({
      ...options,
      keys: [key],
      decide: (view) => {
        found = view.get(key);
        if (found === null || !mayRevoke(found)) return { rejection: notFound };
        const set = { revoked_at: new Date(options.scope.time).toISOString() };
        return { unit: { writes: found['revoked_at'] === null ? [{ op: 'update', key, set }] : [], checks: [] }, reply: { id } };
      },
    });
    if (!outcome.accepted) return { ok: false, rejection: outcome.rejection };
    const row = outcome.changes[0]?.after ?? found;
    return row === null ? this.#replayed(store, id, options) : { ok: true, row, replayed: outcome.replayed };
  }

  /** The token as it is now, read in the lane without changing anything. */
  async #replayed(store: Store, id: string, { scope }: WriteOptions): Promise<Written> {
    const key = { object: tokenObject.name, id };
    let row: Row | null = null;
    await store.commit({
      scope,
      keys: [key],
      dryRun: true,
      decide: (view) => {
        row = view.get(key);
        return { unit: { writes: [], checks: [] }, reply: null };
      },
    });
    return row === null ? { ok: false, rejection: notFound } : { ok: true, row, replayed: true };
  }
}

export function shown(row: Row): ShownToken {
  return Object.fromEntries(shownFields.map((name) => [name, row[name] ?? null])) as ShownToken;
}
