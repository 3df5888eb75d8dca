import * as z from 'zod';
import { Findings } from './findings.ts';
import type { ActionDescriptor } from './flow-descriptor.ts';
import type { Checked } from './issue.ts';
import { checkName, labelFor } from './names.ts';
import { originOf } from './origin.ts';
import type { Origin } from './origin.ts';
import { withoutNothing } from './parse-field.ts';
import { parseFields } from './parse-object.ts';
import { checkShape, mapping, phrase } from './shape.ts';
import type { Source } from './source.ts';

export const actionShape = mapping({
  kind: z.literal('action').optional().describe('Says what this file is, where its name does not.'),
  id: phrase.optional().describe('Stable identity, <object>.<name> unless given.'),
  object: phrase.describe('The object whose records it changes.'),
  name: phrase.describe('advanceStage'),
  label: phrase.optional().describe('What people read; made from the name unless given.'),
  description: phrase.optional().describe('What it does, for people, API documents and agents.'),
  input: z.record(z.string(), z.unknown()).optional().describe('What a call gives besides the record, as fields by name.'),
  writes: z.array(phrase).optional().describe('The only fields that its handler may change.'),
});

/** Reads an action as authors write it. */
export function parseAction(value: unknown, source: Source | Origin): Checked<ActionDescriptor> {
  const findings = new Findings(originOf(source));
  const written = checkShape(actionShape, value, findings);
  if (written === undefined) return findings.checked<ActionDescriptor>(undefined);
  const { object, name, id = `${object}.${name}`, label = labelFor(name), description, writes = [] } = written;
  checkName('object', object, findings, ['object']);
  checkName('action', name, findings, ['name']);
  const input = parseFields(written.input ?? {}, id, findings.at('input'), 'input');
  return findings.checked(
    withoutNothing({ kind: 'action', id, object, name, label, description, input, writes, source: findings.source() }) as ActionDescriptor,
  );
}
