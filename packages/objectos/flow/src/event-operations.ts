import type { AnyOperation, Call, CallError, Operation, Snapshot } from '@objectos/kernel';
import { RecordWork, errorsOfWork, recordSchema } from '@objectos/records';
import type { RecordQuestion, Rights } from '@objectql/expression';
import type { FieldDescriptor } from '@objectql/metadata';
import { commandInput } from './command-input.ts';
import type { CommandInput } from './command-input.ts';
import type { CompiledFlow, FlowEvent } from './compiled-flow.ts';
import { decideEvent } from './event-decision.ts';
import { explainEvent } from './event-judgement.ts';
import { FlowCaller } from './flow-caller.ts';
import { flowRejections } from './errors.ts';
import { flowsOf } from './flow-set.ts';
import { stableIds } from './stable-ids.ts';

/** What every event takes besides the record: why. Kept as an audit note of the same unit, and told to whom the effects notify. */
const eventFields: Readonly<Record<string, FieldDescriptor>> = {
  comment: { type: 'longText', id: 'comment', label: 'Comment', max: 4_000 },
};

const eventErrors: readonly CallError[] = [...errorsOfWork, ...(['FLOW_WRONG_STATE', 'FLOW_GUARD_FAILED'] as const).map((code) => ({ code, category: flowRejections[code] }))];

/** One operation per object and event: `expense.approve`. */
export function eventOperations(snapshot: Snapshot, newId: () => string): readonly AnyOperation[] {
  return flowsOf(snapshot).flows.flatMap((flow) => [...flow.events.values()].map((event) => eventOperation(flow, event, newId)));
}

function eventOperation(flow: CompiledFlow, event: FlowEvent, newId: () => string): Operation<CommandInput> {
  const { object } = flow;
  const name = `${object.name}.${event.name}`;
  return {
    name,
    title: `${sentence(event.name)} ${object.label.toLowerCase()}`,
    description: (granted) => describe(flow, event, (granted as Rights).of(object.name, 'read')?.fields.has(flow.descriptor.field) === true),
    effect: 'write',
    idempotent: false,
    grant: { object: object.name, verb: event.name, orRoles: event.roles },
    target: 'record',
    input: commandInput(name, eventFields),
    output: (granted) => recordSchema(object, (granted as Rights).of(object.name, 'read')),
    errors: eventErrors,
    judge: (question: RecordQuestion) => explainEvent(flow, event.name, question),
    handler: (call: Call<CommandInput>) => {
      const { id, revision, given } = call.input;
      const comment = typeof given['comment'] === 'string' ? given['comment'] : undefined;
      const command = { flow, event: event.name, id, revision, comment, caller: new FlowCaller(call), context: call.context, newId: stableIds(newId) };
      return new RecordWork([{ object: object.name, id }], (view) => decideEvent(command, view));
    },
  };
}

/** Who may not read the state is told neither where it is kept nor what there is. */
function describe({ states, descriptor }: CompiledFlow, { name, roles }: FlowEvent, knowsState: boolean): string {
  const moves = [...states.values()].flatMap(({ name: from, on }) => (on.get(name) ?? []).map(({ target }) => `${from} to ${target}`));
  const what = knowsState ? `: moves ${descriptor.field} from ${[...new Set(moves)].join(', or from ')}` : '';
  const who = roles.length === 0 ? '' : ` For the roles ${roles.join(', ')}, or by permission.`;
  return `Event of the flow ${descriptor.name}${what}.${who}`;
}

function sentence(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/gu, '$1 $2').replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
