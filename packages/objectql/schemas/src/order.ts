import { defineObject, f } from '@objectql/metadata';

/** What a customer ordered at one time, to be shipped to one address. */
export const order = defineObject({
  name: 'order',
  label: 'Order',
  description: 'What a customer ordered at one time, to be shipped to one address.',
  fields: {
    order_number: f.text({ required: true, max: 40, unique: true }),
    customer: f.lookup('customer', { required: true }),
    order_date: f.date({ required: true, index: true }),
    ship_date: f.date(),
    ship_mode: f.select(['Same Day', 'First Class', 'Second Class', 'Standard Class']),
    ship_country: f.text({ max: 80 }),
    ship_city: f.text({ max: 80 }),
    ship_state: f.text({ max: 80 }),
    ship_postal_code: f.text({ max: 20 }),
    region: f.select(['Central', 'East', 'South', 'West'], { index: true }),
  },
  rules: [{ name: 'ships_after_order', holds: 'record.ship_date == null || record.ship_date >= record.order_date', message: 'An order cannot ship before it is placed.', field: 'ship_date' }],
});
