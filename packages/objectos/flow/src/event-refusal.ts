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

/**
 * Each transition of the event is a way of its own, and each of its conditions is needed. What is hidden is told once and not
 * per way: how many ways it closes would say more about it than that.
 */
function guardFailed(command: EventCommand, trace: readonly TransitionTrace[], subject: Subject): Rejection {
  const ways = trace.map(({ atoms }) => atoms.filter(({ holds }) => !holds).map(({ atom }) => atom));
  const known = ways.map((atoms) => atoms.filter((atom) => mayBeNamed(atom, command, subject)));
  const taken = [...new Set(known.filter((atoms) => atoms.length > 0).map((atoms) => [...new Set(atoms.map(neededFor))].join(' and ')))];
  const issues = [...new Map(known.flat().map((atom) => [atom.text, issueOf(atom, taken.length > 1)])).values()];
  const hidden = ways.flat().length > known.flat().length
    ? [{ path: '', code: 'CONDITION_HIDDEN', message: 'A condition about something that you may not see is not met.' }]
    : [];
  const told = [...(taken.length === 0 ? [] : [`It takes ${eitherOf(taken)}.`]), ...hidden.map(({ message }) => message)];
  const { name } = command.flow.object;
  return reject('FLOW_GUARD_FAILED', `"${command.event}" is not possible for this ${name}: ${told.join(' ')}`, { issues: [...issues, ...hidden] });
}

/** The commas keep apart what belongs to one way. */
function eitherOf(ways: readonly string[]): string {
  return ways.length === 1 ? ways.join('') : `either ${ways.join(', or ')}`;
}

function mayBeNamed({ expr }: CompiledAtom, { flow, caller }: EventCommand, subject: Subject): boolean {
  return fieldsOf(expr).every((field) => caller.knows(flow.object.name, field, subject));
}

function neededFor({ expr, text, roles }: CompiledAtom): string {
  return expr.kind === 'in' && roles.length > 0 && fieldsOf(expr).length === 0 ? `the role ${roles.join(' or ')}` : text;
}

function issueOf(atom: CompiledAtom, isOneOfSeveral: boolean): NonNullable<Rejection['issues']>[number] {
  const [field, ...others] = [...new Set(fieldsOf(atom.expr).map(({ name, via }) => via?.field ?? name))];
  const path = field !== undefined && others.length === 0 ? field : '';
  return { path, code: 'CONDITION_FAILED', message: `${isOneOfSeveral ? 'One way' : 'It'} takes ${neededFor(atom)}.` };
}
