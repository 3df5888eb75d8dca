import * as z from 'zod';
import { Findings } from './findings.ts';
import type { EffectDescriptor, FlowDescriptor, StateDescriptor, TransitionDescriptor } from './flow-descriptor.ts';
import { reviewFlow } from './flow-review.ts';
import type { Checked } from './issue.ts';
import type { Json } from './json.ts';
import { checkName, isTrap } from './names.ts';
import { suggestion } from './nearest-name.ts';
import { originOf } from './origin.ts';
import type { Origin } from './origin.ts';
import { parseConditions } from './parse-condition.ts';
import { checkShape, describe, mapping, phrase, soundPart } from './shape.ts';
import type { Source } from './source.ts';

export const flowShape = mapping({
  kind: z.literal('flow').optional().describe('Says what this file is, where its name does not.'),
  id: phrase.optional().describe('Stable identity, the name unless given.'),
  name: phrase.regex(/^[A-Za-z][A-Za-z0-9_ -]*$/u, { error: 'a name of letters, digits, "_", "-" and spaces' }).describe('ExpenseApproval: the object that it is about follows from it, unless "object" is given.'),
  object: z.string().optional().describe('The object whose records it moves.'),
  field: phrase.optional().describe('The select field that holds the state; status unless given. The flow alone writes it.'),
  initialState: phrase.describe('The state of a new record.'),
  states: z.record(z.string(), z.unknown()).describe('States by name; each is an option of the state field.'),
});
/** What can be judged of a flow that does not say where it begins. */
const startlessShape = flowShape.partial({ initialState: true });
export const stateShape = mapping({
  on: z.record(z.string(), z.unknown()).nullable().optional().describe('Events that lead on from here, by name: each is a REST endpoint, an SDK call and an MCP tool.'),
  actions: z.array(z.unknown()).nullable().optional().describe('Effects of entering the state: "archive", or one key with its argument, notify: submitter.'),
});
export const transitionShape = mapping({
  target: phrase.describe('The state that it leads to.'),
  conditions: z.unknown().optional().describe('All must hold; begin each with "- ".'),
});

/**
 * Reads a flow as authors write it, from any format. `object` stays empty where it is not given: it follows from the name
 * once the objects are known (`checkMetadata`).
 */
export function parseFlow(value: unknown, source: Source | Origin): Checked<FlowDescriptor> {
  const findings = new Findings(originOf(source));
  const written = checkShape(flowShape, value, findings) ?? soundPart(startlessShape, value);
  if (written === undefined) return findings.checked<FlowDescriptor>(undefined);
  const { name, id = name, object = '', field = 'status', initialState = '' } = written;
  if (object !== '') checkName('object', object, findings, ['object']);
  checkName('field', field, findings, ['field']);
  const names = Object.keys(written.states);
  if (names.length === 0) findings.fault('METADATA_SHAPE', 'A flow needs at least one state.', { path: ['states'] });
  else if (initialState !== '') requireState(initialState, names, findings.at('initialState'));
  const states = Object.entries(written.states).map(([state, body]) => [state, parseState(body, names, findings.at('states', state))] as const);
  for (const state of names) checkStateName(state, findings.at('states', state));
  const flow: FlowDescriptor = { kind: 'flow', id, name, object, field, initialState, states: Object.fromEntries(states), source: findings.source() };
  reviewFlow(flow, findings);
  return findings.checked(flow);
}

function requireState(name: string, names: readonly string[], findings: Findings): void {
  if (names.includes(name)) return;
  findings.fault('METADATA_REFERENCE', `There is no state ${JSON.stringify(name)}.`, { hint: suggestion(name, names) });
}

/** States are options of a select field, so they need not be identifiers. */
function checkStateName(name: string, findings: Findings): void {
  if (!isTrap(name) && name.trim() === name && name !== '') return;
  findings.fault('METADATA_NAME', `${JSON.stringify(name)} cannot be the name of a state; choose another.`);
}

function parseState(body: unknown, names: readonly string[], findings: Findings): StateDescriptor {
  const written = body === null ? {} : checkShape(stateShape, body, findings);
  const on = Object.entries(written?.on ?? {}).map(([event, candidates]) => {
    const part = findings.at('on', event);
    checkName('event', event, part);
    return [event, parseCandidates(candidates, names, part)] as const;
  });
  const actions = (written?.actions ?? []).flatMap((action, index) => parseEffect(action, findings.at('actions', index)) ?? []);
  return { on: Object.fromEntries(on), actions, source: findings.source() };
}

function parseCandidates(value: unknown, names: readonly string[], findings: Findings): TransitionDescriptor[] {
  if (!Array.isArray(value)) return parseTransition(value, names, findings);
  if (value.length === 0) findings.fault('METADATA_SHAPE', 'Expected at least one transition, found an empty list.');
  return value.flatMap((candidate, index) => parseTransition(candidate, names, findings.at(index)));
}

/** One transition, or none where it is not written as one. */
function parseTransition(value: unknown, names: readonly string[], findings: Findings): TransitionDescriptor[] {
  const written = checkShape(transitionShape, value, findings);
  if (written === undefined) return [];
  requireState(written.target, names, findings.at('target'));
  return [{ target: written.target, conditions: parseConditions(written.conditions, findings.at('conditions')), source: findings.source() }];
}

/** `archive`, `notify: submitter`, or an effect as a parse answers it. */
function parseEffect(value: unknown, findings: Findings): EffectDescriptor | undefined {
  const effect = effectOf(value);
  if (effect === undefined) {
    findings.fault('METADATA_SHAPE', `Expected an effect, found ${describe(value)}.`, { hint: 'Write "- archive", or one key with its argument: "- notify: submitter".' });
    return undefined;
  }
  if (!checkName('effect', effect.action, findings)) return undefined;
  return { ...effect, source: findings.source(typeof value === 'object' && value !== null && effect.action in value ? [effect.action] : []) };
}

function effectOf(value: unknown): { readonly action: string; readonly args: Json } | undefined {
  if (typeof value === 'string') return { action: value, args: null };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if ('action' in value && 'args' in value && typeof value.action === 'string') return { action: value.action, args: value.args as Json };
  const entries = Object.entries(value) as [string, Json][];
  const [only] = entries;
  return only === undefined || entries.length > 1 ? undefined : { action: only[0], args: only[1] };
}
