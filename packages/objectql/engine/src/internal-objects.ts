import type { FieldDescriptor, ObjectDescriptor } from '@objectql/metadata';

function internalObject(name: string, fields: Readonly<Record<string, FieldDescriptor>>): ObjectDescriptor {
  return { kind: 'object', id: name, name, plural: `${name}s`, label: name, fields, indexes: [], rules: [], audit: { reads: 'none' }, internal: true };
}

/** Commands that were carried out, by the digest of (tenant, principal, key): what a replay is answered from. */
export const commandObject: ObjectDescriptor = internalObject('_command', {
  digest: { type: 'text', id: '_command.digest', required: true },
  seq: { type: 'integer', id: '_command.seq', required: true },
  reply: { type: 'json', id: '_command.reply' },
});

/** The last number given, by the id of the autonumber field. Locked with everything else under the head, so there are no gaps. */
export const counterObject: ObjectDescriptor = internalObject('_counter', {
  value: { type: 'integer', id: '_counter.value', required: true },
});

/** What every store holds beside the objects of its metadata. */
export const internalObjects: readonly ObjectDescriptor[] = [commandObject, counterObject];
