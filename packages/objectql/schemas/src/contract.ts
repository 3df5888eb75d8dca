import { defineObject, f } from '@objectql/metadata';

/** An agreement with a customer. */
export const contract = defineObject({
  name: 'contract',
  label: 'Contract',
  description: 'An agreement with a customer.',
  fields: {
    number: f.autonumber('CON-{00000}'),
    title: f.text({ required: true, max: 160 }),
    customer: f.lookup('customer', { required: true }),
    opportunity: f.lookup('opportunity', { optional: true }),
    value: f.money({ currency: 'USD', required: true, min: 0 }),
    starts_on: f.date(),
    ends_on: f.date(),
    terms: f.longText(),
    status: f.select(['draft', 'in_review', 'approved', 'rejected'], { required: true, default: 'draft', index: true }),
    archived: f.boolean({ default: false, readOnly: true }),
  },
  rules: [{ name: 'ends_after_start', holds: 'record.ends_on == null || record.starts_on == null || record.ends_on >= record.starts_on', message: 'The contract must not end before it starts.', field: 'ends_on' }],
});
