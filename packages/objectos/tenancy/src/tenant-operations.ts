import { isSystem } from '@objectos/kernel';
import type { AnyOperation, Call, JsonSchema, Operation, Platform, Snapshot, Validated, Validator } from '@objectos/kernel';
import type { Attempt, ReadPlan, Stores } from '@objectql/engine';
import { systemFields } from '@objectql/metadata';
import { fault } from './errors.ts';
import { isTenantName, tenantObject } from './tenant-object.ts';

interface TenantInput {
  readonly name: string;
  readonly label: string;
}

/** `tenant.create` and `tenant.list`, for the operator of the installation. They work on the system store. */
export function tenantOperations(services: () => { readonly stores: Stores; readonly platform: Platform }): readonly AnyOperation[] {
  const shared = { grant: null, target: 'system', surfaces: ['cli', 'system'] } as const;
  const create: Operation<TenantInput> = {
    ...shared,
    name: 'tenant.create',
    title: 'Create tenant',
    description: 'Adds an organisation; its store is made when it is first used.',
    effect: 'write',
    idempotent: false,
    input: tenantInput,
    output: () => ({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }),
    handler: async (call: Call<TenantInput>) => {
      requireOperator(call);
      const system = await services().stores.system();
      const outcome = await system.commit(creation(call));
      if (outcome.accepted) return { value: { name: call.input.name } };
      if (outcome.rejection.code === 'DUPLICATE_ID') throw fault('TENANT_EXISTS', { tenant: call.input.name });
      throw Object.assign(new Error(outcome.rejection.message), outcome.rejection);
    },
  };
  const list: Operation<unknown> = {
    ...shared,
    name: 'tenant.list',
    title: 'List tenants',
    description: 'Every organisation of this installation.',
    effect: 'read',
    idempotent: true,
    input: noInput,
    output: () => ({ type: 'object', properties: { tenants: { type: 'array' } }, required: ['tenants'] }),
    handler: async (call) => {
      requireOperator(call);
      const system = await services().stores.system();
      const { rows } = await system.read(directory, [], call.context);
      const tenants = rows.map((row) => JSON.parse(row) as { readonly id: string; readonly label: string; readonly createdAt: string });
      return { value: { tenants: tenants.map(({ id, label, createdAt }) => ({ name: id, label, createdAt })) } };
    },
  };
  return [create, list];
}

const always = { kind: 'literal', type: 'boolean', value: true } as const;

/** The whole directory by name: the operator alone reads it, so no view stands between. */
const directory: ReadPlan = {
  object: tenantObject,
  columns: [
    { name: 'id', field: systemFields.id, mask: always },
    { name: 'label', field: tenantObject.fields.label, mask: always },
    { name: 'createdAt', field: systemFields.createdAt, mask: always },
  ],
  where: always,
  order: [{ by: { kind: 'field', type: 'text', name: 'id', required: true }, descending: false }],
  limit: 10_000,
  cursor: false,
  count: false,
};

function requireOperator({ context }: Call<unknown>): void {
  if (!isSystem(context.principal)) throw fault('TENANTS_FOR_OPERATORS', {});
}

function creation({ input: { name, label }, context, operation, snapshot }: Call<TenantInput>): Attempt {
  const key = { object: tenantObject.name, id: name };
  return {
    scope: { ...context, operation: operation.name, version: (snapshot satisfies Snapshot).version },
    keys: [key],
    decide: () => ({ unit: { writes: [{ op: 'insert', key, row: { label } }], checks: [] }, reply: null }),
  };
}

const noInput: Validator<unknown> = {
  parse: () => ({ ok: true, value: {} }),
  jsonSchema: (): JsonSchema => ({ type: 'object', properties: {} }),
};

const tenantInput: Validator<TenantInput> = {
  parse(value): Validated<TenantInput> {
    const { name, label = name } = (value ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof name !== 'string' || !isTenantName(name)) {
      return { ok: false, issues: [{ path: 'name', code: 'TENANT_NAME_INVALID', message: fault('TENANT_NAME_INVALID', { tenant: String(name) }).message }] };
    }
    if (typeof label !== 'string') return { ok: false, issues: [{ path: 'label', code: 'VALUE_INVALID', message: 'The label must be text.' }] };
    return { ok: true, value: { name, label } };
  },
  jsonSchema: () => ({ type: 'object', properties: { name: { type: 'string' }, label: { type: 'string' } }, required: ['name'] }),
};
