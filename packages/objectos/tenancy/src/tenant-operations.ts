import { Fault, isSystem } from '@objectos/kernel';
import type { AnyOperation, Call, JsonSchema, Operation, Reply } from '@objectos/kernel';
import type { Host } from '@objectql/engine';
import { fault } from './errors.ts';
import { entryOf } from './tenant-directory.ts';
import type { TenantEntry } from './tenant-directory.ts';
import { noInput, tenantInput } from './tenant-input.ts';
import type { TenantInput } from './tenant-input.ts';
import type { TenantStores } from './tenant-stores.ts';

/** What the operations work with once the plugin has started. */
export interface TenancyServices {
  readonly stores: TenantStores;
  readonly host: Host;
}

const operatorOnly = { grant: null, target: 'system', surfaces: ['cli', 'system'] } as const;

/** `tenant.create` and `tenant.list`: the operator's, who calls as the system principal. */
export function tenantOperations(services: () => TenancyServices): readonly AnyOperation[] {
  const create: Operation<TenantInput, TenantEntry> = {
    ...operatorOnly,
    name: 'tenant.create',
    title: 'Create tenant',
    description: 'Adds a tenant and makes its store.',
    effect: 'write',
    idempotent: false,
    input: tenantInput,
    output: () => tenantSchema,
    handler: (call) => createTenant(services(), call),
  };
  const list: Operation<unknown, { readonly tenants: readonly TenantEntry[] }> = {
    ...operatorOnly,
    name: 'tenant.list',
    title: 'List tenants',
    description: 'Every tenant by name.',
    effect: 'read',
    idempotent: true,
    input: noInput,
    output: () => ({ type: 'object', properties: { tenants: { type: 'array', items: tenantSchema } }, required: ['tenants'] }),
    handler: async ({ context }) => {
      requireOperator(context);
      return { value: { tenants: await services().stores.directory.all(context) } };
    },
  };
  return [create, list];
}

const tenantSchema: JsonSchema = {
  type: 'object',
  properties: { name: { type: 'string' }, label: { type: 'string' }, createdAt: { type: 'string', format: 'date-time' } },
  required: ['name', 'label', 'createdAt'],
};

async function createTenant({ stores, host }: TenancyServices, { input, context, operation, snapshot }: Call<TenantInput>): Promise<Reply<TenantEntry>> {
  requireOperator(context);
  const { commandKey, dryRun = false } = context;
  const outcome = await stores.directory.create(input, {
    scope: { ...context, operation: operation.name, version: snapshot.version },
    dryRun,
    ...(commandKey === undefined ? {} : { command: { key: commandKey, digest: host.sha256(JSON.stringify([operation.name, input.name, input.label])) } }),
  });
  if (!outcome.accepted) {
    const { code, category, message } = outcome.rejection;
    throw code === 'DUPLICATE_ID' ? fault('TENANT_EXISTS', { tenant: input.name }) : new Fault(code, category, message);
  }
  if (!dryRun) await stores.of(input.name);
  const row = outcome.changes[0]?.after;
  const entry = row ? entryOf(row) : await stores.directory.find(input.name, context);
  if (entry === null) throw fault('TENANT_UNKNOWN', { tenant: input.name });
  return { value: entry, ...(outcome.replayed ? { replayed: true } : {}) };
}

function requireOperator({ principal }: Call['context']): void {
  if (!isSystem(principal)) throw fault('TENANT_OPERATOR_ONLY', {});
}
