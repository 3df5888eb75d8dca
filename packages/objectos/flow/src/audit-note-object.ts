import { defineObject, f } from '@objectql/metadata';

/**
 * A remark in the history of a record: a comment given with an event, or what `log_audit` was asked to note. Written once,
 * by flows alone; the journal entry that inserts it says who caused it and when.
 */
export const auditNoteObject = defineObject({
  name: 'audit_note',
  label: 'Audit note',
  description: 'A remark about a record, kept with the journal entry that it came with.',
  fields: {
    text: f.longText({ readOnly: true }),
    object: f.text({ readOnly: true }),
    record: f.text({ readOnly: true, index: true }),
    event: f.text({ readOnly: true }),
    author: f.text({ readOnly: true }),
  },
});

export const auditNoteFields: readonly string[] = Object.keys(auditNoteObject.fields);
