import type { SystemAccess } from '@objectos/kernel';
import type { Scope } from '@objectql/engine';
import type { IdentityReader } from './identity-reader.ts';
import { canAct, canBeAgent, delegatedSession } from './session-maker.ts';
import type { SessionMaker } from './session-maker.ts';
import { isInForce, tokenOf } from './stored-rows.ts';
import type { SessionFound, SessionQuestion, SessionSide, SessionSource } from './session-source.ts';
import type { StoredLimits, StoredPrincipal } from './stored-rows.ts';

/** Sessions as a sign-in would make them now, told by names: nobody signs in with what it answers. */
export class StoredSessionSource implements SessionSource {
  readonly #reader: IdentityReader;
  readonly #maker: SessionMaker;
  readonly #system: SystemAccess;

  constructor(reader: IdentityReader, maker: SessionMaker, system: SystemAccess) {
    this.#reader = reader;
    this.#maker = maker;
    this.#system = system;
  }

  async sessionOf(question: SessionQuestion): Promise<SessionFound> {
    const { tenant, principal: id, agent, token } = question;
    const scope = this.#system.context({ tenant, onBehalfOf: null });
    const principal = await this.#reader.principal(id, scope);
    if (principal === null || !canAct(principal)) return { session: null, because: 'principal' };
    if (token !== undefined) return this.#ofToken(question, token, scope);
    if (agent !== undefined) return this.#ofAgent(principal, agent, scope);
    const made = await this.#maker.fromPrincipal(tenant, id);
    return made === null ? { session: null, because: 'principal' } : { session: made.session, sides: [] };
  }

  async #ofAgent(principal: StoredPrincipal, agent: string, scope: Scope): Promise<SessionFound> {
    const actor = await this.#reader.principal(agent, scope);
    if (actor === null || !canBeAgent(actor)) return { session: null, because: 'agent' };
    const delegation = (await this.#reader.delegations(principal.id, agent, scope)).find((each) => isInForce(each, scope.time));
    if (delegation === undefined) return { session: null, because: 'delegation' };
    return { session: delegatedSession(scope.tenant, principal, delegation), sides: [sideOf('delegation', delegation.id, delegation)] };
  }

  async #ofToken({ tenant, principal, agent }: SessionQuestion, id: string, scope: Scope): Promise<SessionFound> {
    const { rows: [row] } = await this.#reader.tokens({ filter: { id, tenant, principal }, limit: 1 }, scope);
    const token = row === undefined ? null : tokenOf(row);
    const made = token === null || (agent !== undefined && token.agent !== agent) ? null : await this.#maker.fromStored(token);
    if (token === null || made === null) return { session: null, because: 'token' };
    const delegation = token.delegation === null ? null : await this.#reader.delegation(token.delegation, scope);
    const delegated = delegation === null ? [] : [sideOf('delegation', delegation.id, delegation)];
    return { session: made.session, sides: [...delegated, sideOf('token', token.id, token)] };
  }
}

function sideOf(side: SessionSide['side'], id: string, { operations, roles }: StoredLimits): SessionSide {
  return { side, id, operations, roles };
}
