import * as z from 'zod';
import type { FieldDescriptor } from './field-descriptor.ts';
import { Findings } from './findings.ts';
import type { Checked } from './issue.ts';
import { checkName, isTrap, labelFor, pluralOf } from './names.ts';
import { suggestion } from './nearest-name.ts';
import type { IndexDescriptor, ObjectDescriptor, ValidationRule } from './object-descriptor.ts';
import { originOf } from './origin.ts';
import type { Origin } from './origin.ts';
import { parseField, withoutNothing } from './parse-field.ts';
import { checkShape, mapping, phrase } from './shape.ts';
import type { Source } from './source.ts';
import { systemFields } from './system-fields.ts';

const indexFields = z.array(phrase).min(1).max(8);

/** An object as written: a descriptor is one too, so parsing a descriptor again answers the same. */
export const objectShape = mapping({
  kind: z.literal('object').optional().describe('Says what this file is, where its name does not.'),
  id: phrase.optional().describe('Stable identity, the name unless given: a renamed object that keeps it keeps its data.'),
  name: phrase.describe('Lower-case, singular: order_line.'),
  plural: phrase.optional().describe('As permissions say it; made from the name unless given.'),
  label: phrase.optional().describe('What people read; made from the name unless given.'),
  description: phrase.optional().describe('What a record stands for, for people, API documents and agents.'),
  fields: z.record(z.string(), z.unknown()).describe('Fields by name.'),
  title: phrase.optional().describe('The field by which people know a record; the first text field unless given.'),
  indexes: z
    .array(z.union([indexFields, z.strictObject({ fields: indexFields.describe('Names of fields; "-amount" for descending.'), unique: z.boolean().optional().describe('At most one record has a given combination of values.') })], { error: 'a list of field names, or a mapping with "fields"' }))
    .optional()
    .describe('Lists of fields that are filtered or sorted by together; "-amount" for descending.'),
  rules: z.array(mapping({
    name: phrase.describe('Names the rule.'), holds: phrase.describe('CEL over record: what must be true of every record.'),
    message: phrase.describe('What whoever breaks it reads.'), field: phrase.optional().describe('The field at which it is reported.'),
  })).optional().describe('Validation rules over several fields.'),
  audit: z.strictObject({ reads: z.enum(['none', 'agents', 'all']).describe('Whose reads are recorded in the access stream.') }).optional().describe('Writes and denials are always on record.'),
  internal: z.boolean().optional().describe('Of the runtime itself; not for objects of an app.'),
});
type Written = z.output<typeof objectShape>;
type Fields = Readonly<Record<string, FieldDescriptor>>;

/** Reads an object as authors write it, from any format, and fills in what follows from the name. */
export function parseObject(value: unknown, source: Source | Origin): Checked<ObjectDescriptor> {
  const findings = new Findings(originOf(source));
  const written = checkShape(objectShape, value, findings);
  return findings.checked(written && describeObject(written, findings));
}

function describeObject(written: Written, findings: Findings): ObjectDescriptor {
  const { name } = written;
  const internal = written.internal === true && name.startsWith('_');
  if (!internal) checkName('object', name, findings, ['name']);
  if (written.internal === true && !internal) {
    findings.fault('METADATA_NAME', 'The name of an internal object begins with "_".', { path: ['name'] });
  }
  const plural = written.plural ?? pluralOf(name);
  if (written.plural !== undefined) checkPlural(written.plural, findings);
  const fields = parseFields(written.fields, name, findings.at('fields'));
  const known = [...Object.keys(written.fields), ...Object.keys(systemFields)];
  const indexes = (written.indexes ?? []).map((index, at) => describeIndex(index, known, findings.at('indexes', at)));
  return withoutNothing({
    kind: 'object',
    id: written.id ?? name,
    name,
    plural,
    label: written.label ?? labelFor(name),
    description: written.description,
    fields,
    title: titleOf(written, fields, findings),
    indexes,
    rules: describeRules(written.rules ?? [], known, findings.at('rules')),
    audit: { reads: written.audit?.reads ?? 'agents' },
    internal: internal ? true : undefined,
    source: findings.source(),
  }) as ObjectDescriptor;
}

function checkPlural(plural: string, findings: Findings): void {
  if (/^[a-z][A-Za-z0-9_]*$/u.test(plural) && !isTrap(plural)) return;
  findings.fault('METADATA_NAME', `Plural ${JSON.stringify(plural)} is not an identifier: a lower-case letter, then letters, digits or "_".`, { path: ['plural'] });
}

/** Fields by name. `written` may hold any key, so the answer is built without going through setters. */
export function parseFields(written: Readonly<Record<string, unknown>>, owner: string, findings: Findings, what: 'field' | 'input' = 'field'): Fields {
  const ids = new Map<string, string>();
  const entries = Object.entries(written).flatMap(([name, value]) => {
    const part = findings.at(name);
    const named = checkName(what, name, part);
    const field = parseField(value, `${owner}.${name}`, part);
    if (field === undefined || !named) return [];
    const holder = ids.get(field.id);
    if (holder !== undefined) part.fault('METADATA_DUPLICATE_NAME', `Fields "${holder}" and "${name}" have one id, ${JSON.stringify(field.id)}.`, { path: ['id'] });
    ids.set(field.id, name);
    return [[name, field] as const];
  });
  return Object.fromEntries(entries);
}

function titleOf({ title, fields: written }: Written, fields: Fields, findings: Findings): string | undefined {
  if (title === undefined) return Object.keys(fields).find((name) => fields[name]?.type === 'text');
  if (!Object.hasOwn(written, title)) {
    missingField(title, Object.keys(written), { findings, path: ['title'] });
  } else if (fields[title] !== undefined && !titleTypes.has(fields[title].type)) {
    findings.fault('METADATA_VALUE', `Field "${title}" of type ${fields[title].type} cannot be the title.`, { path: ['title'], hint: 'Choose a field of type text, autonumber or email.' });
  }
  return title;
}
const titleTypes = new Set<FieldDescriptor['type']>(['text', 'autonumber', 'email']);

function describeIndex(written: readonly string[] | { fields: readonly string[]; unique?: boolean | undefined }, known: readonly string[], findings: Findings): IndexDescriptor {
  const { fields, unique } = 'fields' in written ? written : { fields: written, unique: false };
  const base = 'fields' in written ? ['fields'] : [];
  const seen = new Set<string>();
  for (const [at, entry] of fields.entries()) {
    const name = entry.replace(/^-/u, '');
    if (!known.includes(name)) missingField(name, known, { findings, path: [...base, at] });
    if (seen.has(name)) findings.fault('METADATA_DUPLICATE_NAME', `Field "${name}" is in the index twice.`, { path: [...base, at] });
    seen.add(name);
  }
  return unique === true ? { fields, unique } : { fields };
}

function describeRules(rules: NonNullable<Written['rules']>, known: readonly string[], findings: Findings): ValidationRule[] {
  const seen = new Set<string>();
  return rules.map((rule, at) => {
    if (seen.has(rule.name)) findings.fault('METADATA_DUPLICATE_NAME', `Rule "${rule.name}" is there twice.`, { path: [at, 'name'] });
    seen.add(rule.name);
    if (rule.field !== undefined && !known.includes(rule.field)) missingField(rule.field, known, { findings, path: [at, 'field'] });
    const { name, holds, message, field } = rule;
    return withoutNothing({ name, holds, message, field, source: findings.source([at]) }) as ValidationRule;
  });
}

/** The fault of a field that is not there. */
export function missingField(name: string, known: readonly string[], { findings, path }: { readonly findings: Findings; readonly path: readonly (string | number)[] }): void {
  findings.fault('METADATA_REFERENCE', `There is no field "${name}".`, { path, hint: suggestion(name, known) });
}
