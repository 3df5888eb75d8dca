import { fieldsOf } from '@objectql/expression';
import type { CompiledAtom } from './compiled-flow.ts';
import type { EventCommand } from './event-decision.ts';
import type { Subject } from './flow-caller.ts';
import { reject } from './rejection.ts';
import type { Rejection } from './rejection.ts';
import { eventsOf } from './step.ts';
import type { StepRefused, TransitionTrace } from './step.ts';

/** Says why an event is not possible, as far as the caller may know: nothing about a field that he cannot read. */
export function explainRefusal(command: EventCommand, refused: StepRefused, subject: Subject): Rejection {
  return refused.refused === 'FLOW_WRONG_STATE' ? wrongState(command, subject) : guardFailed(command, refused.trace, subject);
}

function wrongState({ flow, event, caller }: EventCommand, subject: Subject): Rejection {
  const { object, descriptor } = flow;
  if (!caller.knows(object.name, { name: descriptor.field }, subject)) {
    return reject('FLOW_WRONG_STATE', `"${event}" is not possible for this ${object.name} now.`);
  }
  const state = subject.row[descriptor.field];
  const possible = typeof state === 'string' ? eventsOf(flow, state) : [];
  const instead = possible.length === 0 ? 'No event leads on from there.' : `From there: ${possible.join(', ')}.`;
  return reject('FLOW_WRONG_STATE', `"${event}" is not possible while ${descriptor.field} is ${JSON.stringify(state)}.`, { hint: instead });
}

function guardFailed(command: EventCommand, trace: readonly TransitionTrace[], subject: Subject): Rejection {
  const failed = trace.flatMap(({ atoms }) => atoms.filter(({ holds }) => !holds).map(({ atom }) => atom));
  const known = failed.filter((atom) => mayBeNamed(atom, command, subject));
  const issues = [...new Map(known.map((atom) => [atom.text, issueOf(atom)])).values()];
  const hidden = failed.length > known.length
    ? [{ path: '', code: 'CONDITION_HIDDEN', message: 'A condition about something that you may not see is not met.' }]
    : [];
  const all = [...issues, ...hidden];
  const { name } = command.flow.object;
  return reject('FLOW_GUARD_FAILED', `"${command.event}" is not possible for this ${name}: ${all.map(({ message }) => message).join(' ')}`, { issues: all });
}

function mayBeNamed({ expr }: CompiledAtom, { flow, caller }: EventCommand, subject: Subject): boolean {
  return fieldsOf(expr).every((field) => caller.knows(flow.object.name, field, subject));
}

function issueOf({ expr, text, roles: named }: CompiledAtom): NonNullable<Rejection['issues']>[number] {
  const [field, ...others] = [...new Set(fieldsOf(expr).map(({ name, via }) => via?.field ?? name))];
  const path = field !== undefined && others.length === 0 ? field : '';
  const roles = field === undefined && expr.kind === 'in' ? named : [];
  const message = roles.length > 0 ? `It takes the role ${roles.join(' or ')}.` : `It takes ${text}.`;
  return { path, code: 'CONDITION_FAILED', message };
}
