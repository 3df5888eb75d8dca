import { defineObject, f } from '@objectql/metadata';

/** Somebody who may become a customer. */
export const lead = defineObject({
  name: 'lead',
  label: 'Lead',
  description: 'Somebody who may become a customer.',
  fields: {
    name: f.text({ required: true, max: 160 }),
    company: f.text({ max: 160 }),
    email: f.email(),
    phone: f.text({ max: 40 }),
    source: f.select(['web', 'referral', 'event', 'campaign', 'other']),
    status: f.select(['new', 'contacted', 'qualified', 'disqualified'], { required: true, default: 'new', index: true }),
    budget: f.money({ currency: 'USD', min: 0 }),
    interest: f.multiSelect(['furniture', 'office supplies', 'technology']),
    owner: f.lookup('principal', { optional: true, unreadable: 'id' }),
    notes: f.longText(),
  },
});
