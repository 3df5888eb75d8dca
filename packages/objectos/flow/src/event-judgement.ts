import type { JudgedCondition, JudgedPath, RecordJudgement, RecordQuestion } from '@objectql/expression';
import type { Json } from '@objectql/metadata';
import type { CompiledAtom, CompiledFlow } from './compiled-flow.ts';
import { FlowCaller } from './flow-caller.ts';
import type { Subject } from './flow-caller.ts';
import { step } from './step.ts';
import type { Step, TransitionTrace } from './step.ts';

/** Who would cause which event. */
export interface EventQuestion {
  readonly flow: CompiledFlow;
  readonly event: string;
  readonly caller: FlowCaller;
}

/** The code that the event would be refused with, null where it goes on, and the step it rests on; no step where a rule denies it. */
export interface EventJudgement {
  readonly code: 'FORBIDDEN' | 'FLOW_WRONG_STATE' | 'FLOW_GUARD_FAILED' | null;
  readonly stepped: Step | null;
}

/** Whether the caller may cause the event for this record, as it is: an explicit deny, the state, the guards, and the entitlement, in this order. */
export function judgeEvent({ flow, event, caller }: EventQuestion, subject: Subject): EventJudgement {
  const object = flow.object.name;
  if (caller.isDenied(object, event, subject)) return { code: 'FORBIDDEN', stepped: null };
  const state = subject.row[flow.descriptor.field];
  const stepped = step(flow, typeof state === 'string' ? state : '', event, { ...subject, actor: caller.actor, unnarrowed: caller.unnarrowed });
  if ('refused' in stepped) return { code: stepped.refused, stepped };
  // A grant of the verb, or a role that the guard of this very transition names and the caller holds.
  const entitled = caller.isGranted(object, event, subject) || stepped.taken.roles.some((role) => caller.rights.holds(role));
  return { code: entitled ? null : 'FORBIDDEN', stepped };
}

/** The same judgement for whoever explains it, with every condition that was looked at. */
export function explainEvent(flow: CompiledFlow, event: string, { rights, ...question }: RecordQuestion): RecordJudgement {
  const { code, stepped } = judgeEvent({ flow, event, caller: new FlowCaller({ context: question, granted: rights }) }, question);
  return { code, reads: [flow.descriptor.field], paths: (stepped?.trace ?? []).map(pathOf) };
}

function pathOf({ transition: { from, target, roles, source }, holds, atoms }: TransitionTrace): JudgedPath {
  return { name: `${from} -> ${target}`, holds, conditions: atoms.map(({ atom, holds: met }) => conditionOf(atom, met)), roles, ...(source === undefined ? {} : { source }) };
}

function conditionOf({ expr, test, source }: CompiledAtom, holds: boolean): JudgedCondition {
  return { text: textOfTest(test), expr, holds, ...(source === undefined ? {} : { source }) };
}

/** `amount: < 5000`, as its author wrote it. */
function textOfTest(test: Readonly<Record<string, Json>>): string {
  return Object.entries(test).map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ');
}
