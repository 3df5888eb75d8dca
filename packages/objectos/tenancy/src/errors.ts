import { defineFaults } from '@objectos/kernel';

/** Every fault of tenancy. */
export const fault = defineFaults({
  TENANT_UNKNOWN: ['not_found', ({ tenant }: { readonly tenant: string }) => `There is no tenant "${tenant}".`],
  TENANT_EXISTS: ['conflict', ({ tenant }: { readonly tenant: string }) => `There is a tenant "${tenant}" already.`],
  TENANT_NAME_INVALID: ['invalid', ({ tenant }: { readonly tenant: string }) => `"${tenant}" cannot be a tenant's name: use 1 to 40 of a-z, 0-9 and "-", beginning with a letter; "system" is taken.`],
  STORES_CLOSED: ['unavailable', () => 'The stores of this process are closed.'],
  TENANTS_FOR_OPERATORS: ['forbidden', () => 'Only the operator of this installation may manage tenants.'],
});
