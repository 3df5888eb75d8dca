import type { InputIssue, JsonSchema, Validated, Validator } from '@objectos/kernel';
import { pageLimits } from '@objectql/engine';
import type { ListQuery, Planner, PlannedPage, ReadPlan } from '@objectql/engine';
import type { Rights } from '@objectql/expression';
import { nearestName } from '@objectql/metadata';
import type { Json } from '@objectql/metadata';
import { shown } from './field-problem.ts';
import { isDeeperThan } from './json-check.ts';
import { isRecordId } from './text-checks.ts';

/** A get, checked and planned in one go: names are resolved in the caller's view while the input is checked. */
export interface PlannedGetInput {
  readonly id: string;
  readonly plan: ReadPlan;
  readonly args: readonly Json[];
}

/** A list or query, checked and planned. */
export interface PlannedListInput extends ListQuery {
  readonly page: PlannedPage;
}

interface Queried {
  readonly planner: Planner;
  readonly rights: Rights;
  readonly object: string;
}

type Members = Readonly<Record<string, unknown>>;
type Reader = (value: unknown) => string | undefined;

const namesSchema: JsonSchema = { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'string' }] };
const shapeSchema = {
  fields: { ...namesSchema, description: 'Fields to show; all that you may read unless given.' },
  expand: { ...namesSchema, description: 'Lookups to show as the record that they refer to.' },
} as const;
const recordId: JsonSchema = { type: 'string', minLength: 1, maxLength: 64 };

/** More names than any object has fields with those of its lookups; each unknown one is searched for a near one. */
const mostNames = 500;
/** Twice what a filter may be nested, and some for its lists: `parseFilter` tells where it is too deep; beyond this nobody can even print it. */
const deepestFilter = 40;
/** Unknown members that are told of; whoever sends more made another mistake than a slip. */
const mostUnknown = 50;

/** Each answers what the member must be, where it is not. */
const isNames: Reader = (value) => {
  const names: unknown = typeof value === 'string' ? value.split(',', mostNames + 1) : value;
  if (!Array.isArray(names) || !names.every((each) => typeof each === 'string')) return 'a list of names, or names with commas between them';
  return names.length > mostNames ? `at most ${mostNames} names` : undefined;
};
const isFilter: Reader = (value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'an object such as {"status":"open"}';
  return isDeeperThan(value, deepestFilter) ? 'a filter that is nested less deeply' : undefined;
};
const isLimit: Reader = (value) => (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= pageLimits.most ? undefined : `a whole number from 1 to ${pageLimits.most}`);
const isText: Reader = (value) => (typeof value === 'string' ? undefined : 'text');
const isBoolean: Reader = (value) => (typeof value === 'boolean' ? undefined : 'true or false');
const isId: Reader = (value) => (typeof value === 'string' && isRecordId(value) ? undefined : 'the id of a record');

const getMembers: Readonly<Record<string, Reader>> = { id: isId, fields: isNames, expand: isNames };
const listMembers: Readonly<Record<string, Reader>> = { filter: isFilter, sort: isNames, fields: isNames, expand: isNames, limit: isLimit, cursor: isText, count: isBoolean };

/** `{id, fields?, expand?}`. */
export function getInput({ planner, rights, object }: Queried): Validator<PlannedGetInput> {
  return {
    parse(value): Validated<PlannedGetInput> {
      const { members, issues } = readMembers(value, getMembers);
      if (members['id'] === undefined && issues.every(({ path }) => path !== 'id' && path !== '')) issues.push({ path: 'id', code: 'FIELD_REQUIRED', message: '"id" is required.' });
      const id = typeof members['id'] === 'string' ? members['id'] : '';
      const planned = planner.get(rights, object, { ...(members as object), id });
      if (planned.ok && issues.length === 0) return { ok: true, value: { id, plan: planned.plan, args: planned.args } };
      return { ok: false, issues: planned.ok ? issues : [...issues, ...planned.issues] };
    },
    jsonSchema: () => ({ type: 'object', properties: { id: recordId, ...shapeSchema }, required: ['id'], additionalProperties: false }),
  };
}

/** `{filter?, sort?, fields?, expand?, limit?, cursor?, count?}`. */
export function listInput({ planner, rights, object }: Queried): Validator<PlannedListInput> {
  return {
    parse(value): Validated<PlannedListInput> {
      const { members, issues } = readMembers(value, listMembers);
      const query = members as ListQuery;
      const page = planner.list(rights, object, query);
      if (page.ok && issues.length === 0) return { ok: true, value: { ...query, page } };
      return { ok: false, issues: page.ok ? issues : [...issues, ...page.issues] };
    },
    jsonSchema: () => listSchemaOf(planner.filterable(rights, object)),
  };
}

const listMemberSchemas = {
  sort: { ...namesSchema, description: 'Field names, "-" before a name for descending.' },
  ...shapeSchema,
  limit: { type: 'integer', minimum: 1, maximum: pageLimits.most, default: pageLimits.usual },
  cursor: { type: 'string', description: 'The nextCursor of the page before.' },
  count: { type: 'boolean', description: 'Answer the total as well.' },
} as const;

const filterDescription = 'Field to value or to operators: $eq $ne $gt $gte $lt $lte $in $nin $between $contains $startsWith $endsWith $null; $and, $or, $not.';

/** Of what a filter may name, the fields of the object itself: those of related records are named with a dot. */
function listSchemaOf(filterable: readonly string[]): JsonSchema {
  const filter = { type: 'object', description: filterDescription, properties: Object.fromEntries(filterable.map((name) => [name, {}])) };
  return { type: 'object', properties: { filter, ...listMemberSchemas }, additionalProperties: false };
}

/** The members that are as they must be, and an issue for every other. */
export function readMembers(value: unknown, known: Readonly<Record<string, Reader>>): { members: Members; issues: InputIssue[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { members: {}, issues: [{ path: '', code: 'INPUT_NOT_OBJECT', message: `Give an object, not ${shown(value)}.` }] };
  }
  const members: Record<string, unknown> = {};
  const issues: InputIssue[] = [];
  let unknown = 0;
  for (const [name, given] of Object.entries(value)) {
    if (given === undefined) continue;
    const read = Object.hasOwn(known, name) ? known[name] : undefined;
    const expected = read?.(given);
    if (read === undefined) {
      if (unknown++ < mostUnknown) issues.push(unknownParameter(name, Object.keys(known)));
    } else if (expected !== undefined) issues.push({ path: name, code: 'PARAMETER_INVALID', message: `"${name}" must be ${expected}, not ${shown(given)}.` });
    else members[name] = given;
  }
  return { members, issues };
}

function unknownParameter(name: string, known: readonly string[]): InputIssue {
  const near = nearestName(name, known);
  return { path: name, code: 'PARAMETER_UNKNOWN', message: `There is no parameter "${name}" here.`, hint: near === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${near}"?` };
}

export { isId, isLimit, isText };
