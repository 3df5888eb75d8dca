import type { DraftWrite } from '@objectos/records';
import { fieldOf } from '@objectql/metadata';
import type { Json, Key, ObjectDescriptor, Row } from '@objectql/metadata';
import { auditNoteFields, auditNoteObject } from './audit-note-object.ts';
import { notificationFields, notificationObject } from './notification-object.ts';
import { textIn } from './row-text.ts';

/**
 * An effect that only writes to our own store. It has no code that runs on its own: what it writes is decided, purely, in the
 * very unit that marks the effect as done, so it happens exactly once whenever the process ends.
 */
export interface BuiltInEffect {
  readonly action: string;
  /** What keeps it from being used like this on this object, and what to do; undefined: nothing. */
  problem(object: ObjectDescriptor, args: Json): { readonly message: string; readonly hint: string } | undefined;
  writes(delivery: Delivery): readonly DraftWrite[];
}

/** One effect on its way. */
export interface Delivery {
  /** The row of the effect. */
  readonly effect: Row;
  readonly object: ObjectDescriptor;
  /** The record as it is now; null: deleted meanwhile. */
  readonly record: Row | null;
  readonly newId: () => string;
}

const notify: BuiltInEffect = {
  action: 'notify',
  problem(object, args) {
    if (typeof args !== 'string') return { message: 'notify needs to be told whom.', hint: 'Write "notify: submitter", or the name of a field that holds a principal.' };
    const name = recipientField(object, args);
    const type = fieldOf(object, name)?.type;
    if (type === 'text' || type === 'lookup') return undefined;
    const found = type === undefined ? `${object.name} has no field "${name}"` : `${object.name}.${name} is a ${type} field`;
    return { message: `notify: ${args} needs a field that holds the id of a principal, and ${found}.`, hint: `Add "${name}" as a lookup to principal, or name another field.` };
  },
  writes({ effect, object, record, newId }) {
    const recipient = record?.[recipientField(object, textIn(effect, 'args'))];
    if (typeof recipient !== 'string') return [];
    const happened = `The event "${textIn(effect, 'event')}" moved it from ${textIn(effect, 'left_state')} to ${textIn(effect, 'entered_state')}.`;
    const comment = effect['comment'];
    const row: Row = {
      recipient,
      subject: `${object.label}: ${textIn(effect, 'entered_state')}`,
      body: typeof comment === 'string' ? `${happened}\n\n${comment}` : happened,
      object: object.name,
      record: textIn(effect, 'record'),
      read: false,
    };
    return [insert('notify', { object: notificationObject.name, id: newId() }, { row, fields: notificationFields })];
  },
};

const archive: BuiltInEffect = {
  action: 'archive',
  problem({ name, fields }) {
    if (fields['archived']?.type === 'boolean') return undefined;
    const found = fields['archived'] === undefined ? 'it has no such field' : `it is a ${fields['archived'].type} field`;
    return { message: `archive sets the boolean field "archived" of ${name}, but ${found}.`, hint: `Add "archived: f.boolean()" to ${name}, or drop the effect.` };
  },
  writes({ object, record }) {
    if (record === null) return [];
    const key = { object: object.name, id: textIn(record, 'id') };
    return [{ write: { op: 'update', key, set: { archived: true } }, authority: { operation: 'archive', fields: ['archived'] } }];
  },
};

const logAudit: BuiltInEffect = {
  action: 'log_audit',
  problem(_object, args) {
    if (args === null || typeof args === 'string') return undefined;
    return { message: 'log_audit takes a text to note, or nothing.', hint: 'Write "log_audit", or "log_audit: <text>".' };
  },
  writes({ effect, newId }) {
    const said = effect['args'];
    const moved = `${textIn(effect, 'event')}: ${textIn(effect, 'left_state')} to ${textIn(effect, 'entered_state')}`;
    const row: Row = {
      text: typeof said === 'string' ? said : moved,
      object: textIn(effect, 'object'),
      record: textIn(effect, 'record'),
      event: textIn(effect, 'event'),
      author: textIn(effect, 'caused_by'),
    };
    return [insert('log_audit', { object: auditNoteObject.name, id: newId() }, { row, fields: auditNoteFields })];
  },
};

/** By the name that flows give them. */
export const builtInEffects: ReadonlyMap<string, BuiltInEffect> = new Map([notify, archive, logAudit].map((effect) => [effect.action, effect]));

/** `submitter` is who made the record, unless the object has a field of that name. */
function recipientField(object: ObjectDescriptor, named: string): string {
  return named === 'submitter' && !Object.hasOwn(object.fields, 'submitter') ? 'createdBy' : named;
}

function insert(operation: string, key: Key, { row, fields }: { readonly row: Row; readonly fields: readonly string[] }): DraftWrite {
  return { write: { op: 'insert', key, row }, authority: { operation, fields } };
}
