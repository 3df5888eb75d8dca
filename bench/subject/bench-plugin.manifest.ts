import { defineObject, f } from '@objectql/metadata';

/** The 17 columns of the limit handler as an object: 13 fields here, four of the system. */
export const customer = defineObject({
  name: 'customer',
  fields: {
    tenant_id: f.text({ required: true }),
    owner_id: f.text({ required: true }),
    name: f.text({ required: true, max: 160 }),
    code: f.text({ max: 40 }),
    status: f.select(['lead', 'active', 'dormant', 'closed'], { required: true }),
    email: f.email(),
    phone: f.text({ max: 40 }),
    city: f.text(),
    country: f.text({ max: 2 }),
    amount: f.money({ currency: 'EUR' }),
    rating: f.integer({ min: 0, max: 5 }),
    active: f.boolean(),
    notes: f.longText(),
  },
  indexes: [['tenant_id', 'status', '-updatedAt'], ['tenant_id', 'owner_id']],
});

/** A restricted role: a row condition and two masked text fields, all of it on every call. */
export const BenchPlugin = {
  name: 'bench',
  version: '1.0.0',
  objects: [customer],
  permissions: {
    administrator: ['*:customers'],
    clerk: [
      { allow: ['read', 'create', 'update'], object: 'customers', when: 'record.status != "closed"' },
      { deny: 'read', object: 'customers', fields: ['email', 'phone'] },
    ],
  },
};
