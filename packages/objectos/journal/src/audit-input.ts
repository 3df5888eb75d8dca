import type { InputIssue, JsonSchema, Validator } from '@objectos/kernel';

export interface AuditLogInput {
  readonly stream: 'journal' | 'access';
  readonly after: number;
  readonly limit: number;
  /** Only so many of the newest, whatever `after` and `limit` are; null where it was not asked for. */
  readonly last: number | null;
  /** `<object>/<id>`: only entries that changed this record, and of them only its changes. */
  readonly record: { readonly object: string; readonly id: string } | null;
}

const defaultLimit = 50;
/** A page has at most so many. */
export const mostEntries = 500;

const members: Readonly<Record<string, JsonSchema>> = {
  after: { type: 'integer', minimum: 0, description: 'Only entries with a larger number; 0 unless given.' },
  limit: { type: 'integer', minimum: 1, maximum: mostEntries, description: `At most so many; ${defaultLimit} unless given.` },
  last: { type: 'integer', minimum: 1, maximum: mostEntries, description: 'The newest so many, in order; in place of after and limit.' },
  record: { type: 'string', description: 'Only changes of one record, as <object>/<id>.' },
  stream: { enum: ['journal', 'access'], description: 'journal: what was changed; access: what was denied or read.' },
};

export const auditLogInput: Validator<AuditLogInput> = {
  parse(value) {
    const { input, issues } = readObject(value, Object.keys(members));
    const page = readPage(input, issues);
    const record = readRecord(input['record'], issues);
    const stream = input['stream'] ?? 'journal';
    if (stream !== 'journal' && stream !== 'access') issues.push({ path: 'stream', code: 'PARAMETER_INVALID', message: '"stream" must be "journal" or "access".' });
    else if (stream === 'access' && record !== null) issues.push({ path: 'record', code: 'PARAMETER_INVALID', message: 'The access stream cannot be asked for one record.' });
    return issues.length > 0 ? { ok: false, issues } : { ok: true, value: { stream: stream === 'access' ? 'access' : 'journal', ...page, record } };
  },
  jsonSchema: () => ({ type: 'object', properties: members, additionalProperties: false }),
};

const { stream: _, ...systemMembers } = members;

/** The system store has no access stream: nobody's rights are judged there. */
export const systemLogInput: Validator<AuditLogInput> = {
  parse(value) {
    const { input, issues } = readObject(value, Object.keys(systemMembers));
    const page = readPage(input, issues);
    const record = readRecord(input['record'], issues);
    return issues.length > 0 ? { ok: false, issues } : { ok: true, value: { stream: 'journal', ...page, record } };
  },
  jsonSchema: () => ({ type: 'object', properties: systemMembers, additionalProperties: false }),
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

function readPage(input: Readonly<Record<string, unknown>>, issues: InputIssue[]): Pick<AuditLogInput, 'after' | 'limit' | 'last'> {
  const after = wholeNumber(input['after'], 'after', { from: 0, to: Number.MAX_SAFE_INTEGER }, issues) ?? 0;
  const limit = wholeNumber(input['limit'], 'limit', { from: 1, to: mostEntries }, issues) ?? defaultLimit;
  const last = wholeNumber(input['last'], 'last', { from: 1, to: mostEntries }, issues) ?? null;
  if (last !== null && (input['after'] !== undefined || input['limit'] !== undefined)) {
    issues.push({ path: 'last', code: 'PARAMETER_INVALID', message: '"last" counts from the end: give it without "after" and "limit".' });
  }
  return { after, limit, last };
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
