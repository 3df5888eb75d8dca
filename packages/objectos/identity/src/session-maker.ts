import type { Narrowing, Principal, Session, SystemAccess } from '@objectos/kernel';
import type { Scope } from '@objectql/engine';
import type { Json } from '@objectql/metadata';
import type { IdentityReader } from './identity-reader.ts';
import { bothLimits } from './operation-names.ts';
import { isInForce } from './stored-rows.ts';
import type { StoredDelegation, StoredLimits, StoredPrincipal, StoredToken } from './stored-rows.ts';

/** A session, until when it can last, and the records it was made of: when one of them changes it is no longer true. */
export interface MadeSession {
  readonly session: Session;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** See `subjectKey`. */
  readonly madeOf: readonly string[];
}

/** Names a record that sessions are made of. Tokens are named without a tenant, for ids of the system store are its own. */
export function subjectKey(object: string, tenant: string, id: string): string {
  return JSON.stringify(object === 'token' ? [object, id] : [object, tenant, id]);
}

/** Makes sessions from what the stores say now. Everything that is missing, over or out of force makes none. */
export class SessionMaker {
  readonly #reader: IdentityReader;
  readonly #system: SystemAccess;

  constructor(reader: IdentityReader, system: SystemAccess) {
    this.#reader = reader;
    this.#system = system;
  }

  async fromToken(hash: string): Promise<MadeSession | null> {
    const token = await this.#reader.tokenByHash(hash, this.#scope('system'));
    return token === null ? null : this.fromStored(token);
  }

  /** The session of a token as the system store keeps it. */
  async fromStored(token: StoredToken): Promise<MadeSession | null> {
    const scope = this.#scope(token.tenant);
    if (!isInForce(token, scope.time)) return null;
    const principal = await this.#reader.principal(token.principal, scope);
    if (principal === null || !canAct(principal) || !isMadeFor(token, principal)) return null;
    const madeOf = [subjectKey('token', token.tenant, token.id), subjectKey('principal', token.tenant, principal.id)];
    if (token.agent === null) return made({ tenant: token.tenant, principal, actors: [], limits: [token], madeOf });
    const delegation = await this.#delegationOf(token, scope);
    if (delegation === null) return null;
    madeOf.push(subjectKey('principal', token.tenant, token.agent), subjectKey('delegation', token.tenant, delegation.id));
    return made({ tenant: token.tenant, principal, actors: [token.agent], limits: [delegation, token], madeOf });
  }

  /** The principal himself, unlimited: what a local operator acts as. */
  async fromPrincipal(tenant: string, id: string): Promise<MadeSession | null> {
    const principal = await this.#reader.principal(id, this.#scope(tenant));
    if (principal === null || !canAct(principal)) return null;
    return made({ tenant, principal, actors: [], limits: [], madeOf: [subjectKey('principal', tenant, id)] });
  }

  /** What lets the token's agent act, if it still does. An agent without a delegation can do nothing. */
  async #delegationOf(token: StoredToken, scope: Scope): Promise<StoredDelegation | null> {
    const { agent, delegation: id, principal } = token;
    if (agent === null || id === null) return null;
    const [actor, delegation] = await Promise.all([this.#reader.principal(agent, scope), this.#reader.delegation(id, scope)]);
    if (actor === null || delegation === null || !canBeAgent(actor) || !isMadeFor(token, actor) || !isMadeFor(token, delegation)) return null;
    const fits = delegation.agent === agent && delegation.principal === principal && isInForce(delegation, scope.time);
    return fits ? delegation : null;
  }

  #scope(tenant: string): Scope {
    return this.#system.context({ tenant, onBehalfOf: null });
  }
}

/** The session of an agent that acts for a principal by a delegation, as a token without limits of its own would make it. */
export function delegatedSession(tenant: string, principal: StoredPrincipal, delegation: StoredDelegation): Session {
  return made({ tenant, principal, actors: [delegation.agent], limits: [delegation], madeOf: [] }).session;
}

/**
 * Whether the record is the one that the token was made for. One that is younger bears the id of another one, which is
 * deleted: with it ended what rested on it.
 */
function isMadeFor(token: StoredToken, { createdAt }: { readonly createdAt: string }): boolean {
  return createdAt <= token.createdAt;
}

/** People and services act in their own name; agents never do. */
export function canAct({ active, kind }: StoredPrincipal): boolean {
  return active && (kind === 'person' || kind === 'service');
}

/** Agents act for others, and services may. */
export function canBeAgent({ active, kind }: StoredPrincipal): boolean {
  return active && (kind === 'agent' || kind === 'service');
}

interface Ingredients {
  readonly tenant: string;
  readonly principal: StoredPrincipal;
  readonly actors: readonly string[];
  readonly limits: readonly StoredLimits[];
  readonly madeOf: readonly string[];
}

function made({ tenant, principal: stored, actors, limits, madeOf }: Ingredients): MadeSession {
  const held = [...new Set(stored.roles)].toSorted();
  const roles = held.filter((role) => limits.every((limit) => limit.roles?.includes(role) ?? true));
  const attributes = attributesOf(stored.attributes);
  const principal: Principal = {
    id: stored.id, roles,
    kind: stored.kind === 'service' ? 'service' : 'person',
    ...(attributes === undefined ? {} : { attributes }),
  };
  const operations = limits.reduce((left: readonly string[] | null, limit) => bothLimits(left, limit.operations), null);
  const withheldRoles = held.filter((role) => !roles.includes(role));
  const expiresAt = Math.min(Infinity, ...limits.map((limit) => limit.expiresAt));
  const narrowing = limits.some(isLimit) ? narrowingOf(operations, withheldRoles) : null;
  return { session: { tenant, principal, actors, narrowing, ...(expiresAt === Infinity ? {} : { expiresAt }) }, expiresAt, madeOf };
}

/** Whether it takes rights away, or would if the principal had more: a list of all the roles that he has today is a limit. */
function isLimit({ operations, roles }: StoredLimits): boolean {
  return operations !== null || roles !== null;
}

function narrowingOf(operations: readonly string[] | null, withheldRoles: readonly string[]): Narrowing {
  return { ...(operations === null ? {} : { operations }), ...(withheldRoles.length === 0 ? {} : { withheldRoles }) };
}

/** What conditions can ask for; members that are lists or objects are not. */
function attributesOf(value: Json): Principal['attributes'] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const plain: Record<string, string | number | boolean | null> = {};
  for (const [name, member] of Object.entries(value)) if (typeof member !== 'object' || member === null) plain[name] = member;
  return plain;
}
