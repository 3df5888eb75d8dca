import type { Findings } from './findings.ts';
import type { FlowDescriptor } from './flow-descriptor.ts';
import { mentionsActor } from './parse-condition.ts';

/** What can be said of a flow without knowing any object: states that nobody reaches, events that anyone may cause. */
export function reviewFlow(flow: FlowDescriptor, findings: Findings): void {
  if (Object.hasOwn(flow.states, flow.initialState)) reviewReachability(flow, findings);
  reviewActors(flow, findings);
}

function reviewReachability({ states, initialState }: FlowDescriptor, findings: Findings): void {
  const reached = new Set([initialState]);
  for (const state of reached) {
    for (const candidates of Object.values(states[state]?.on ?? {})) {
      for (const { target } of candidates) reached.add(target);
    }
  }
  for (const state of Object.keys(states)) {
    if (reached.has(state)) continue;
    findings.warn('FLOW_UNREACHABLE_STATE', `No path leads from "${initialState}" to state "${state}".`, {
      path: ['states', state], hint: 'Add a transition to it, or remove it.',
    });
  }
}

function reviewActors({ states }: FlowDescriptor, findings: Findings): void {
  for (const [state, { on }] of Object.entries(states)) {
    for (const [event, candidates] of Object.entries(on)) {
      if (candidates.every(({ conditions }) => conditions.some(({ test }) => mentionsActor(test)))) continue;
      findings.warn('FLOW_OPEN_EVENT', `Event "${event}" of state "${state}" has no condition on who may cause it.`, {
        path: ['states', state, 'on', event],
        hint: 'Add "- role: ..." to its conditions; until then only the grant of its verb limits it.',
      });
    }
  }
}
