import { defineAction, f } from '@objectql/metadata';

/** Moves an opportunity one stage on, or to the stage given; the handler is in `sales-handlers.ts`. */
export const advanceStage = defineAction({
  object: 'opportunity',
  name: 'advanceStage',
  label: 'Advance stage',
  description: 'Moves the opportunity to the next stage, or to the one given; a decided one stays as it is.',
  input: { to: f.select(['qualification', 'proposal', 'negotiation', 'won', 'lost']) },
  writes: ['stage', 'probability'],
});

/** Who is who in the company: what it takes to name the owner of a lead or an opportunity. */
const readColleagues = { allow: 'read', object: 'principals', fields: ['name', 'kind'] };

/** What the CRM of the seed leaves open: the objects of its example data, the action it lists, and the rest of the roles. */
export const SalesExtras = {
  name: 'sales-extras',
  version: '1.0.0',
  objects: [
    { import: '@objectql/schemas/contact' },
    { import: '@objectql/schemas/lead' },
    { import: '@objectql/schemas/product' },
    { import: '@objectql/schemas/order' },
    { import: '@objectql/schemas/order_line' },
  ],
  actions: [advanceStage],
  permissions: {
    'sales-rep': [
      'read:products',
      { allow: ['read', 'update', 'advanceStage'], object: 'opportunities', when: 'record.createdBy == actor.id' },
      { allow: ['read', 'create', 'update', 'contact'], object: 'leads' },
      // Margins are not for those who negotiate prices.
      { allow: 'read', object: 'order_lines', fields: ['row_no', 'order', 'product', 'quantity', 'sales', 'discount'] },
      'read:orders',
      readColleagues,
    ],
    'sales-manager': ['*:leads', '*:contacts', 'read:products', 'read:orders', 'read:order_lines', 'read:contracts', 'create:contracts', readColleagues],
    finance: ['read:customers', 'reject:contracts', 'read:orders', 'read:order_lines', 'read:products'],
    legal: ['read:contracts', 'update:contracts', 'submit:contracts'],
    // Keeps the records of products, orders and customers; what it loads is journalled like everything else.
    'data-steward': ['*:customers', '*:products', '*:orders', '*:order_lines'],
  },
};
