import { isSystem } from '@objectos/kernel';
import type { AnyOperation, Authoriser, Context, Narrowing, Principal, Snapshot, Verdict } from '@objectos/kernel';
import type { Rights } from '@objectql/expression';
import { agentScope } from './agent-tools.ts';
import { Caller } from './caller.ts';
import { bothScopes, narrowedScope } from './operation-scope.ts';
import { policyOf } from './policy.ts';
import type { Policy } from './policy.ts';
import { roleSetOf } from './role-set.ts';

/** More kinds of caller than this are not remembered at once per snapshot. */
const rememberedCallers = 4_000;

/**
 * The one verdict. A call that was judged before costs two look-ups: the caller, by the identity of his principal (or of
 * what narrows it), and the operation. What is remembered belongs to a snapshot, and goes with it however long principals stay.
 */
export class PolicyAuthoriser implements Authoriser {
  readonly #callers = new WeakMap<Snapshot, Callers>();
  /** Of the snapshot that was asked about last, which is nearly always the one that serves. */
  #latest: Callers | undefined;

  authorise(operation: AnyOperation, { principal, narrowing, surface }: Context, snapshot: Snapshot): Verdict {
    const callers = this.#latest?.snapshot === snapshot ? this.#latest : this.#of(snapshot);
    const known = callers.of(principal, narrowing);
    return (surface === 'mcp' ? known.agent : known.anywhere).judge(operation);
  }

  #of(snapshot: Snapshot): Callers {
    const callers = this.#callers.get(snapshot) ?? new Callers(snapshot);
    this.#callers.set(snapshot, callers);
    this.#latest = callers;
    return callers;
  }
}

/** One caller as MCP meets him, where `agentTools` may limit him further, and as every other surface does. */
interface Faces {
  readonly anywhere: Caller;
  readonly agent: Caller;
}

interface Known extends Faces {
  readonly principal: Principal;
}

/** The callers of one snapshot: principals with equal roles and narrowing are one. */
class Callers {
  readonly snapshot: Snapshot;
  readonly #policy: Policy;
  readonly #known = new WeakMap<Principal | Narrowing, Known>();
  readonly #faces = new Map<string, Faces>();

  constructor(snapshot: Snapshot) {
    this.snapshot = snapshot;
    this.#policy = policyOf(snapshot);
  }

  of(principal: Principal, narrowing: Narrowing | null): Faces {
    const by = narrowing ?? principal;
    const known = this.#known.get(by);
    if (known?.principal === principal) return known;
    const found = { principal, ...this.#shared(principal, narrowing) };
    this.#known.set(by, found);
    return found;
  }

  #shared(principal: Principal, narrowing: Narrowing | null): Faces {
    const system = isSystem(principal);
    const roles = roleSetOf(principal, narrowing);
    const key = JSON.stringify([system, roles.key, narrowing?.operations?.toSorted() ?? null]);
    const known = this.#faces.get(key);
    if (known !== undefined) return known;
    const faces = this.#facesOf(system ? this.#policy.system : this.#policy.rights(roles), narrowing);
    const oldest = this.#faces.size < rememberedCallers ? undefined : this.#faces.keys().next().value;
    if (oldest !== undefined) this.#faces.delete(oldest);
    this.#faces.set(key, faces);
    return faces;
  }

  #facesOf(rights: Rights, narrowing: Narrowing | null): Faces {
    const scope = narrowedScope(narrowing);
    const tools = agentScope(this.snapshot);
    const anywhere = new Caller(rights, scope);
    return { anywhere, agent: tools === null ? anywhere : new Caller(rights, bothScopes(scope, tools)) };
  }
}
