import type { InputIssue, JsonSchema, Surface, Validator } from '@objectos/kernel';

/** Whose call of what is to be explained. */
export interface ExplainInput {
  readonly principal: string;
  readonly operation: string;
  readonly record?: string;
  /** Acts for the principal. */
  readonly agent?: string;
  /** Id of the token that it would be called with. */
  readonly token?: string;
  readonly surface?: Surface;
}

const surfaces: readonly Surface[] = ['rest', 'sdk', 'mcp', 'cli', 'sync'];
const longest = 200;

const text = (description: string): JsonSchema => ({ type: 'string', minLength: 1, maxLength: longest, description });
const members: Readonly<Record<string, JsonSchema>> = {
  principal: text('Id of the person or service whose call is meant.'),
  operation: text('Such as expense.approve.'),
  record: text('Id of the record; without it, what holds for any.'),
  agent: text('Id of the agent that acts for the principal.'),
  token: text('Id of the token of the principal that is used.'),
  surface: { enum: surfaces, description: 'Where the call comes in; rest unless given.' },
};
const required = ['principal', 'operation'];

export const explainInput: Validator<ExplainInput> = {
  parse(value) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, issues: [{ path: '', code: 'INPUT_NOT_OBJECT', message: 'Give an object.' }] };
    const issues: InputIssue[] = [];
    const given = value as Readonly<Record<string, unknown>>;
    for (const [path, member] of Object.entries(given)) {
      const known = Object.hasOwn(members, path);
      if (!known) issues.push({ path, code: 'PARAMETER_UNKNOWN', message: `There is no parameter "${path}".`, hint: `Known: ${Object.keys(members).join(', ')}.` });
      else if (member !== undefined && !isValid(path, member)) issues.push({ path, code: 'PARAMETER_INVALID', message: path === 'surface' ? `"surface" must be one of ${surfaces.join(', ')}.` : `"${path}" must be a text of 1 to ${longest} characters.` });
    }
    for (const path of required) if (given[path] === undefined) issues.push({ path, code: 'PARAMETER_INVALID', message: `"${path}" is required.` });
    return issues.length > 0 ? { ok: false, issues } : { ok: true, value: given as unknown as ExplainInput };
  },
  jsonSchema: () => ({ type: 'object', properties: members, required, additionalProperties: false }),
};

function isValid(path: string, value: unknown): boolean {
  if (path === 'surface') return (surfaces as readonly unknown[]).includes(value);
  return typeof value === 'string' && value !== '' && value.length <= longest;
}
