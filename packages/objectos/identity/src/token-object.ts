import { defineObject, f } from '@objectql/metadata';

/** A token as the system store keeps it: never its text, only the hash. Principals are named by id, for they live in another store. */
export const tokenObject = defineObject({
  name: 'token',
  fields: {
    hash: f.text({ required: true, unique: true, description: 'SHA-256 of the text, in hex.' }),
    prefix: f.text({ required: true, description: 'The beginning of the text, to tell tokens apart.' }),
    tenant: f.text({ required: true }),
    principal: f.text({ required: true, index: true }),
    agent: f.text(),
    delegation: f.text(),
    operations: f.multiSelect(),
    roles: f.multiSelect(),
    label: f.text(),
    expires_at: f.datetime(),
    revoked_at: f.datetime(),
  },
});
