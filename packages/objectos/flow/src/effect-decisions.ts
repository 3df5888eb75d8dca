import type { Call } from '@objectos/kernel';
import type { Draft, DraftWrite } from '@objectos/records';
import { descriptorsOf } from '@objectql/metadata';
import type { Json, Row } from '@objectql/metadata';
import { builtInEffects } from './built-in-effects.ts';
import type { CommandInput } from './command-input.ts';
import { effectFields, effectObject } from './effect-object.ts';
import { flowFault } from './errors.ts';
import { FlowCaller } from './flow-caller.ts';
import { forbidden, reject } from './rejection.ts';
import type { Rejection, RowView } from './rejection.ts';
import { textIn } from './row-text.ts';

/** How long a claimed effect belongs to whom claimed it, in milliseconds, and how often it may be claimed in all. */
export interface LeasePolicy {
  readonly lease: number;
  readonly attempts: number;
}

/** What surrounds one step of an effect. */
export interface EffectStep {
  readonly call: Call<CommandInput>;
  readonly view: RowView;
  /** The same ids, in the same order, each time that the step is decided. */
  readonly newId: () => string;
}

/** Pure: decides a step over the effect as it is in the lane. */
export type EffectDecision = (effect: Row, step: EffectStep) => Draft | Rejection;

/** Takes an effect that is due, from nobody or from a run whose lease is over. Answers it as `{claimed}`: null where it was given up instead. */
export function claimEffect(effect: Row, { call }: EffectStep, { lease, attempts }: LeasePolicy): Draft | Rejection {
  const { time } = call.context;
  const due = effect['run_at'];
  if (typeof due !== 'string' || due > timestamp(time)) return reject('EFFECT_NOT_DUE', 'The effect is not due: another run has it, or has settled it.');
  const runs = Number(effect['attempts']);
  if (runs >= attempts) {
    const last_error = `Given up: none of ${runs} runs came to an end.${effect['last_error'] === null ? '' : ` Before: ${textIn(effect, 'last_error')}`}`;
    return answering(setOf(effect, { state: 'dead', run_at: null, lease_until: null, last_error }), { claimed: null });
  }
  const until = timestamp(time + lease);
  const set = { state: 'leased', attempts: runs + 1, lease_token: Number(effect['lease_token']) + 1, lease_until: until, run_at: until };
  return answering(setOf(effect, set), { claimed: { ...effect, ...set } });
}

/** A built-in effect and its settlement: both or neither, so it happens once. */
export function deliverEffect(effect: Row, { call, view, newId }: EffectStep): Draft | Rejection {
  const lost = leaseLost(effect, call);
  if (lost !== undefined) return lost;
  const action = textIn(effect, 'action');
  const builtIn = builtInEffects.get(action);
  const object = descriptorsOf(call.snapshot, 'object').get(textIn(effect, 'object'));
  if (builtIn === undefined || object === undefined) throw flowFault('EFFECT_HANDLER_GONE', { action });
  const record = view.get({ object: object.name, id: textIn(effect, 'record') });
  const writes = builtIn.writes({ effect, object, record, newId });
  return answering([...writes, ...setOf(effect, done)], { done: true });
}

/** How a run ended: with `error` and `retry_at` it failed and is tried again then, with `error` alone it is dead, with neither it is done. */
export function settleEffect(effect: Row, { call }: EffectStep): Draft | Rejection {
  const lost = leaseLost(effect, call);
  if (lost !== undefined) return lost;
  const { error, retry_at: retryAt } = call.input.given;
  if (typeof error !== 'string') return answering(setOf(effect, done), { done: true });
  const next = typeof retryAt === 'string' ? { state: 'ready', run_at: retryAt } : { state: 'dead', run_at: null };
  return answering(setOf(effect, { ...next, lease_until: null, last_error: error }), { done: false });
}

/** Starts a dead effect over. */
export function reviveEffect(effect: Row, { call, view }: EffectStep): Draft | Rejection {
  const caller = new FlowCaller(call);
  const subject = { row: effect, related: (object: string, id: string) => view.get({ object, id }) };
  if (!caller.isGranted(effectObject.name, 'retry', subject)) return forbidden('retry', effectObject);
  if (effect['state'] !== 'dead') return reject('EFFECT_NOT_DEAD', `The effect is ${JSON.stringify(effect['state'])}; only one that was given up can be retried.`);
  const writes = setOf(effect, { state: 'ready', attempts: 0, run_at: timestamp(call.context.time) });
  return { writes, checks: [], answer: { record: { object: effectObject.name, id: textIn(effect, 'id') } } };
}

const done: Row = { state: 'done', run_at: null, lease_until: null, last_error: null };

/** The fence: the lease of this run is the last one that was given, and nothing has been settled under it. */
function leaseLost(effect: Row, { input }: Call<CommandInput>): Rejection | undefined {
  if (effect['state'] === 'leased' && effect['lease_token'] === input.given['token']) return undefined;
  return reject('EFFECT_LEASE_LOST', 'Another run has this effect now, or has settled it; nothing was changed.');
}

function setOf(effect: Row, set: Row): readonly DraftWrite[] {
  const key = { object: effectObject.name, id: textIn(effect, 'id') };
  return [{ write: { op: 'update', key, set }, authority: { operation: effectObject.name, fields: effectFields } }];
}

function answering(writes: readonly DraftWrite[], value: Json): Draft {
  return { writes, checks: [], answer: { value } };
}

function timestamp(time: number): string {
  return new Date(time).toISOString();
}
