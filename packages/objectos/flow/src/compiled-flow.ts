import { FALSE, compilePredicate, formatExpr, parseCondition, rolesIn } from '@objectql/expression';
import type { Actor, Expr } from '@objectql/expression';
import type {
  Checked, ConditionDescriptor, EffectDescriptor, FlowDescriptor, Issue, Json, ObjectDescriptor, Row, Source, TransitionDescriptor,
} from '@objectql/metadata';

/** A flow ready to run: conditions are closures, names are resolved. Made once per descriptor; immutable. */
export interface CompiledFlow {
  readonly descriptor: FlowDescriptor;
  readonly object: ObjectDescriptor;
  readonly states: ReadonlyMap<string, CompiledState>;
  /** Every event of any state, in the author's order. */
  readonly events: ReadonlyMap<string, FlowEvent>;
}

export interface FlowEvent {
  readonly name: string;
  /** Roles that the guards of its transitions name positively, sorted: who may call it without a grant. */
  readonly roles: readonly string[];
}

export interface CompiledState {
  readonly name: string;
  readonly on: ReadonlyMap<string, readonly CompiledTransition[]>;
  /** Effects of entering the state. */
  readonly effects: readonly EffectDescriptor[];
}

export interface CompiledTransition {
  readonly from: string;
  readonly event: string;
  readonly target: string;
  readonly atoms: readonly CompiledAtom[];
  /** Roles that its guard names positively, sorted: holding one of them stands in for a grant of the event. */
  readonly roles: readonly string[];
  readonly source?: Source;
}

/** One condition of a guard. */
export interface CompiledAtom {
  /** As CEL, for messages and explanations: `record.amount < 5000`. */
  readonly text: string;
  /** As its author wrote it. */
  readonly test: ConditionDescriptor['test'];
  readonly expr: Expr;
  /** Roles that it names positively. */
  readonly roles: readonly string[];
  readonly source?: Source;
  /** True only when the condition is true; unknown is false. */
  holds(row: Row, actor: Actor, args: readonly Json[], related?: (object: string, id: string) => Row | null): boolean;
}

/**
 * Compiles the conditions of a flow; every condition that cannot be is an issue with its place. Nobody passes such a condition, so
 * that the rest of the flow can be judged further.
 */
export function compileFlow(descriptor: FlowDescriptor, object: ObjectDescriptor, objects: ReadonlyMap<string, ObjectDescriptor>): Checked<CompiledFlow> {
  const issues: Issue[] = [];
  const compile = (condition: ConditionDescriptor): CompiledAtom => {
    const parsed = parseCondition(condition, { object, objects });
    if (parsed.ok) return atomOf(parsed.value, condition);
    issues.push(...parsed.issues);
    return atomOf(FALSE, condition);
  };

  const states = new Map<string, CompiledState>();
  for (const [name, { on, actions }] of Object.entries(descriptor.states)) {
    const events = Object.entries(on).map(([event, transitions]) =>
      [event, transitions.map((transition) => transitionOf(name, event, { transition, compile }))] as const);
    states.set(name, { name, on: new Map(events), effects: actions });
  }
  const value = { descriptor, object, states, events: eventsIn(states) };
  return issues.some(({ severity }) => severity === 'fault') ? { ok: false, issues, partial: value } : { ok: true, value, issues };
}

interface TransitionParts {
  readonly transition: TransitionDescriptor;
  readonly compile: (condition: ConditionDescriptor) => CompiledAtom;
}

function transitionOf(from: string, event: string, { transition, compile }: TransitionParts): CompiledTransition {
  const atoms = transition.conditions.map(compile);
  const roles = sortedSet(atoms.flatMap((atom) => atom.roles));
  return { from, event, target: transition.target, atoms, roles, ...sourceOf(transition) };
}

function atomOf(expr: Expr, condition: ConditionDescriptor): CompiledAtom {
  return { text: formatExpr(expr), test: condition.test, expr, roles: rolesIn(expr), holds: compilePredicate(expr), ...sourceOf(condition) };
}

function eventsIn(states: ReadonlyMap<string, CompiledState>): ReadonlyMap<string, FlowEvent> {
  const roles = new Map<string, string[]>();
  for (const { on } of states.values()) {
    for (const [event, transitions] of on) {
      roles.set(event, [...(roles.get(event) ?? []), ...transitions.flatMap((transition) => transition.roles)]);
    }
  }
  return new Map([...roles].map(([name, named]) => [name, { name, roles: sortedSet(named) }]));
}

function sourceOf({ source }: { readonly source?: Source }): { readonly source?: Source } {
  return source === undefined ? {} : { source };
}

function sortedSet(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}
