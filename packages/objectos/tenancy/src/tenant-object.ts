import { defineObject, f } from '@objectql/metadata';

/** The directory of tenants: an object of the system store. The id is the tenant's name. */
export const tenantObject = defineObject({
  name: 'tenant',
  label: 'Tenant',
  description: 'One organisation, with a store of its own.',
  fields: { label: f.text({ required: true }) },
});

/** Names of folders, hosts and tokens are made of it, so it is kept narrow. `system` names the system store. */
export function isTenantName(name: string): boolean {
  return name !== 'system' && /^[a-z][a-z0-9-]{0,39}$/u.test(name);
}
