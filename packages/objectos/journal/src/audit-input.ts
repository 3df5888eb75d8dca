import type { InputIssue, JsonSchema, Validator } from '@objectos/kernel';

export interface AuditLogInput {
  readonly stream: 'journal' | 'access';
  readonly after: number;
  readonly limit: number;
  /** `<object>/<id>`: only entries that changed this record, and of them only its changes. */
  readonly record: { readonly object: string; readonly id: string } | null;
}

const defaultLimit = 50;
const mostEntries = 500;

const members: Readonly<Record<string, JsonSchema>> = {
  after: { type: 'integer', minimum: 0, description: 'Only entries with a larger number; 0 unless given.' },
  limit: { type: 'integer', minimum: 1, maximum: mostEntries, description: `At most so many; ${defaultLimit} unless given.` },
  record: { type: 'string', description: 'Only changes of one record, as <object>/<id>.' },
  stream: { enum: ['journal', 'access'], description: 'journal: what was changed; access: what was denied or read.' },
};

export const auditLogInput: Validator<AuditLogInput> = {
  parse(value) {
    const { input, issues } = readObject(value, Object.keys(members));
    const after = wholeNumber(input['after'], 'after', { from: 0, to: Number.MAX_SAFE_INTEGER }, issues) ?? 0;
    const limit = wholeNumber(input['limit'], 'limit', { from: 1, to: mostEntries }, issues) ?? defaultLimit;
    const record = readRecord(input['record'], issues);
    const stream = input['stream'] ?? 'journal';
    if (stream !== 'journal' && stream !== 'access') issues.push({ path: 'stream', code: 'PARAMETER_INVALID', message: '"stream" must be "journal" or "access".' });
    else if (stream === 'access' && record !== null) issues.push({ path: 'record', code: 'PARAMETER_INVALID', message: 'The access stream cannot be asked for one record.' });
    return issues.length > 0 ? { ok: false, issues } : { ok: true, value: { stream: stream === 'access' ? 'access' : 'journal', after, limit, record } };
  },
  jsonSchema: () => ({ type: 'object', properties: members, additionalProperties: false }),
};

/** An operation that takes nothing is given an empty object. */
export type NoInput = Readonly<Record<string, never>>;

export const noInput: Validator<NoInput> = {
  parse(value) {
    const { issues } = readObject(value ?? {}, []);
    return issues.length > 0 ? { ok: false, issues } : { ok: true, value: {} };
  },
  jsonSchema: () => ({ type: 'object', properties: {}, additionalProperties: false }),
};

function readObject(value: unknown, known: readonly string[]): { input: Readonly<Record<string, unknown>>; issues: InputIssue[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { input: {}, issues: [{ path: '', code: 'INPUT_NOT_OBJECT', message: 'Give an object.' }] };
  }
  const input = value as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(input).filter((name) => !known.includes(name));
  const hint = known.length === 0 ? 'It takes no input.' : `Known: ${known.join(', ')}.`;
  return { input, issues: unknown.map((name) => ({ path: name, code: 'PARAMETER_UNKNOWN', message: `There is no parameter "${name}".`, hint })) };
}

function wholeNumber(value: unknown, path: string, { from, to }: { from: number; to: number }, issues: InputIssue[]): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to) return value as number;
  issues.push({ path, code: 'PARAMETER_INVALID', message: `"${path}" must be a whole number from ${from}${to === Number.MAX_SAFE_INTEGER ? '' : ` to ${to}`}.` });
  return undefined;
}

function readRecord(value: unknown, issues: InputIssue[]): AuditLogInput['record'] {
  if (value === undefined) return null;
  const slash = typeof value === 'string' ? value.indexOf('/') : -1;
  if (typeof value === 'string' && slash > 0 && slash < value.length - 1) return { object: value.slice(0, slash), id: value.slice(slash + 1) };
  issues.push({ path: 'record', code: 'PARAMETER_INVALID', message: '"record" must be <object>/<id>, such as expense/0192f3a0-0000-7000-8000-000000000001.' });
  return null;
}
