import { comment } from './objects/comment.ts';
import { ticket } from './objects/ticket.ts';

/**
 * The plugin: its objects, its flow, and who may do what. Nobody may do what no role allows. The events of the flow (take,
 * resolve, close, reopen) need no line here: the flow names the roles that may cause them.
 */
export const Support = {
  name: 'my-support',
  version: '0.1.0',
  objects: [ticket, comment],
  flows: [{ import: './flows/ticket-handling.flow.yml' }],
  permissions: {
    customer: [
      { allow: ['create', 'read'], object: 'tickets', when: 'record.createdBy == actor.id' },
      { deny: ['create', 'read'], object: 'tickets', fields: ['internal_note'] },
      'create:comments',
      { allow: ['read'], object: 'comments', when: 'record.ticket.createdBy == actor.id' },
    ],
    supporter: ['read:tickets', 'update:tickets', 'create:comments', 'read:comments'],
    lead: ['*:tickets', '*:comments', '*:principals', 'read:audit'],
  },
};
