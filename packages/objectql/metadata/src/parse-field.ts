import { counted } from './counted.ts';
import type { FieldDescriptor, FieldType, SelectOption } from './field-descriptor.ts';
import type { z } from 'zod';
import { decimalText, isLess, minorUnits } from './decimal-text.ts';
import { canonicalValue } from './field-value.ts';
import { fieldShapes, fieldTypes } from './field-shapes.ts';
import type { Findings } from './findings.ts';
import { isTrap } from './names.ts';
import { suggestion } from './nearest-name.ts';
import { checkShape, describe } from './shape.ts';

type Written<T extends FieldType> = z.output<(typeof fieldShapes)[T]>;
type AnyWritten = { [T in FieldType]: Written<T> }[FieldType];

/** Reads one field as written and answers its descriptor; `defaultId` is used where none is given. */
export function parseField(value: unknown, defaultId: string, findings: Findings): FieldDescriptor | undefined {
  const written = checkedField(value, findings);
  if (written === undefined) return undefined;
  const before = findings.issues.length;
  const field = withoutNothing({ ...common(written, defaultId), ...particulars(written, findings), source: findings.source() });
  if (findings.issues.length > before) return undefined;
  return withDefault(field as unknown as FieldDescriptor, 'default' in written ? written.default : undefined, findings);
}

function checkedField(value: unknown, findings: Findings): AnyWritten | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    findings.fault('METADATA_SHAPE', `Expected a field (a mapping with "type"), found ${describe(value)}.`);
    return undefined;
  }
  const type: unknown = Object.hasOwn(value, 'type') ? (value as { type?: unknown }).type : undefined;
  if (type === undefined) {
    findings.fault('METADATA_SHAPE', '"type" is missing.', { hint: `Expected one of ${fieldTypes.join(', ')}.` });
    return undefined;
  }
  if (typeof type !== 'string' || !Object.hasOwn(fieldShapes, type)) {
    const hint = (typeof type === 'string' ? suggestion(type, fieldTypes) : undefined) ?? `Expected one of ${fieldTypes.join(', ')}.`;
    findings.fault('METADATA_SHAPE', `Unknown field type ${describe(type)}.`, { path: ['type'], hint });
    return undefined;
  }
  return checkShape<z.ZodType<AnyWritten>>(fieldShapes[type as FieldType], value, findings);
}

/** What every type has, in canonical order; what is false or absent is left out. */
function common(written: AnyWritten, defaultId: string): object {
  const flags = written as { required?: boolean; unique?: boolean; index?: boolean; readOnly?: boolean };
  return {
    type: written.type,
    id: written.id ?? defaultId,
    label: written.label,
    description: written.description,
    required: flags.required === true ? true : undefined,
    unique: flags.unique === true ? true : undefined,
    index: flags.index === true ? true : undefined,
    readOnly: flags.readOnly === true ? true : undefined,
  };
}

/** What the type adds. */
function particulars(written: AnyWritten, findings: Findings): object {
  switch (written.type) {
    case 'text':
    case 'integer':
      if (written.min !== undefined && written.max !== undefined && written.min > written.max) outOfOrder(findings);
      return { min: written.min, max: written.max };
    case 'longText':
      return { max: written.max };
    case 'decimal':
      return bounds(written, written.scale ?? 2, findings);
    case 'money':
      return { currency: written.currency, ...bounds(written, written.scale ?? minorUnits(written.currency), findings) };
    case 'select':
    case 'multiSelect':
      return { options: written.options && choices(written.options, findings.at('options')) };
    case 'lookup':
      return lookupParts(written, findings);
    case 'autonumber':
      checkFormat(written.format, findings);
      return { format: written.format };
    case 'boolean':
    case 'date':
    case 'datetime':
    case 'email':
    case 'url':
    case 'json':
      return {};
    default:
      return written satisfies never;
  }
}

function outOfOrder(findings: Findings): void {
  findings.fault('METADATA_VALUE', '"min" is greater than "max".', { path: ['min'] });
}

function bounds(written: Pick<Written<'decimal'>, 'min' | 'max'>, scale: number, findings: Findings): object {
  const [min, max] = (['min', 'max'] as const).map((key) => {
    const value = written[key];
    const text = value === undefined ? undefined : decimalText(value, scale);
    if (value !== undefined && text === undefined) {
      findings.fault('METADATA_VALUE', `${describe(value)} is no decimal with at most ${counted(scale, 'digit')} after the point.`, { path: [key] });
    }
    return text;
  });
  if (min !== undefined && max !== undefined && isLess(max, min)) outOfOrder(findings);
  return { scale, min, max };
}

function choices(options: readonly (string | SelectOption | { value: string; label?: string | undefined })[], findings: Findings): SelectOption[] {
  const seen = new Set<string>();
  return options.map((option, index) => {
    const { value, label } = typeof option === 'string' ? { value: option, label: undefined } : option;
    if (seen.has(value)) findings.fault('METADATA_DUPLICATE_NAME', `Option ${JSON.stringify(value)} is listed twice.`, { path: [index] });
    if (isTrap(value) || value.trim() !== value) {
      findings.fault('METADATA_NAME', `${JSON.stringify(value)} cannot be an option; choose another value and give it a label.`, { path: [index] });
    }
    seen.add(value);
    return label === undefined ? { value } : { value, label };
  });
}

function lookupParts(written: Written<'lookup'>, findings: Findings): object {
  if (written.optional === true && written.required === true) {
    findings.fault('METADATA_VALUE', 'A lookup whose target may be missing cannot be required.', { path: ['required'] });
  }
  return { object: written.object, optional: written.optional === true ? true : undefined, onDelete: 'restrict', unreadable: written.unreadable };
}

function checkFormat(format: string, findings: Findings): void {
  if (/^[^{}]*\{0{1,15}\}[^{}]*$/u.test(format)) return;
  findings.fault('METADATA_VALUE', `${JSON.stringify(format)} is no number format.`, {
    path: ['format'], hint: 'Write the zeros of the counter in braces once: "EXP-{0000}".',
  });
}

function withDefault(field: FieldDescriptor, value: unknown, findings: Findings): FieldDescriptor | undefined {
  if (value === undefined || value === null) return field;
  const result = canonicalValue(field, value);
  if (result.ok) return { ...field, default: result.value };
  findings.fault('METADATA_VALUE', `The default ${describe(value)} is not ${result.expected}.`, { path: ['default'], hint: result.hint });
  return undefined;
}

/** A copy without the keys that hold nothing: what is absent in a descriptor is not there at all. */
export function withoutNothing<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
