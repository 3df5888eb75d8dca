import type { InputIssue, JsonSchema, Validator } from '@objectos/kernel';

/** What `tenant.create` takes. */
export interface TenantInput {
  readonly name: string;
  readonly label: string;
}

/** Names stand in paths and file names, so they are plain: no capitals, no dots, no leading hyphen. */
const namePattern = '^[a-z0-9][a-z0-9-]{0,62}$';
const mostLabel = 255;

const properties: Readonly<Record<keyof TenantInput, JsonSchema>> = {
  name: { type: 'string', pattern: namePattern, description: 'Names the tenant for good: small letters, digits and hyphens, at most 63.' },
  label: { type: 'string', maxLength: mostLabel, description: 'For people; the name unless given.' },
};

export const tenantInput: Validator<TenantInput> = {
  parse(value) {
    const { input, issues } = readObject(value, Object.keys(properties));
    const { name, label = name } = input;
    if (!isTenantName(name)) issues.push({ path: 'name', code: 'INPUT_INVALID', message: 'A tenant\'s name is 1 to 63 small letters, digits and hyphens, and does not begin with a hyphen.' });
    if (!isLabel(label) && label !== name) issues.push({ path: 'label', code: 'INPUT_INVALID', message: `A label is text of 1 to ${mostLabel} characters.` });
    return issues.length > 0 ? { ok: false, issues } : { ok: true, value: { name: String(name), label: String(label) } };
  },
  jsonSchema: () => ({ type: 'object', properties, required: ['name'], additionalProperties: false }),
};

/** For operations that take nothing. */
export const noInput: Validator<Readonly<Record<string, never>>> = {
  parse(value) {
    const { issues } = readObject(value ?? {}, []);
    return issues.length > 0 ? { ok: false, issues } : { ok: true, value: {} };
  },
  jsonSchema: () => ({ type: 'object', properties: {}, additionalProperties: false }),
};

export function isTenantName(name: unknown): name is string {
  return typeof name === 'string' && new RegExp(namePattern, 'u').test(name);
}

function isLabel(label: unknown): label is string {
  return typeof label === 'string' && label.length > 0 && label.length <= mostLabel;
}

function readObject(value: unknown, known: readonly string[]): { input: Readonly<Record<string, unknown>>; issues: InputIssue[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { input: {}, issues: [{ path: '', code: 'INPUT_NOT_OBJECT', message: 'Give an object.' }] };
  }
  const input = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(input).filter((name) => !known.includes(name));
  return { input, issues: unknown.map((name) => ({ path: name, code: 'PARAMETER_UNKNOWN', message: `There is no parameter "${name}".` })) };
}
