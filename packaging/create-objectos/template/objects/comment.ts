import { defineObject, f } from '@objectql/metadata';

/** What is said about a ticket. Who may not read the ticket cannot comment on it either. */
export const comment = defineObject({
  name: 'comment',
  fields: {
    ticket: f.lookup('ticket', { required: true }),
    text: f.longText({ required: true }),
  },
});
