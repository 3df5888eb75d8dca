import type { Actor } from '@objectql/expression';
import type { EffectDescriptor, Row } from '@objectql/metadata';
import type { CompiledAtom, CompiledFlow, CompiledTransition } from './compiled-flow.ts';

/** What a step looks at besides the flow: the record, who asks, and the records that its lookups lead to. */
export interface StepInput {
  /** The complete record as it is now. */
  readonly row: Row;
  readonly actor: Actor;
  /**
   * The same caller with the roles that a delegation withholds from him. Where given, every condition must hold for both,
   * so that leaving a role out (`not: {role: contractor}`) never lets through what the whole person may not do.
   */
  readonly unnarrowed?: Actor | undefined;
  /** The record of a lookup, or null where there is none. */
  readonly related: (object: string, id: string) => Row | null;
}

export type Step = StepTaken | StepRefused;

export interface StepTaken {
  readonly taken: CompiledTransition;
  readonly target: string;
  /** What entering the target state causes, in the author's order. */
  readonly effects: readonly EffectDescriptor[];
  readonly trace: readonly TransitionTrace[];
}

export interface StepRefused {
  /** No transition of that event leaves this state, or one does but none of its guards holds. */
  readonly refused: 'FLOW_WRONG_STATE' | 'FLOW_GUARD_FAILED';
  /** Empty where the event does not exist in the state. */
  readonly trace: readonly TransitionTrace[];
}

/** How one candidate was judged. */
export interface TransitionTrace {
  readonly transition: CompiledTransition;
  /** Every condition is true; the first candidate of which this is so is taken. */
  readonly holds: boolean;
  /** Each condition with its outcome: false stands for false and for unknown. */
  readonly atoms: readonly AtomTrace[];
}

export interface AtomTrace {
  readonly atom: CompiledAtom;
  readonly holds: boolean;
}

/**
 * What an event does to a record in a state: pure, and the same wherever it runs (the lane, a dry run, a device offline).
 * Candidates are tried in the author's order and every one is traced, so that the answer explains itself.
 */
export function step(flow: CompiledFlow, state: string, event: string, input: StepInput): Step {
  const candidates = flow.states.get(state)?.on.get(event);
  if (candidates === undefined) return { refused: 'FLOW_WRONG_STATE', trace: [] };

  const trace = candidates.map((transition) => judge(transition, input));
  const taken = trace.find(({ holds }) => holds)?.transition;
  if (taken === undefined) return { refused: 'FLOW_GUARD_FAILED', trace };
  return { taken, target: taken.target, effects: flow.states.get(taken.target)?.effects ?? [], trace };
}

function judge(transition: CompiledTransition, { row, actor, unnarrowed, related }: StepInput): TransitionTrace {
  const isTrueFor = (atom: CompiledAtom, who: Actor): boolean => atom.holds(row, who, [], related);
  const atoms = transition.atoms.map((atom) => ({
    atom,
    holds: isTrueFor(atom, actor) && (unnarrowed === undefined || isTrueFor(atom, unnarrowed)),
  }));
  return { transition, holds: atoms.every(({ holds }) => holds), atoms };
}

/** The events that some transition of the state answers to, in the author's order; whether a guard holds is not asked. */
export function eventsOf(flow: CompiledFlow, state: string): readonly string[] {
  return [...(flow.states.get(state)?.on.keys() ?? [])];
}
