import { defineObject, f } from '@objectql/metadata';

/** A tenant in the directory: a record of the system store whose id is the tenant's name. */
export const tenantObject = defineObject({
  name: 'tenant',
  fields: { label: f.text({ required: true }) },
});
