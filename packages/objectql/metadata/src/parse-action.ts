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
  kind: z.literal('action').optional(),
  id: phrase.optional(),
  object: phrase,
  name: phrase,
  label: phrase.optional(),
  description: phrase.optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  writes: z.array(phrase).optional(),
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
