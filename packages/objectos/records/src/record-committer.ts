import type { Call, Committed, Committer, Platform, Work } from '@objectos/kernel';
import type { Change, Command, Stores, WriteScope } from '@objectql/engine';
import { canonicalJson } from '@objectql/metadata';
import { fault, faultOf } from './errors.ts';
import { rightsOfCall } from './granted-rights.ts';
import { answerOf, replayedAnswer } from './record-answer.ts';
import { RecordAttempt } from './record-attempt.ts';
import { modelOf } from './record-model.ts';
import { RecordWork } from './record-work.ts';
import { toldRejection } from './told-rejection.ts';

/** What publishers hear of a committed unit. */
export interface PublishedUnit {
  readonly tenant: string;
  /** Of its journal entry. */
  readonly seq: number;
  /** Rows before and after, complete: publishers render them for each listener anew. */
  readonly changes: readonly Change[];
  readonly scope: WriteScope;
}

/** Admits and commits record work (stages 6 and 7): one attempt in the lane of the caller's tenant. */
export class RecordCommitter implements Committer {
  readonly #stores: Stores;
  readonly #platform: Platform;

  constructor({ stores, platform }: { stores: Stores; platform: Platform }) {
    this.#stores = stores;
    this.#platform = platform;
  }

  async commit(work: Work, call: Call): Promise<Committed> {
    if (!(work instanceof RecordWork)) throw fault('WORK_UNKNOWN', { operation: call.operation.name });
    const { context } = call;
    const model = modelOf(call.snapshot);
    const caller = model.caller(rightsOfCall(call));
    const opening = this.#stores.of(context.tenant);
    const store = opening instanceof Promise ? await opening : opening;
    const scope = scopeOf(call);
    const attempt = new RecordAttempt({ work, call, caller, scope, command: this.#commandOf(call) });
    const outcome = await store.commit(attempt);
    if (!outcome.accepted) throw faultOf(toldRejection(outcome.rejection, caller, call));
    if (outcome.replayed) return { reply: await replayedAnswer(outcome.reply, { model, caller, store, call }) };
    const reply = answerOf(attempt.answer, outcome, { caller, sources: attempt.sources, call });
    if (attempt.dryRun || outcome.changes.length === 0) return { reply };
    const published: PublishedUnit = { tenant: context.tenant, seq: outcome.seq, changes: outcome.changes, scope };
    return { reply, published };
  }

  /** A dry run leaves nothing behind, not even its key. */
  #commandOf({ operation, input, context: { commandKey, dryRun } }: Call): Command | undefined {
    if (commandKey === undefined || dryRun === true) return undefined;
    return { key: commandKey, digest: this.#platform.sha256(`${operation.name}\n${canonicalJson(input)}`) };
  }
}

function scopeOf({ context, operation, snapshot }: Call): WriteScope {
  const { tenant, principal, time, actors, onBehalfOf, surface, requestId } = context;
  return { tenant, principal, time, actors, onBehalfOf, surface, operation: operation.name, requestId, version: snapshot.version };
}
