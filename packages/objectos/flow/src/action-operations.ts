import type { AnyOperation, Call, CallError, Operation, Snapshot } from '@objectos/kernel';
import { RecordWork, errorsOfWork, recordSchema } from '@objectos/records';
import type { Draft } from '@objectos/records';
import type { Rights } from '@objectql/expression';
import { descriptorsOf } from '@objectql/metadata';
import type { ActionDescriptor, ObjectDescriptor } from '@objectql/metadata';
import { ActionChanges } from './action-changes.ts';
import { actionHandlersFacet } from './action-handler.ts';
import type { ActionHandler } from './action-handler.ts';
import { commandInput } from './command-input.ts';
import type { CommandInput } from './command-input.ts';
import { flowRejections } from './errors.ts';
import { FlowCaller } from './flow-caller.ts';
import type { Subject } from './flow-caller.ts';
import { forbidden, recordNotFound, staleRecord } from './rejection.ts';
import type { Rejection, RowView } from './rejection.ts';

/** One operation per action that has its object and its handler; `checkActions` reports the others at boot. */
export function actionOperations(snapshot: Snapshot): readonly AnyOperation[] {
  const objects = descriptorsOf(snapshot, 'object');
  const handlers = snapshot.get(actionHandlersFacet);
  return [...descriptorsOf(snapshot, 'action').values()].flatMap((action) => {
    const object = objects.get(action.object);
    const handler = handlers.get(`${action.object}.${action.name}`);
    return object === undefined || handler === undefined ? [] : [actionOperation(action, object, handler)];
  });
}

/** A handler refuses with codes of its own, as `rejectionOf` tells them. */
const actionErrors: readonly CallError[] = [
  ...errorsOfWork,
  { code: 'ACTION_RESULT_INVALID', category: flowRejections.ACTION_RESULT_INVALID },
  { code: null, category: 'conflict' },
  { code: null, category: 'invalid' },
];

interface LoadedAction {
  readonly action: ActionDescriptor;
  readonly object: ObjectDescriptor;
  readonly handler: ActionHandler;
  readonly changes: ActionChanges;
}

function actionOperation(action: ActionDescriptor, object: ObjectDescriptor, handler: ActionHandler): Operation<CommandInput> {
  const name = `${object.name}.${action.name}`;
  const loaded = { action, object, handler, changes: new ActionChanges(action, object) };
  return {
    name,
    title: action.label,
    description: action.description ?? `${action.label}: an action on one record of ${object.label}.`,
    effect: 'write',
    idempotent: false,
    grant: { object: object.name, verb: action.name },
    target: 'record',
    input: commandInput(name, action.input),
    output: (granted) => recordSchema(object, (granted as Rights).of(object.name, 'read')),
    errors: actionErrors,
    handler: (call: Call<CommandInput>) => {
      const caller = new FlowCaller(call);
      const key = { object: object.name, id: call.input.id };
      return new RecordWork([key], (view) => decideAction(loaded, { call, caller }, view));
    },
  };
}

interface ActionCall {
  readonly call: Call<CommandInput>;
  readonly caller: FlowCaller;
}

function decideAction({ action, object, handler, changes }: LoadedAction, { call, caller }: ActionCall, view: RowView): Draft | Rejection {
  const { id, revision, given } = call.input;
  const key = { object: object.name, id };
  const row = view.get(key);
  if (row === null) return recordNotFound(object.name);
  const subject: Subject = { row, related: (target, other) => view.get({ object: target, id: other }) };
  if (revision !== undefined && revision !== row['revision']) return staleRecord(object.name);
  if (!caller.isGranted(object.name, action.name, subject)) return forbidden(action.name, object);

  const decided = handler.decide({ ...subject, input: given, actor: caller.actor, time: call.context.time });
  if ('reject' in decided) return rejectionOf(decided.reject);
  return changes.draft(key, decided.changes);
}

function rejectionOf({ code, message, path }: { readonly code: string; readonly message: string; readonly path?: string }): Rejection {
  return path === undefined ? { code, category: 'conflict', message } : { code, category: 'invalid', message, issues: [{ path, code, message }] };
}
