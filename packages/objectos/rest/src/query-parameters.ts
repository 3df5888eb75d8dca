import { nearestName } from '@objectql/metadata';
import type { InputIssue } from '@objectos/kernel';
import { restFault } from './errors.ts';

type Read = (text: string) => unknown;

const asText: Read = (text) => text;
const asWholeNumber: Read = (text) => (/^\d{1,6}$/u.test(text) ? Number(text) : undefined);
const asBoolean: Read = (text) => ({ true: true, false: false })[text];
const asJson: Read = (text) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

interface Parameter {
  readonly read: Read;
  readonly expected: string;
}

const filter: Parameter = { read: asJson, expected: 'JSON, such as {"status":"open"}' };
const text: Parameter = { read: asText, expected: 'text' };
const wholeNumber: Parameter = { read: asWholeNumber, expected: 'a whole number' };
const boolean: Parameter = { read: asBoolean, expected: 'true or false' };

/** The parameters that each kind of request takes; their names are the operation's own input names. */
export const parametersOf = {
  list: { filter, sort: text, fields: text, expand: text, limit: wholeNumber, cursor: text, count: boolean },
  get: { fields: text, expand: text },
  history: { limit: wholeNumber, cursor: text },
  write: { dryRun: boolean },
  none: {},
} as const satisfies Record<string, Readonly<Record<string, Parameter>>>;

export type ParameterSet = keyof typeof parametersOf;

const noParameters: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * Reads a query string into input members. Every unknown, repeated or unreadable parameter is named in one fault.
 * `query` is what follows the question mark.
 */
export function readParameters(query: string, set: ParameterSet): Readonly<Record<string, unknown>> {
  if (query === '') return noParameters;
  const known: Readonly<Record<string, Parameter>> = parametersOf[set];
  const input: Record<string, unknown> = {};
  const issues: InputIssue[] = [];
  for (const [name, given] of new URLSearchParams(query)) {
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
    if (parameter === undefined) issues.push(unknownParameter(name, Object.keys(known)));
    else if (Object.hasOwn(input, name)) issues.push({ path: name, code: 'PARAMETER_INVALID', message: `The parameter "${name}" is given more than once.` });
    else {
      const value = parameter.read(given);
      if (value === undefined) issues.push({ path: name, code: 'PARAMETER_INVALID', message: `The parameter "${name}" must be ${parameter.expected}.` });
      else input[name] = value;
    }
  }
  if (issues.length > 0) throw faultOf(issues);
  return input;
}

function unknownParameter(name: string, known: readonly string[]): InputIssue {
  const close = nearestName(name, known);
  const hint = close === undefined ? { hint: known.length === 0 ? 'This request takes no parameters.' : `Known: ${known.join(', ')}.` } : { hint: `Did you mean "${close}"?` };
  return { path: name, code: 'PARAMETER_UNKNOWN', message: `There is no parameter "${name}" here.`, ...hint };
}

function faultOf(issues: readonly InputIssue[]): Error {
  const [first] = issues;
  const code = first?.code === 'PARAMETER_UNKNOWN' ? 'PARAMETER_UNKNOWN' : 'PARAMETER_INVALID';
  return restFault(code, first?.message ?? 'The query string cannot be read.', {
    issues,
    ...(first === undefined ? {} : { path: first.path }),
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
  });
}
