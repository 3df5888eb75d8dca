import { defineObject, f } from '@objectql/metadata';

/** Money that somebody spent for the company and wants back. */
export const expense = defineObject({
  name: 'expense',
  label: 'Expense',
  description: 'Money that somebody spent for the company and wants back.',
  fields: {
    number: f.autonumber('EXP-{00000}'),
    title: f.text({ required: true, max: 160 }),
    amount: f.money({ currency: 'USD', required: true, min: '0.01' }),
    category: f.select(['travel', 'meals', 'lodging', 'equipment', 'training', 'other'], { required: true, default: 'other' }),
    spent_on: f.date({ required: true, index: true }),
    cost_center: f.text({ max: 40 }),
    notes: f.longText(),
    receipt: f.url(),
    status: f.select(['submitted', 'pending_director', 'approved', 'rejected'], { required: true, default: 'submitted', index: true }),
    archived: f.boolean({ default: false, readOnly: true }),
  },
});
