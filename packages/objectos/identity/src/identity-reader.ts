import { createPlanner, runtimeRights } from '@objectql/engine';
import type { ListQuery, PlannedPage, Scope, Store, Stores } from '@objectql/engine';
import type { Row } from '@objectql/metadata';
import { delegationObject } from './delegation-object.ts';
import { principalObject } from './principal-object.ts';
import { delegationOf, principalOf, tokenOf } from './stored-rows.ts';
import type { StoredDelegation, StoredPrincipal, StoredToken } from './stored-rows.ts';
import { tokenObject } from './token-object.ts';

const objects = [principalObject, delegationObject, tokenObject];

export interface Page {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/** Reads what identity itself keeps, with the runtime's own right: before it is known who calls, nobody else's could be used. */
export class IdentityReader {
  readonly #stores: Stores;
  readonly #planner = createPlanner(new Map(objects.map((object) => [object.name, object])));
  readonly #rights = runtimeRights(objects);

  constructor(stores: Stores) {
    this.#stores = stores;
  }

  async tokenByHash(hash: string, scope: Scope): Promise<StoredToken | null> {
    const { rows: [row] } = await this.tokens({ filter: { hash }, limit: 1 }, scope);
    return row === undefined ? null : tokenOf(row);
  }

  /** Tokens of every tenant: say in the filter which are meant. */
  async tokens(query: ListQuery, scope: Scope): Promise<Page> {
    return this.#page(await this.#stores.system(), tokenObject.name, query, scope);
  }

  /** A principal of the scope's tenant. */
  async principal(id: string, scope: Scope): Promise<StoredPrincipal | null> {
    const { rows: [row] } = await this.#page(await this.#stores.of(scope.tenant), principalObject.name, { filter: { id }, limit: 1 }, scope);
    return row === undefined ? null : principalOf(row);
  }

  async delegation(id: string, scope: Scope): Promise<StoredDelegation | null> {
    const { rows: [row] } = await this.#page(await this.#stores.of(scope.tenant), delegationObject.name, { filter: { id }, limit: 1 }, scope);
    return row === undefined ? null : delegationOf(row);
  }

  /** The latest delegations between the two that are not revoked. */
  async delegations(principal: string, agent: string, scope: Scope): Promise<readonly StoredDelegation[]> {
    const query = { filter: { principal, agent, revoked_at: { $null: true } }, sort: ['-createdAt'] };
    const { rows } = await this.#page(await this.#stores.of(scope.tenant), delegationObject.name, query, scope);
    return rows.map(delegationOf);
  }

  async #page(store: Store, ...[object, query, scope]: [object: string, query: ListQuery, scope: Scope]): Promise<Page> {
    const planned = this.#planner.list(this.#rights, object, query);
    if (!planned.ok) throw new TypeError(`identity asked for ${object} in a way that cannot be planned: ${JSON.stringify(planned.issues)}`);
    const result = await store.read(planned.plan, planned.args, scope);
    return { rows: result.rows.map((text) => JSON.parse(text) as Row), nextCursor: (planned satisfies PlannedPage).cursorOf(result) };
  }
}
