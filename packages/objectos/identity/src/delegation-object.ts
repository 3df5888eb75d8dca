import { defineObject, f } from '@objectql/metadata';

/**
 * That an agent may act for a principal, and how far. It never adds to what the principal may do himself: his rights are
 * taken as they are at each call, and what is listed here is all that is left of them.
 */
export const delegationObject = defineObject({
  name: 'delegation',
  description: 'Lets an agent act for a person or a service, with at most that principal\'s own rights.',
  fields: {
    principal: f.lookup('principal', { required: true, index: true, description: 'On whose rights.' }),
    agent: f.lookup('principal', { required: true, index: true, description: 'Who may act.' }),
    operations: f.multiSelect(undefined, { required: true, description: 'What it may call: expense.approve, customer.*, or * for everything.' }),
    roles: f.multiSelect(undefined, { description: 'The roles that it may use; all of the principal\'s where left out.' }),
    expires_at: f.datetime(),
    revoked_at: f.datetime(),
    purpose: f.text({ description: 'Why, for whoever reviews it.' }),
  },
});
