import type { InputIssue, JsonSchema, Validated, Validator } from '@objectos/kernel';
import type { Access } from '@objectql/expression';
import { fieldOf, nearestName, systemFields } from '@objectql/metadata';
import type { FieldDescriptor, Json, ObjectDescriptor } from '@objectql/metadata';
import { checkOf } from './field-check.ts';
import type { FieldCheck } from './field-check.ts';
import { FieldProblem, shown } from './field-problem.ts';
import { recordInputSchema } from './record-schema.ts';
import { isRecordId } from './text-checks.ts';

export type WriteVerb = 'create' | 'update';

/** A record as a caller gives it: canonical values of the fields that were given, `id` and (updates) `revision`. */
export type RecordInput = Readonly<Record<string, Json>>;

export interface RecordValidatorOptions {
  /** The caller's right to read: decides whether a field that he may not write exists for him at all. Absent: he reads nothing. */
  readonly read?: Access | undefined;
  /** The field that the object's flow alone writes, and the flow's name. */
  readonly state?: { readonly field: string; readonly flow: string } | undefined;
  /** Is the object loaded? Decides what an optional lookup accepts. Absent: all are. */
  readonly isLoaded?: (object: string) => boolean;
}

/**
 * The validator of a create's or update's flat input for callers with this access, compiled to closures from the descriptor.
 * Every problem is reported at once. A field that the caller may neither write nor read answers exactly like one that does
 * not exist (`FIELD_UNKNOWN`), and hints name only fields that he may give.
 */
export function recordValidator(object: ObjectDescriptor, verb: WriteVerb, access: Access, options: RecordValidatorOptions = {}): Validator<RecordInput> {
  return new RecordValidator(object, verb, access, options);
}

/** Unknown fields that are told of; for each a near name is searched. */
const mostUnknown = 50;

interface Writable {
  readonly name: string;
  readonly check: FieldCheck;
  /** May not be null. */
  readonly required: boolean;
  /** A create must give it. */
  readonly mustBeGiven: boolean;
}

class RecordValidator implements Validator<RecordInput> {
  readonly #object: ObjectDescriptor;
  readonly #verb: WriteVerb;
  readonly #options: RecordValidatorOptions;
  readonly #fields: readonly Writable[];
  readonly #known: ReadonlySet<string>;
  /** A required field that the caller cannot give has no default either: he cannot create this object. Never says which. */
  readonly #cannotComplete: boolean;
  #schema: JsonSchema | undefined;

  constructor(object: ObjectDescriptor, verb: WriteVerb, access: Access, options: RecordValidatorOptions) {
    this.#object = object;
    this.#verb = verb;
    this.#options = options;
    const isLoaded = options.isLoaded ?? (() => true);
    const names = Object.keys(object.fields).filter((name) => isWritable(name, object.fields[name], access, options));
    this.#fields = names.map((name) => writable(name, object.fields[name] as FieldDescriptor, verb, isLoaded));
    this.#known = new Set([...(verb === 'create' ? ['id'] : ['id', 'revision']), ...names]);
    this.#cannotComplete = verb === 'create' && Object.keys(object.fields).some((name) => !this.#known.has(name) && isLeftOpen(name, object.fields[name], options));
  }

  parse(value: unknown): Validated<RecordInput> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { ok: false, issues: [{ path: '', code: 'INPUT_NOT_OBJECT', message: `Give an object of field values, not ${shown(value)}.` }] };
    }
    const input = value as Readonly<Record<string, unknown>>;
    const out: Record<string, Json> = {};
    const issues: InputIssue[] = [];
    let known = this.#parseIdentity(input, out, issues);
    for (const field of this.#fields) {
      const given = input[field.name];
      if (given === undefined || typeof given === 'function') {
        if (field.mustBeGiven) issues.push(required(field.name));
        continue;
      }
      known++;
      if (given === null || (given === '' && field.required)) {
        if (field.required) issues.push(required(field.name));
        else out[field.name] = null;
        continue;
      }
      const checked = field.check(given);
      if (checked instanceof FieldProblem) issues.push(issueOf(field.name, checked));
      else out[field.name] = checked;
    }
    // Counting is cheaper than looking each key up; only when the count differs is it worth asking which.
    let total = 0;
    for (const name in input) if (input[name] !== undefined) total++;
    if (total !== known) this.#refuseUnknown(input, issues);
    if (this.#cannotComplete) issues.push(this.#incomplete());
    return issues.length === 0 ? { ok: true, value: out } : { ok: false, issues };
  }

  jsonSchema(): JsonSchema {
    this.#schema ??= recordInputSchema(this.#object, this.#verb, this.#fields);
    return this.#schema;
  }

  /** `id` and `revision`: how many of them were given. */
  #parseIdentity(input: Readonly<Record<string, unknown>>, out: Record<string, Json>, issues: InputIssue[]): number {
    let known = 0;
    const { id } = input;
    if (id !== undefined) {
      known++;
      if (typeof id === 'string' && isRecordId(id)) out['id'] = id;
      else issues.push({ path: 'id', code: 'FIELD_INVALID', message: `"id" must be 1 to 64 characters of A-Z, a-z, 0-9, "_", "." and "-", not ${shown(id)}.` });
    } else if (this.#verb === 'update') issues.push(required('id'));
    const { revision } = input;
    if (revision !== undefined && this.#verb === 'update') {
      known++;
      if (Number.isSafeInteger(revision)) out['revision'] = revision as number;
      else issues.push({ path: 'revision', code: 'FIELD_TYPE', message: `"revision" must be a whole number, not ${shown(revision)}.` });
    }
    return known;
  }

  #refuseUnknown(input: Readonly<Record<string, unknown>>, issues: InputIssue[]): void {
    let told = 0;
    for (const name in input) {
      if (input[name] === undefined || this.#known.has(name)) continue;
      issues.push(this.#refusal(name));
      if (++told === mostUnknown) return;
    }
  }

  #refusal(name: string): InputIssue {
    const field = fieldOf(this.#object, name);
    if (field === undefined || this.#options.read?.fields.has(name) !== true) return unknownField(name, this.#object.name, this.#known);
    if (this.#options.state?.field === name) return stateField(name, this.#options.state.flow);
    const keeper = field.readOnly === true || field.type === 'autonumber' ? 'is kept by the system and cannot be given.' : 'may be read but not written by you.';
    return { path: name, code: 'FIELD_READ_ONLY', message: `"${name}" ${keeper}` };
  }

  #incomplete(): InputIssue {
    return { path: '', code: 'RECORD_INCOMPLETE', message: `You may not give everything that a record of ${this.#object.name} must have, so you cannot create one.`, hint: 'Ask for the right to write its required fields.' };
  }
}

function isWritable(name: string, field: FieldDescriptor | undefined, access: Access, options: RecordValidatorOptions): boolean {
  return field !== undefined && field.readOnly !== true && field.type !== 'autonumber' && options.state?.field !== name && access.fields.has(name);
}

function writable(name: string, field: FieldDescriptor, verb: WriteVerb, isLoaded: (object: string) => boolean): Writable {
  const isRequired = field.required === true;
  return { name, check: checkOf(field, isLoaded), required: isRequired, mustBeGiven: verb === 'create' && isRequired && field.default === undefined };
}

/** Required, and neither a default, nor the flow, nor the store fills it in. */
function isLeftOpen(name: string, field: FieldDescriptor | undefined, options: RecordValidatorOptions): boolean {
  return field?.required === true && field.default === undefined && field.type !== 'autonumber' && options.state?.field !== name;
}

function issueOf(name: string, problem: FieldProblem): InputIssue {
  const { code, hint } = problem;
  const message = `"${name}" ${problem.message}`;
  return hint === undefined ? { path: name, code, message } : { path: name, code, message, hint };
}

function required(name: string): InputIssue {
  return { path: name, code: 'FIELD_REQUIRED', message: `"${name}" is required.` };
}

/** One answer for a field that does not exist and for one that the caller may not know of. */
export function unknownField(name: string, object: string, candidates: Iterable<string>): InputIssue {
  const near = nearestName(name, [...candidates]);
  const message = `${object} has no field "${name}".`;
  return near === undefined ? { path: name, code: 'FIELD_UNKNOWN', message } : { path: name, code: 'FIELD_UNKNOWN', message, hint: `Did you mean "${near}"?` };
}

export function stateField(name: string, flow: string): InputIssue {
  return { path: name, code: 'STATE_FIELD', message: `"${name}" is written by the flow ${flow} alone.`, hint: 'Call one of its events instead.' };
}

/** Is it a name that every record has? */
export function isSystemField(name: string): boolean {
  return Object.hasOwn(systemFields, name);
}
