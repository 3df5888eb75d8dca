import type { Call } from '@objectos/kernel';
import type { Attempt, Command, Decision, Rejection, RowView, Unit, WriteScope } from '@objectql/engine';
import type { Key } from '@objectql/metadata';
import { Admission } from './admission.ts';
import type { CallerView } from './caller-view.ts';
import { recordNotFound } from './errors.ts';
import { keptAnswer, sourcesOf } from './record-answer.ts';
import type { AnswerSources } from './record-answer.ts';
import { isRejection } from './record-work.ts';
import type { Answer, RecordWork } from './record-work.ts';

interface RecordAttemptOptions {
  readonly work: RecordWork;
  readonly call: Call;
  readonly caller: CallerView;
  readonly scope: WriteScope;
  readonly command: Command | undefined;
}

/**
 * One piece of work on its way through the lane: decided and admitted over the rows as they are there, as often as the store
 * asks. `answer` and `sources` are those of the last time, which is the one that counts.
 */
export class RecordAttempt implements Attempt {
  readonly scope: WriteScope;
  readonly keys: readonly Key[];
  declare readonly command?: Command;
  readonly dryRun: boolean;
  readonly #work: RecordWork;
  readonly #caller: CallerView;
  /** The record that the operation addresses: who may not read it gets no other answer than that it does not exist. */
  readonly #addressed: Key | undefined;
  answer: Answer = nothing;
  sources: AnswerSources = noSources;

  constructor({ work, call, caller, scope, command }: RecordAttemptOptions) {
    this.scope = scope;
    this.keys = work.keys;
    this.dryRun = call.context.dryRun === true;
    this.#work = work;
    this.#caller = caller;
    this.#addressed = addressedBy(call);
    if (command !== undefined) this.command = command;
  }

  decide(view: RowView): Decision {
    if (this.#addressed !== undefined && !this.#isReadable(this.#addressed, view)) return { rejection: recordNotFound(this.#addressed.object) };
    const draft = this.#work.decide(view);
    if (isRejection(draft)) return { rejection: draft };
    const admission = new Admission(this.#caller, this.scope, { view, writes: draft.writes.length });
    const admitted: Unit | Rejection = admission.admit(draft);
    if (!('writes' in admitted)) return { rejection: admitted };
    this.answer = draft.answer;
    this.sources = noSources;
    if ('record' in draft.answer && this.#needsSources(draft.answer.record, admitted)) {
      const row = admission.after(draft.answer.record);
      this.sources = sourcesOf(draft.answer.record, row, { caller: this.#caller, view: admission.view, actor: this.scope.principal });
    }
    return { unit: admitted, reply: keptAnswer(draft.answer) };
  }

  /** A new record that depends on no other is answered from the change alone. */
  #needsSources({ object }: Key, { writes }: Unit): boolean {
    const renderer = this.#caller.object(object)?.renderer ?? null;
    return renderer !== null && (renderer.readsOthers || !(writes.length === 1 && writes[0]?.op === 'insert'));
  }

  #isReadable(key: Key, view: RowView): boolean {
    const row = view.get(key);
    const read = this.#caller.object(key.object)?.read ?? null;
    if (row === null || read === null) return false;
    return read.rows === null || read.rows(row, this.scope.principal, [], (object, id) => view.get({ object, id }));
  }
}

const nothing: Answer = { value: null };
const noSources: AnswerSources = { row: null, others: new Map() };

function addressedBy({ operation: { target, grant }, input }: Call): Key | undefined {
  if (target !== 'record' || grant === null) return undefined;
  const id = typeof input === 'object' && input !== null && 'id' in input ? input.id : undefined;
  return typeof id === 'string' ? { object: grant.object, id } : undefined;
}
