import { defineObject, f } from '@objectql/metadata';

/** A person at a customer. */
export const contact = defineObject({
  name: 'contact',
  label: 'Contact',
  description: 'A person at a customer.',
  fields: {
    name: f.text({ required: true, max: 160 }),
    customer: f.lookup('customer', { required: true }),
    position: f.text({ max: 80 }),
    email: f.email(),
    phone: f.text({ max: 40 }),
    preferred_channel: f.select(['email', 'phone', 'post']),
    notes: f.longText(),
  },
});
