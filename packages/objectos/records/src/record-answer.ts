import { Rendered } from '@objectos/kernel';
import type { Call, Reply } from '@objectos/kernel';
import type { AcceptedOutcome, Store } from '@objectql/engine';
import type { Actor } from '@objectql/expression';
import type { Json, Key, Row } from '@objectql/metadata';
import type { CallerView } from './caller-view.ts';
import type { RecordModel } from './record-model.ts';
import type { Answer } from './record-work.ts';
import type { UnitView } from './unit-view.ts';

/**
 * An answer as it is kept with a command key: which record, never what was in it, since a replay is answered with the rights
 * and the record of that day.
 */
export function keptAnswer(answer: Answer): Json {
  return 'record' in answer ? { record: { object: answer.record.object, id: answer.record.id } } : { value: answer.value };
}

/** What an answer needs of the decision: the record, if the unit leaves it as it is, and records that it refers to. */
export interface AnswerSources {
  readonly row: Row | null;
  readonly others: ReadonlyMap<string, Row | null>;
}

/** Collects, in the lane, what the answer will need: afterwards there is nobody to ask as of that moment. */
export function sourcesOf({ object }: Key, row: Row | null, { caller, view, actor }: { caller: CallerView; view: UnitView; actor: Actor }): AnswerSources {
  const shown = caller.object(object);
  const renderer = shown?.renderer ?? null;
  if (row === null || renderer?.readsOthers !== true) return { row, others: noRows };
  const others = new Map<string, Row | null>();
  const related = (target: string, id: string): Row | null => {
    const other = view.get({ object: target, id });
    others.set(`${target}/${id}`, other);
    return other;
  };
  shown?.read?.rows?.(row, actor, [], related);
  renderer.render(row, actor, related);
  return { row, others };
}

const noRows: ReadonlyMap<string, Row | null> = new Map();

type Committed = Pick<AcceptedOutcome, 'changes' | 'journalled'>;

/** The answer to what was just committed (or judged): the record as the unit left it, through the caller's readable view. */
export function answerOf(answer: Answer, { changes, journalled }: Committed, { caller, sources, call }: { caller: CallerView; sources: AnswerSources; call: Call }): Reply {
  if ('value' in answer) return { value: answer.value };
  const { object, id } = answer.record;
  const place = changes.findIndex(({ key }) => key.id === id && key.object === object);
  const change = changes[place];
  const row = change === undefined ? sources.row : change.after;
  const view = caller.object(object);
  const renderer = view?.renderer ?? null;
  if (row === null || renderer === null) return { value: { id }, id };
  const { principal } = call.context;
  const related = (target: string, key: string): Row | null => sources.others.get(`${target}/${key}`) ?? null;
  const rows = view?.read?.rows ?? null;
  if (rows !== null && !rows(row, principal, [], related)) return { value: { id }, id };
  // Of a new record the journal has the whole row as text; of others only what differs.
  const cut = renderer.cut?.(row, (change?.op === 'insert' ? journalled[place]?.after : null) ?? JSON.stringify(row)) ?? null;
  return { value: new Rendered(cut ?? renderer.render(row, principal, related)), id, revision: Number(row['revision']) };
}

/** The answer to a command that was carried out before: seen with today's rights. */
export async function replayedAnswer(kept: Json, { model, caller, store, call }: { model: RecordModel; caller: CallerView; store: Store; call: Call }): Promise<Reply> {
  const answer = kept as unknown as Answer;
  if ('value' in answer) return { value: answer.value, replayed: true };
  const { object, id } = answer.record;
  const planned = model.planner.get(caller.rights, object, { id });
  if (!planned.ok) return { value: { id }, id, replayed: true };
  const { rows: [text], revision } = await store.read(planned.plan, planned.args, call.context);
  return text === undefined ? { value: { id }, id, replayed: true } : { value: new Rendered(text), id, revision, replayed: true };
}
