import { defineObject, f } from '@objectql/metadata';

/** One line of an order. An order may hold the same product on several lines. */
export const orderLine = defineObject({
  name: 'order_line',
  label: 'Order line',
  description: 'One line of an order. An order may hold the same product on several lines.',
  fields: {
    row_no: f.integer({ required: true, unique: true, min: 1, description: 'Number of the line in the system that it came from.' }),
    order: f.lookup('order', { required: true }),
    product: f.lookup('product', { required: true }),
    quantity: f.integer({ required: true, min: 1 }),
    sales: f.money({ currency: 'USD', scale: 4, required: true }),
    discount: f.decimal({ scale: 4, min: 0, max: 1, default: '0' }),
    profit: f.money({ currency: 'USD', scale: 4 }),
  },
});
