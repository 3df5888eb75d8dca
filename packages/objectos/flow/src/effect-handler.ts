import { defineFacet } from '@objectos/kernel';
import type { Platform } from '@objectos/kernel';
import type { Json } from '@objectql/metadata';
import { flowFault } from './errors.ts';
import { handlersByAction } from './handler-table.ts';

/** The code behind an effect that flows name: `update_ledger`. */
export interface EffectHandler {
  readonly action: string;
  /**
   * Carries the effect out; a throw means that it is tried again, later and at most so many times. It may run more than
   * once (a process can end between the last thing that it did and the note that it is done), so:
   *
   * - inside our store go through `effect.call`, which makes each call happen once, as long as a repeat makes the same
   *   calls in the same order with the same input: derive them from the effect, not from the time or from chance;
   * - outside of it give `effect.key` to the other side as its idempotency key.
   */
  run(effect: EffectCall, services: EffectServices): void | Promise<void>;
}

export interface EffectServices {
  readonly platform: Platform;
}

/** One run of one effect. */
export interface EffectCall {
  /** The same for every run of this effect, and for no other. */
  readonly key: string;
  /** Its name in the flow. */
  readonly action: string;
  /** As the flow's author wrote them; null where there are none. */
  readonly args: Json;
  /** The object of the record whose transition caused it; read it with `call` where its state matters, it may have changed since. */
  readonly object: string;
  /** The id of that record. */
  readonly record: string;
  /** The flow by its name. */
  readonly flow: string;
  /** The event that moved the record. */
  readonly event: string;
  /** Where it was before. */
  readonly leftState: string;
  /** Where it came to. */
  readonly enteredState: string;
  /** What the caller of the event said with it. */
  readonly comment: string | null;
  /** The principal on whose rights the event was called. */
  readonly causedBy: string;
  /** 1 for the first run. */
  readonly attempt: number;
  /** Aborted when the run is given up, for lack of time or because the process stops. */
  readonly signal: AbortSignal;
  /**
   * Calls an operation as the system principal, on behalf of who caused the effect. A write happens once however often the
   * effect runs. Answers the operation's value; rejects with its `Fault`.
   */
  readonly call: (operation: string, input: Readonly<Record<string, unknown>>) => Promise<unknown>;
}

export const effectHandlersFacet = defineFacet<EffectHandler, ReadonlyMap<string, EffectHandler>>({
  id: 'flow.effect-handlers',
  combine: (inputs) => handlersByAction(inputs, (action, first, second) => flowFault('EFFECT_HANDLER_DUPLICATE', { action, first, second })),
});
