import { defineObject, f } from '@objectql/metadata';

/** A sale that may come about. */
export const opportunity = defineObject({
  name: 'opportunity',
  label: 'Opportunity',
  description: 'A sale that may come about.',
  fields: {
    title: f.text({ required: true, max: 160 }),
    customer: f.lookup('customer', { required: true }),
    amount: f.money({ currency: 'USD', min: 0 }),
    stage: f.select(['prospecting', 'qualification', 'proposal', 'negotiation', 'won', 'lost'], { required: true, default: 'prospecting', index: true }),
    probability: f.integer({ min: 0, max: 100, description: 'In percent.' }),
    close_date: f.date({ description: 'When it is expected to be decided.' }),
    owner: f.lookup('principal', { optional: true, unreadable: 'id' }),
    notes: f.longText(),
  },
  indexes: [['stage', '-amount']],
});
