import type { Operator } from './operator.ts';

/** Who calls in these tests: a person by his roles, or an agent by the person it acts for and what it may call. */
const persons = {
  ada: ['admin'],
  clara: ['clerk'],
  kit: ['keeper'],
  emil: ['employee'],
  mara: ['manager'],
  dirk: ['director'],
  stan: ['stamper'],
  rosa: ['registrar'],
  nils: [],
} as const satisfies Record<string, readonly string[]>;

const agents = {
  /** Approves for mara, and can do nothing else. */
  bot: { for: 'mara', operations: ['claim.list', 'claim.get', 'claim.approve'] },
  /** Whatever clara may do, as far as a delegation can say so. */
  aide: { for: 'clara', operations: ['*'] },
} as const satisfies Record<string, { readonly for: keyof typeof persons; readonly operations: readonly string[] }>;

export type Person = keyof typeof persons;
export type Agent = keyof typeof agents;
export type Caller = Person | Agent;
export const callers = [...Object.keys(persons), ...Object.keys(agents)] as readonly Caller[];

export function isAgent(caller: Caller): caller is Agent {
  return Object.hasOwn(agents, caller);
}

/** On whose rights the caller acts: himself, or the person of the agent. */
export function personOf(caller: Caller): Person {
  return isAgent(caller) ? agents[caller].for : caller;
}

export interface Token {
  readonly id: string;
  readonly token: string;
}
export type Tokens = Readonly<Record<Caller, Token>>;

/** Makes the tenant, its people and agents, and a token for each. */
export async function openTenant(operator: Operator, tenant: string): Promise<Tokens> {
  await operator.value('system', 'tenant.create', { name: tenant });
  for (const [id, roles] of Object.entries(persons)) await operator.value(tenant, 'principal.create', { id, name: id, kind: 'person', roles });
  for (const [id, { for: principal, operations }] of Object.entries(agents)) {
    await operator.value(tenant, 'principal.create', { id, name: id, kind: 'agent', roles: [] });
    await operator.value(tenant, 'delegation.create', { id: `${id}-for-${principal}`, principal, agent: id, operations });
  }
  const tokens: Record<string, Token> = {};
  for (const id of callers) {
    tokens[id] = await operator.value<Token>(tenant, 'token.create', isAgent(id) ? { principal: personOf(id), agent: id } : { principal: id });
  }
  return tokens as Tokens;
}
