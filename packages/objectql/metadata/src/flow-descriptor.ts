import type { FieldDescriptor } from './field-descriptor.ts';
import type { Json } from './json.ts';
import type { Source } from './source.ts';

/** A record's life as plain JSON: states of one select field and the events that move between them. */
export interface FlowDescriptor {
  readonly kind: 'flow';
  readonly id: string;
  /** As written: `ExpenseApproval`. */
  readonly name: string;
  /** Given, or follows from the name: `ExpenseApproval` -> `expense`. Empty until it is resolved against the loaded objects. */
  readonly object: string;
  /** The select field that holds the state; `status` unless said. The flow alone writes it. */
  readonly field: string;
  readonly initialState: string;
  readonly states: Readonly<Record<string, StateDescriptor>>;
  readonly source?: Source;
}

export interface StateDescriptor {
  /** Event name to its candidate transitions, tried in order; the first whose conditions all hold is taken. */
  readonly on: Readonly<Record<string, readonly TransitionDescriptor[]>>;
  /** Effects of entering the state. */
  readonly actions: readonly EffectDescriptor[];
  readonly source?: Source;
}

export interface TransitionDescriptor {
  readonly target: string;
  /** All must hold. None at all is a warning, never a grant. */
  readonly conditions: readonly ConditionDescriptor[];
  readonly source?: Source;
}

/**
 * One condition as written, exactly one key: a field path (`amount: '< 5000'`), `role`, `any`, `all`, `not`, or `when`
 * (CEL text). The expression package turns it into an expression.
 */
export interface ConditionDescriptor {
  readonly test: Readonly<Record<string, Json>>;
  readonly source?: Source;
}

/** An effect as written: `archive` is `{action: 'archive', args: null}`, `notify: submitter` has args `'submitter'`. */
export interface EffectDescriptor {
  readonly action: string;
  readonly args: Json;
  readonly source?: Source;
}

/** A named change of one record with code behind it: `opportunity.advanceStage`. */
export interface ActionDescriptor {
  readonly kind: 'action';
  readonly id: string;
  readonly object: string;
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly input: Readonly<Record<string, FieldDescriptor>>;
  /** The only fields that the handler's changes may touch. */
  readonly writes: readonly string[];
  readonly source?: Source;
}
