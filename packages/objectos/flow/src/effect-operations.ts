import type { AnyOperation, Call, CallError, Operation, Surface } from '@objectos/kernel';
import { RecordWork, errorsOfWork } from '@objectos/records';
import type { FieldDescriptor } from '@objectql/metadata';
import { commandInput } from './command-input.ts';
import type { CommandInput } from './command-input.ts';
import { claimEffect, deliverEffect, reviveEffect, settleEffect } from './effect-decisions.ts';
import type { EffectDecision, LeasePolicy } from './effect-decisions.ts';
import { effectObject } from './effect-object.ts';
import { flowRejections } from './errors.ts';
import { recordNotFound } from './rejection.ts';
import { stableIds } from './stable-ids.ts';

const token: FieldDescriptor = { type: 'integer', id: 'token', required: true };
const error: FieldDescriptor = { type: 'longText', id: 'error' };
const retryAt: FieldDescriptor = { type: 'datetime', id: 'retry_at' };

/** Only the dispatcher acts on this surface; people and agents never meet the operations that it alone uses. */
const dispatcherOnly: readonly Surface[] = ['flow'];

/**
 * The steps of an effect's life, as operations: claimed, delivered (built-in effects) or settled (those with a handler), and
 * revived by an administrator when dead. The dispatcher reaches the store by these alone, so each step is judged, committed
 * and journalled like anything else. A step of a run rests on its lease token: a run that has lost the lease changes nothing.
 */
export function effectOperations(lease: LeasePolicy, newId: () => string): readonly AnyOperation[] {
  return [
    effectOperation({
      verb: 'claim', title: 'Claim effect', description: 'Claims an effect that is due, for one run.',
      fields: {}, surfaces: dispatcherOnly, decide: (effect, run) => claimEffect(effect, run, lease),
    }, newId),
    effectOperation({
      verb: 'deliver', title: 'Deliver effect', description: 'Carries out a built-in effect and settles it, in one unit.',
      fields: { token }, surfaces: dispatcherOnly, decide: deliverEffect,
    }, newId),
    effectOperation({
      verb: 'settle', title: 'Settle effect', description: 'Notes how a run of an effect ended: done, to be tried again, or dead.',
      fields: { token, error, retry_at: retryAt }, surfaces: dispatcherOnly, decide: settleEffect,
    }, newId),
    effectOperation({
      verb: 'retry', title: 'Retry effect', description: 'Revives an effect that was given up after too many failures: it runs again as if for the first time.',
      fields: {}, decide: reviveEffect,
    }, newId),
  ];
}

const effectErrors: readonly CallError[] = [...errorsOfWork, ...(['EFFECT_NOT_DUE', 'EFFECT_LEASE_LOST', 'EFFECT_NOT_DEAD'] as const).map((code) => ({ code, category: flowRejections[code] }))];

interface EffectVerb {
  readonly verb: string;
  readonly title: string;
  readonly description: string;
  readonly fields: Readonly<Record<string, FieldDescriptor>>;
  readonly surfaces?: readonly Surface[];
  readonly decide: EffectDecision;
}

function effectOperation({ verb, title, description, fields, surfaces, decide }: EffectVerb, newId: () => string): Operation<CommandInput> {
  const name = `${effectObject.name}.${verb}`;
  return {
    name,
    title,
    description,
    effect: 'write',
    idempotent: false,
    grant: { object: effectObject.name, verb },
    target: 'record',
    input: commandInput(name, fields),
    output: () => ({ type: 'object' }),
    errors: effectErrors,
    ...(surfaces === undefined ? {} : { surfaces }),
    handler: (call: Call<CommandInput>) => {
      const key = { object: effectObject.name, id: call.input.id };
      const idAt = stableIds(newId);
      return new RecordWork([key], (view) => {
        const effect = view.get(key);
        let ids = 0;
        return effect === null ? recordNotFound(key.object) : decide(effect, { call, view, newId: () => idAt(ids++) });
      });
    },
  };
}
