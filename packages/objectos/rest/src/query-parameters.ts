import { nearestName } from '@objectql/metadata';
import type { Fault } from '@objectos/kernel';
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
  tokens: { limit: wholeNumber, cursor: text },
  write: { dryRun: boolean },
  none: {},
} as const satisfies Record<string, Readonly<Record<string, Parameter>>>;

export type ParameterSet = keyof typeof parametersOf;

const noParameters: Readonly<Record<string, unknown>> = Object.freeze({});

/** Sets whose parameters are members of the operation's own input: it says what is wrong with them, in the words of every surface. */
const ofInput: ReadonlySet<ParameterSet> = new Set(['list', 'get', 'history']);

/**
 * Reads a query string into input members; `query` is what follows the question mark. Of members of an operation's input, what
 * cannot be read and what is not known goes on as it came, to be refused there. What only REST has is refused here, all at once.
 */
export function readParameters(query: string, set: ParameterSet): Readonly<Record<string, unknown>> {
  if (query === '') return noParameters;
  requireEncoding(query);
  const known: Readonly<Record<string, Parameter>> = parametersOf[set];
  // Without a prototype, so that "__proto__" is a name like any other.
  const input = Object.create(null) as Record<string, unknown>;
  const faults: Fault[] = [];
  for (const [name, given] of new URLSearchParams(query)) {
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
    // The path says the id, and nothing else may.
    const isMember = ofInput.has(set) && name !== 'id';
    const value = parameter?.read(given);
    if (Object.hasOwn(input, name)) faults.push(restFault('PARAMETER_REPEATED', { name }, { details: { path: name } }));
    else if (value !== undefined || isMember) input[name] = value === undefined ? given : value;
    else if (parameter === undefined) faults.push(unknownParameter(name, Object.keys(known)));
    else faults.push(restFault('PARAMETER_INVALID', { name, expected: parameter.expected }, { details: { path: name } }));
  }
  if (faults.length > 0) throw together(faults);
  return input;
}

/** `URLSearchParams` would read a stray "%" as itself and broken UTF-8 as a question mark. */
function requireEncoding(query: string): void {
  if (!query.includes('%')) return;
  try {
    decodeURIComponent(query);
  } catch {
    throw restFault('QUERY_MALFORMED', {});
  }
}

function unknownParameter(name: string, known: readonly string[]): Fault {
  const close = nearestName(name, known);
  const others = known.length === 0 ? 'This request takes no parameters.' : `Known: ${known.join(', ')}.`;
  return restFault('PARAMETER_UNKNOWN', { name }, { details: { path: name, hint: close === undefined ? others : `Did you mean "${close}"?` } });
}

/** One fault as it is; several as one that lists them. */
function together(faults: readonly Fault[]): Fault {
  const [only, second] = faults;
  if (only !== undefined && second === undefined) return only;
  return restFault('PARAMETERS_INVALID', { count: faults.length }, {
    details: { issues: faults.map(({ code, message, details: { path = '', hint } }) => ({ path, code, message, ...(hint === undefined ? {} : { hint }) })) },
  });
}
