import { publishersFacet, wrapsFacet } from './built-in-facets.ts';
import type { Publisher, Wrap } from './built-in-facets.ts';
import type { Context } from './context.ts';
import { fault } from './errors.ts';
import type { Contribution } from './facet.ts';
import { Fault } from './fault.ts';
import type { InputIssue } from './fault.ts';
import { nearestNames } from './nearest.ts';
import { Work, inputOf } from './operation.ts';
import type { AnyOperation, Call, Reply } from './operation.ts';
import type { Platform } from './platform.ts';
import type { Permitted } from './runtime.ts';
import type { Snapshot } from './snapshot.ts';
import type { AccessRecorder, Authoriser, Committer, Verdict } from './stages.ts';
import { isSystem } from './system-access.ts';
import { toFault } from './to-fault.ts';
import { concerns, throughWraps } from './wraps.ts';

/** What the fixed stages are done by. */
export interface Stages {
  readonly authoriser: Authoriser;
  readonly committer: Committer;
  readonly recorder: AccessRecorder | undefined;
  readonly platform: Platform;
}

const denied: Verdict = { allowed: false, reason: 'this surface does not project the operation' };

/**
 * The one path of every call, over one snapshot. Stages are fixed in order: resolve, authorise, validate, wraps, decide,
 * commit, publish. Only wraps and publishers come from plugins; neither can skip, reorder or undo a stage. A reload makes a
 * new pipeline; calls end in the one that they began in.
 */
export class Pipeline {
  readonly snapshot: Snapshot;
  readonly #stages: Stages;
  readonly #wraps: readonly Contribution<Wrap>[];
  /** Of each operation those that concern it; found at its first call. */
  readonly #around = new WeakMap<AnyOperation, readonly Contribution<Wrap>[]>();
  readonly #publishers: readonly Contribution<Publisher>[];
  /** Admitted, and not ended. */
  readonly running = new Set<Call>();
  /** While others are prepared for, and ever after: what serves when that is over. */
  successor: Promise<Pipeline> | undefined;
  readonly #givenUp = new AbortController();
  #drained: (() => void) | undefined;

  constructor(snapshot: Snapshot, stages: Stages) {
    this.snapshot = snapshot;
    this.#stages = stages;
    this.#wraps = snapshot.get(wrapsFacet);
    this.#publishers = snapshot.get(publishersFacet);
  }

  /** The tenant's own snapshot; no tenant has an overlay yet, so it is the base itself. */
  snapshotFor(_tenant: string): Snapshot {
    return this.snapshot;
  }

  async call(name: string, input: unknown, context: Context): Promise<Reply> {
    let call: Call | undefined;
    try {
      this.#requireTime(context);
      call = this.#admit(name, input, context);
      this.running.add(call);
      return await this.#wrapped(call);
    } catch (error) {
      // The stores are the next metadata's already, and have changed nothing: the call is decided anew.
      if (this.successor !== undefined && toFault(error).code === 'METADATA_OUTDATED') return await (await this.successor).call(name, input, context);
      const failure = this.#failure(error, name, context);
      if (failure.category === 'forbidden') this.#recordDenial(name, context, failure);
      throw failure;
    } finally {
      if (call !== undefined) this.running.delete(call);
      if (this.running.size === 0) this.#drained?.();
    }
  }

  permitted(context: Context): readonly Permitted[] {
    const permitted: Permitted[] = [];
    for (const operation of this.snapshotFor(context.tenant).operations()) {
      const verdict = this.#judge(operation, context);
      if (verdict.allowed) permitted.push({ operation, granted: verdict.granted, input: inputOf(operation, verdict.granted) });
    }
    return permitted;
  }

  /** Resolves when no call is running. */
  drained(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#drained = resolve;
    if (this.running.size === 0) resolve();
    return promise;
  }

  /** Aborts the signals of the calls that are running; none of them is decided or committed any more. */
  giveUp(reason: Fault): void {
    this.#givenUp.abort(reason);
  }

  /** The context whose signal ends with the caller's patience or with this pipeline, whichever is first. */
  #bound(context: Context): Context {
    const { signal } = context;
    const own = this.#givenUp.signal;
    if (signal === own) return context;
    return { ...context, signal: signal === undefined ? own : AbortSignal.any([signal, own]) };
  }

  /** Stages 1 to 3. Synchronous: nothing can come between the verdict and the input that it judges. */
  #admit(name: string, input: unknown, context: Context): Call {
    const snapshot = this.snapshotFor(context.tenant);
    const operation = snapshot.operation(name);
    if (operation === undefined) throw this.#notFound(name, context);
    const verdict = this.#judge(operation, context);
    if (!verdict.allowed) throw this.#denied(name, context);
    const parsed = inputOf(operation, verdict.granted).parse(input);
    if (!parsed.ok) throw invalid(operation, parsed.issues);
    return { operation, input: parsed.value, context: this.#bound(context), snapshot, granted: verdict.granted };
  }

  /** Stages 4 to 8. */
  #wrapped(call: Call): Promise<Reply> {
    const wraps = this.#wrapsOf(call.operation);
    if (wraps.length === 0) return this.#perform(call);
    return throughWraps(wraps, call, { perform: () => this.#perform(call), report: (error) => this.#report(error, call) });
  }

  #wrapsOf(operation: AnyOperation): readonly Contribution<Wrap>[] {
    let wraps = this.#around.get(operation);
    if (wraps === undefined) {
      wraps = operation.unwrapped === true ? [] : this.#wraps.filter((wrap) => concerns(wrap, operation));
      this.#around.set(operation, wraps);
    }
    return wraps;
  }

  /** Stages 5 to 8. */
  async #perform(call: Call): Promise<Reply> {
    const { operation, context } = call;
    const { committer, recorder } = this.#stages;
    this.#requireTime(context);
    const deciding = operation.handler(call);
    const decided = deciding instanceof Promise ? await deciding : deciding;
    if (!(decided instanceof Work)) {
      if (operation.effect === 'read') recorder?.read(call, decided);
      return decided;
    }
    if (operation.effect === 'read') throw fault('READ_RETURNED_WORK', { operation: operation.name });
    this.#requireTime(context);
    const { reply, published } = await committer.commit(decided, call);
    if (published !== undefined) this.#publish(published, call);
    return reply;
  }

  #judge(operation: AnyOperation, context: Context): Verdict {
    const { principal, surface, tenant } = context;
    if (principal.kind === 'system' && !isSystem(principal)) throw fault('SYSTEM_FORGED', { operation: operation.name });
    if (operation.surfaces !== undefined && !operation.surfaces.includes(surface)) return denied;
    return this.#stages.authoriser.authorise(operation, context, this.snapshotFor(tenant));
  }

  #requireTime({ deadline, signal }: Context): void {
    if (signal?.aborted === true) throw signal.reason instanceof Fault ? signal.reason : fault('ABORTED', {});
    if (deadline !== undefined && this.#stages.platform.now() > deadline) throw fault('DEADLINE_EXCEEDED', {});
  }

  /** The same fault for what does not exist and for what is forbidden; its hint names only what the caller may use. */
  #notFound(name: string, context: Context): Fault {
    const snapshot = this.snapshotFor(context.tenant);
    const nearest = nearestNames(name, snapshot.operations().map((operation) => operation.name)).find((candidate) => {
      const operation = snapshot.operation(candidate);
      return operation !== undefined && this.#judge(operation, context).allowed;
    });
    return fault('OPERATION_NOT_FOUND', { name }, nearest === undefined ? {} : { details: { hint: `Did you mean "${nearest}"?` } });
  }

  #denied(name: string, context: Context): Fault {
    const told = this.#notFound(name, context);
    this.#recordDenial(name, context, told);
    return told;
  }

  /** Of the verdict, and of whatever refuses later: a wrap, a handler, the committer. */
  #recordDenial(name: string, context: Context, denial: Fault): void {
    try {
      this.#stages.recorder?.denied(name, context, denial);
    } catch (error) {
      this.#stages.platform.log('error', `request ${context.requestId}: the denial of "${name}" could not be recorded`, error);
    }
  }

  #publish(published: unknown, call: Call): void {
    for (const { plugin, value: publisher } of this.#publishers) {
      const failed = (error: unknown): void =>
        this.#stages.platform.log('error', `request ${call.context.requestId}: a publisher of plugin "${plugin}" failed after "${call.operation.name}"`, error);
      try {
        const hearing = publisher(published, call);
        if (hearing instanceof Promise) hearing.catch(failed);
      } catch (error) {
        failed(error);
      }
    }
  }

  /** Failures on our side are for the operator, with their cause; the caller gets the fault alone. */
  #failure(error: unknown, name: string, { requestId }: Context): Fault {
    const failure = toFault(error, requestId);
    const ours = failure.category === 'internal' || (failure.category === 'unavailable' && failure.cause !== undefined);
    if (ours) this.#stages.platform.log('error', `request ${requestId}: "${name}" failed with ${failure.code}: ${failure.message}`, failure.cause ?? failure);
    return failure;
  }

  #report(error: unknown, { context, operation }: Call): void {
    this.#stages.platform.log('error', `request ${context.requestId}: a wrap failed around "${operation.name}", which had ended; its own outcome stands`, error);
  }
}

/**
 * The input of a read is a request: whatever is wrong with it makes it malformed. The input of a write is data: malformed
 * where it names what does not exist (`FIELD_UNKNOWN`), invalid where a value breaks a rule.
 */
function invalid({ effect }: AnyOperation, issues: readonly InputIssue[]): Fault {
  const malformed = effect === 'read' || issues.some(({ code }) => code.endsWith('_UNKNOWN'));
  const [only, second] = issues;
  const place = only === undefined || second !== undefined ? {} : { path: only.path, ...(only.hint === undefined ? {} : { hint: only.hint }) };
  return fault('INPUT_INVALID', { issues }, { category: malformed ? 'malformed' : 'invalid', details: { ...place, issues } });
}
