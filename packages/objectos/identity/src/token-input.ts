import type { InputIssue, JsonSchema, Validated, Validator } from '@objectos/kernel';
import { recordValidator } from '@objectos/records';
import { runtimeRights } from '@objectql/engine';
import { defineObject, f } from '@objectql/metadata';
import type { ObjectDescriptor } from '@objectql/metadata';

/** What `token.create` takes. */
export interface TokenInput {
  readonly id?: string;
  readonly principal?: string | null;
  readonly agent?: string | null;
  readonly operations?: readonly string[] | null;
  readonly roles?: readonly string[] | null;
  readonly expires_in?: number | null;
  readonly label?: string | null;
}

export interface TokenListInput {
  readonly principal?: string | null;
  readonly limit?: number | null;
  readonly cursor?: string | null;
}

const tenYears = 10 * 366 * 24 * 60 * 60;

/** Inputs are checked like records, so they are described like ones; they are stored nowhere. */
const createDescription = defineObject({
  name: 'token_create',
  fields: {
    principal: f.text({ max: 64, description: 'Id of the person or service that it stands for; yourself where left out.' }),
    agent: f.text({ max: 64, description: 'Id of the agent that acts with it for the principal; a delegation between them must be in force.' }),
    operations: f.multiSelect(undefined, { description: 'All that it may call: customer.list, expense.*; without it, no limit of its own.' }),
    roles: f.multiSelect(undefined, { description: 'All roles that it may use; without it, no limit of its own.' }),
    expires_in: f.integer({ min: 1, max: tenYears, description: 'Seconds from now; without it, it does not expire. It never outlives the token that it is made with.' }),
    label: f.text({ description: 'What it is for.' }),
  },
});

const listDescription = defineObject({
  name: 'token_list',
  fields: {
    principal: f.text({ max: 64, description: 'Only tokens of this principal; for the operator.' }),
    limit: f.integer({ min: 1, max: 500 }),
    cursor: f.text({ max: 2000 }),
  },
});

export const tokenInput: Validator<TokenInput> = describedBy(createDescription, 'token.create');
export const tokenListInput: Validator<TokenListInput> = describedBy(listDescription, 'token.list');

export const tokenIdInput: Validator<{ readonly id: string }> = {
  parse(value): Validated<{ readonly id: string }> {
    const input = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
    const issues: InputIssue[] = [];
    if (typeof input['id'] !== 'string') issues.push({ path: 'id', code: 'FIELD_REQUIRED', message: '"id" is required: the id of a token.' });
    for (const name of Object.keys(input)) if (name !== 'id') issues.push({ path: name, code: 'FIELD_UNKNOWN', message: `There is no parameter "${name}".` });
    return issues.length > 0 ? { ok: false, issues } : { ok: true, value: { id: String(input['id']) } };
  },
  jsonSchema: (): JsonSchema => ({ type: 'object', properties: { id: { type: 'string' } }, required: ['id'], additionalProperties: false }),
};

/** Told under the name of the operation. The values that the validator lets through are those of the fields, which is what `T` says. */
function describedBy<T>(object: ObjectDescriptor, operation: string): Validator<T> {
  const access = runtimeRights([object]).of(object.name, 'read');
  if (access === undefined) throw new TypeError(`${object.name} has no fields to check`);
  return recordValidator({ ...object, name: operation }, 'create', access) as Validator<unknown> as Validator<T>;
}
