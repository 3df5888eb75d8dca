import { defineObject, f } from '@objectql/metadata';

/** An organisation or person that buys. */
export const customer = defineObject({
  name: 'customer',
  label: 'Customer',
  description: 'An organisation or person that buys.',
  fields: {
    name: f.text({ required: true, max: 160 }),
    code: f.text({ max: 40, unique: true, description: 'Customer number, as the books know it.' }),
    segment: f.select(['Consumer', 'Corporate', 'Home Office']),
    status: f.select(['prospect', 'active', 'dormant', 'closed'], { required: true, default: 'active', index: true }),
    email: f.email(),
    phone: f.text({ max: 40 }),
    website: f.url(),
    city: f.text({ max: 80 }),
    country: f.text({ max: 80 }),
    credit_limit: f.money({ currency: 'USD', min: 0 }),
    owner: f.lookup('principal', { optional: true, unreadable: 'id' }),
    notes: f.longText(),
  },
  indexes: [['status', 'name']],
});
