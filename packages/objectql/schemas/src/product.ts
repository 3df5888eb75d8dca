import { defineObject, f } from '@objectql/metadata';

/** Something that is sold. */
export const product = defineObject({
  name: 'product',
  label: 'Product',
  description: 'Something that is sold.',
  title: 'name',
  fields: {
    sku: f.text({ required: true, max: 40, unique: true, description: 'Stock keeping unit: one per product, whatever the catalogue calls it.' }),
    code: f.text({ max: 40, index: true, description: 'Catalogue number; several products may share one.' }),
    name: f.text({ required: true, max: 160 }),
    category: f.text({ max: 80, index: true }),
    sub_category: f.text({ max: 80 }),
    list_price: f.money({ currency: 'USD', min: 0 }),
    active: f.boolean({ required: true, default: true }),
  },
});
