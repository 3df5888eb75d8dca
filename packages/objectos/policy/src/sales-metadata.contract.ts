import type { AnyOperation, Snapshot } from '@objectos/kernel';
import type { FlowDescriptor, ObjectDescriptor, PermissionRule, RoleDescriptor } from '@objectql/metadata';
import type { AgentToolsDescriptor } from './agent-tools.ts';

/** A deal with a field of each kind that policies treat differently; the state field belongs to a flow. */
export const deal: ObjectDescriptor = {
  kind: 'object', id: 'deal', name: 'deal', plural: 'deals', label: 'Deal', indexes: [], rules: [], audit: { reads: 'none' },
  fields: {
    title: { type: 'text', id: 'deal.title' },
    owner: { type: 'text', id: 'deal.owner' },
    amount: { type: 'integer', id: 'deal.amount' },
    note: { type: 'text', id: 'deal.note' },
    customer: { type: 'lookup', id: 'deal.customer', object: 'customer', onDelete: 'restrict' },
    number: { type: 'autonumber', id: 'deal.number', format: 'D-{0000}' },
    closedAt: { type: 'datetime', id: 'deal.closedAt', readOnly: true },
    status: { type: 'select', id: 'deal.status', options: [{ value: 'open' }, { value: 'closed' }] },
  },
};

export const customer: ObjectDescriptor = {
  kind: 'object', id: 'customer', name: 'customer', plural: 'customers', label: 'Customer', indexes: [], rules: [], audit: { reads: 'none' },
  fields: { name: { type: 'text', id: 'customer.name' }, phone: { type: 'text', id: 'customer.phone' } },
};

const counter: ObjectDescriptor = { ...customer, id: 'tally', name: 'tally', plural: 'tallies', internal: true };

export const dealFlow: FlowDescriptor = { kind: 'flow', id: 'DealFlow', name: 'DealFlow', object: 'deal', field: 'status', initialState: 'open', states: {} };

export function role(name: string, ...rules: readonly (Omit<PermissionRule, 'object'> & { readonly object?: string })[]): RoleDescriptor {
  return { kind: 'role', id: name, name, rules: rules.map((rule) => Object.assign({ object: 'deal' }, rule)) };
}

export interface SalesMetadata {
  readonly roles: readonly RoleDescriptor[];
  readonly agentTools?: Readonly<Record<string, AgentToolsDescriptor>>;
  readonly operations?: readonly AnyOperation[];
}

/** A snapshot as the kernel would fold it, reduced to what policies read. */
export function snapshotOf({ roles, agentTools = {}, operations = [] }: SalesMetadata): Snapshot {
  const kinds: Readonly<Record<string, ReadonlyMap<string, unknown>>> = {
    object: new Map([deal, customer, counter].map((each) => [each.name, each])),
    subject: new Map([['audit', { kind: 'subject', name: 'audit', plural: 'audit' }]]),
    flow: new Map([['DealFlow', dealFlow]]),
    role: new Map(roles.map((each) => [each.name, each])),
    agentTools: new Map(Object.entries(agentTools)),
  };
  return {
    version: 'test',
    get: () => assertUnused(),
    metadata: (kind) => kinds[kind] ?? new Map(),
    operation: (name) => operations.find((each) => each.name === name),
    operations: () => operations,
  };
}

/** An operation as far as a verdict looks at one. */
export function operation(name: string, grant: AnyOperation['grant']): AnyOperation {
  return {
    name, grant, title: name, description: name, effect: 'write', idempotent: false, target: 'record',
    input: { parse: assertUnused, jsonSchema: () => ({}) },
    output: () => ({}),
    handler: assertUnused,
  };
}

function assertUnused(): never {
  throw new Error('a verdict does not look at this');
}
