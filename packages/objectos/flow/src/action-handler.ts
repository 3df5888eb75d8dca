import { defineFacet } from '@objectos/kernel';
import type { Actor } from '@objectql/expression';
import type { Json, Row } from '@objectql/metadata';
import { flowFault } from './errors.ts';
import { handlersByAction } from './handler-table.ts';

/** The code behind an action of an object: `opportunity.advanceStage`. */
export interface ActionHandler {
  /** `<object>.<action>`, as the action's descriptor says. */
  readonly action: string;
  /**
   * Pure and synchronous: it sees only what it is given, changes nothing itself, and may be run again over a newer row. Its
   * changes may touch only what the descriptor's `writes` lists. It must let pass what `related` throws.
   */
  decide(subject: ActionSubject): ActionDecision;
}

export interface ActionSubject {
  /** The complete record as it is now, hidden fields included: answer nothing from it that the caller may not know. */
  readonly row: Row;
  /** Checked, canonical, defaults filled in. */
  readonly input: Readonly<Record<string, Json>>;
  /** Who calls, with the roles that count. */
  readonly actor: Actor;
  /** Milliseconds since 1970: the one time of the call. */
  readonly time: number;
  /** Another record as it is now, or null. */
  readonly related: (object: string, id: string) => Row | null;
}

export type ActionDecision =
  | { readonly changes: Row }
  | { readonly reject: { readonly code: string; readonly message: string; readonly path?: string } };

export const actionHandlersFacet = defineFacet<ActionHandler, ReadonlyMap<string, ActionHandler>>({
  id: 'flow.action-handlers',
  combine: (inputs) => handlersByAction(inputs, (action, first, second) => flowFault('ACTION_HANDLER_DUPLICATE', { action, first, second })),
});
