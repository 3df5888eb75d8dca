import { createPlanner, runtimeRights } from '@objectql/engine';
import type { Attempt, ListQuery, Outcome, PlannedPage, Scope, Store } from '@objectql/engine';
import type { TenantInput } from './tenant-input.ts';
import { tenantObject } from './tenant-object.ts';

/** A tenant as the directory answers it. */
export interface TenantEntry {
  readonly name: string;
  readonly label: string;
  readonly createdAt: string;
}

type WriteOptions = Pick<Attempt, 'scope' | 'command' | 'dryRun'>;

/** Which tenants there are: records of the system store. */
export class TenantDirectory {
  readonly #system: () => Promise<Store>;
  readonly #planner = createPlanner(new Map([[tenantObject.name, tenantObject]]));
  readonly #rights = runtimeRights([tenantObject]);

  constructor(system: () => Promise<Store>) {
    this.#system = system;
  }

  async find(name: string, scope: Scope): Promise<TenantEntry | null> {
    const [entry] = await this.#read({ filter: { id: name }, limit: 1 }, scope);
    return entry ?? null;
  }

  /** All of them, by name. */
  async all(scope: Scope): Promise<readonly TenantEntry[]> {
    return this.#read({ sort: ['id'], limit: 500 }, scope);
  }

  /** Rejected with `DUPLICATE_ID` where the name is taken. */
  async create({ name, label }: TenantInput, options: WriteOptions): Promise<Outcome> {
    const store = await this.#system();
    const key = { object: tenantObject.name, id: name };
    return store.commit({
      ...options,
      keys: [],
      decide: () => ({ unit: { writes: [{ op: 'insert', key, row: { id: name, label } }], checks: [] }, reply: null }),
    });
  }

  async #read(query: ListQuery, scope: Scope): Promise<readonly TenantEntry[]> {
    const store = await this.#system();
    const entries: TenantEntry[] = [];
    let cursor: string | null = null;
    do {
      const planned: PlannedPage = plannedOrThrow(this.#planner.list(this.#rights, tenantObject.name, cursor === null ? query : { ...query, cursor }));
      const result = await store.read(planned.plan, planned.args, scope);
      for (const text of result.rows) entries.push(entryOf(JSON.parse(text) as Record<string, unknown>));
      cursor = query.limit === 1 ? null : planned.cursorOf(result);
    } while (cursor !== null);
    return entries;
  }
}

export function entryOf(row: Readonly<Record<string, unknown>>): TenantEntry {
  return { name: String(row['id']), label: String(row['label']), createdAt: String(row['createdAt']) };
}

function plannedOrThrow<P extends { readonly ok: boolean }>(planned: P): Extract<P, { readonly ok: true }> {
  if (!planned.ok) throw new TypeError(`the query of the tenant directory cannot be planned: ${JSON.stringify(planned)}`);
  return planned as Extract<P, { readonly ok: true }>;
}
