import { defineObject, f } from '@objectql/metadata';

/** Something that somebody needs help with. `status` belongs to the flow: nobody writes it by hand. */
export const ticket = defineObject({
  name: 'ticket',
  fields: {
    number: f.autonumber('T-{0000}'),
    title: f.text({ required: true, max: 120 }),
    details: f.longText(),
    priority: f.select(['low', 'normal', 'urgent'], { required: true, default: 'normal' }),
    status: f.select(['open', 'in_progress', 'resolved', 'closed'], { required: true, default: 'open' }),
    solution: f.longText(),
    internal_note: f.text(),
  },
});
