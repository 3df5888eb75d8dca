import type { Context } from '@objectos/kernel';
import type { Draft, DraftWrite, RecordWork } from '@objectos/records';
import type { EffectDescriptor, Json, Key, Row } from '@objectql/metadata';
import { auditNoteFields, auditNoteObject } from './audit-note-object.ts';
import type { CompiledFlow } from './compiled-flow.ts';
import { effectFields, effectObject } from './effect-object.ts';
import { explainRefusal } from './event-refusal.ts';
import type { FlowCaller, Subject } from './flow-caller.ts';
import { judgeEvent } from './event-judgement.ts';
import { forbidden, recordNotFound, staleRecord } from './rejection.ts';
import type { RowView } from './rejection.ts';
import type { StepTaken } from './step.ts';

/** One call of an event. */
export interface EventCommand {
  readonly flow: CompiledFlow;
  readonly event: string;
  readonly id: string;
  /** The revision that the caller saw; absent: whichever it is now. */
  readonly revision?: number | undefined;
  readonly comment?: string | undefined;
  readonly caller: FlowCaller;
  readonly context: Context;
  /** The id of the n-th row that the event adds: the same for every run of the decision. */
  newId(index: number): string;
}

/**
 * What an event does to the record as the lane has it now: pure, and taken again whenever the record changed before it.
 * Asked only of callers who may read the record (stage 6 sees to that for every operation on one record).
 * State, effects and comment are one unit: either all of them are, or none.
 */
export function decideEvent(command: EventCommand, view: RowView): ReturnType<RecordWork['decide']> {
  const { flow, event, revision } = command;
  const object = flow.object.name;
  const key: Key = { object, id: command.id };
  const row = view.get(key);
  if (row === null) return recordNotFound(object);
  const subject: Subject = { row, related: (target, id) => view.get({ object: target, id }) };
  if (revision !== undefined && revision !== row['revision']) return staleRecord(object);
  const { code, stepped } = judgeEvent(command, subject);
  if (code === 'FORBIDDEN' || stepped === null) return forbidden(event, flow.object);
  return 'refused' in stepped ? explainRefusal(command, stepped, subject) : draftOf(command, stepped, { key, row });
}

interface Moved {
  readonly key: Key;
  readonly row: Row;
}

function draftOf(command: EventCommand, stepped: StepTaken, { key, row }: Moved): Draft {
  const { flow, event, comment } = command;
  const { field } = flow.descriptor;
  const operation = `${key.object}.${event}`;
  const move: DraftWrite = { write: { op: 'update', key, set: { [field]: stepped.target } }, authority: { operation, fields: [field] } };
  // The revision that the transition makes; one that leads back to its own state changes nothing of the record, and makes none.
  const occasion = stepped.target === stepped.taken.from ? `${Number(row['revision'])}.${command.newId(0)}` : `${Number(row['revision']) + 1}`;
  const effects = stepped.effects.map((effect, index) => insert(operation, {
    object: effectObject.name, id: command.newId(index), fields: effectFields, row: effectRow(command, effect, { index, stepped, occasion, key }),
  }));
  const note = comment === undefined ? [] : [insert(operation, {
    object: auditNoteObject.name, id: command.newId(effects.length), fields: auditNoteFields,
    row: { text: comment, object: key.object, record: key.id, event, author: command.context.principal.id },
  })];
  return { writes: [move, ...effects, ...note], checks: [], answer: { record: key } };
}

interface Addition {
  readonly object: string;
  readonly id: string;
  readonly fields: readonly string[];
  readonly row: Row;
}

function insert(operation: string, { object, id, fields, row }: Addition): DraftWrite {
  return { write: { op: 'insert', key: { object, id }, row }, authority: { operation, fields } };
}

interface Cause {
  readonly key: Key;
  /** What tells this transition of the record from every other. */
  readonly occasion: string;
  readonly index: number;
  readonly stepped: StepTaken;
}

function effectRow({ flow, event, comment, context }: EventCommand, { action, args }: EffectDescriptor, { key, occasion, index, stepped }: Cause): Row {
  const complete: Record<(typeof effectFields)[number], Json> = {
    key: `${key.object}:${key.id}:${occasion}:${index}`,
    action,
    args,
    state: 'ready',
    run_at: new Date(context.time).toISOString(),
    attempts: 0,
    lease_until: null,
    lease_token: 0,
    last_error: null,
    object: key.object,
    record: key.id,
    flow: flow.descriptor.name,
    event,
    left_state: stepped.taken.from,
    entered_state: stepped.target,
    comment: comment ?? null,
    caused_by: context.principal.id,
    actors: context.actors,
  };
  return complete;
}

