import { defineObject, f } from '@objectql/metadata';

/** Who can act in a tenant: its people, services and agents. What a role here allows is allowed from the very next call. */
export const principalObject = defineObject({
  name: 'principal',
  description: 'A person, a service or an agent of this tenant.',
  fields: {
    name: f.text({ required: true }),
    kind: f.select(['person', 'service', 'agent'], { required: true, default: 'person' }),
    email: f.email({ unique: true }),
    roles: f.multiSelect(undefined, { required: true, default: [], description: 'Names of roles. A name that no plugin defines gives nothing.' }),
    active: f.boolean({ required: true, default: true, description: 'Who is not active cannot sign in, and nobody can act for him.' }),
    attributes: f.json({ description: 'An object of texts, numbers and booleans that conditions can ask for: actor.department.' }),
  },
});
