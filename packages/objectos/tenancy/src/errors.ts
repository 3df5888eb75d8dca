import { defineFaults } from '@objectos/kernel';

/** Every fault that tenancy can raise. */
export const fault = defineFaults({
  TENANT_UNKNOWN: ['not_found', (a: { tenant: string }) => `There is no tenant "${a.tenant}".`],
  TENANT_EXISTS: ['conflict', (a: { tenant: string }) => `The tenant "${a.tenant}" exists already.`],
  TENANT_OPERATOR_ONLY: ['forbidden', () => 'Tenants are the operator\'s: use the command line of the machine that runs the server.'],
  STORES_NOT_MIGRATED: ['conflict', (a: { reasons: readonly { store: string; reason: string }[] }) =>
    a.reasons.map(({ store, reason }) => `${store === '_system' ? 'The system store' : `The store of tenant "${store}"`} cannot take the metadata. ${reason}`).join('\n')],
  TENANCY_NOT_RUNNING: ['unavailable', () => 'The stores are closed; call again when the kernel has started.'],
});
