import { defineObject, defineRole, f } from '@objectql/metadata';

/** A person's inbox. People list their own and mark them as read; flows write them. */
export const notificationObject = defineObject({
  name: 'notification',
  label: 'Notification',
  description: 'Tells one person that something happened to a record.',
  title: 'subject',
  fields: {
    recipient: f.text({ readOnly: true }),
    subject: f.text({ readOnly: true }),
    body: f.longText({ readOnly: true }),
    object: f.text({ readOnly: true }),
    record: f.text({ readOnly: true }),
    read: f.boolean({ default: false }),
  },
  indexes: [['recipient', '-createdAt']],
});

export const notificationFields: readonly string[] = Object.keys(notificationObject.fields);

const own = 'record.recipient == actor.id';

/** What everybody who is signed in may do: policy treats the role `everyone` as held by each of them. */
export const everyoneRole = defineRole({
  name: 'everyone',
  rules: [
    { allow: 'read', object: 'notification', when: own },
    { allow: 'update', object: 'notification', fields: ['read'], when: own },
  ],
});
