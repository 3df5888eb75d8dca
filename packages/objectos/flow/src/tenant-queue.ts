import { Rendered, toFault } from '@objectos/kernel';
import type { Context, Fault } from '@objectos/kernel';
import type { Row } from '@objectql/metadata';
import { backoff } from './backoff.ts';
import type { RetryPolicy } from './backoff.ts';
import { EffectRun } from './effect-run.ts';
import type { RunServices } from './effect-run.ts';
import { flowFault } from './errors.ts';
import { textIn } from './row-text.ts';
import type { Slots } from './slots.ts';

export interface QueueOptions extends RunServices {
  readonly retry: RetryPolicy;
  /** How many effects of one tenant run at once. */
  readonly perTenant: number;
  /** How long a claim lasts, in milliseconds. */
  readonly lease: number;
  /** Shared by all tenants. */
  readonly slots: Slots;
}

/** A failure of this category may pass; one of any other would fail the same way each time. */
const passing: ReadonlySet<Fault['category']> = new Set(['unavailable', 'internal', 'conflict', 'stale', 'locked', 'limited', 'not_found', 'forbidden', 'unauthenticated']);

/** Longest that a timer sleeps (platforms count milliseconds in 32 bits); then it looks and sleeps again. */
const longestSleep = 2 ** 31 - 1;

/**
 * The effects of one tenant: looks once for what is due, claims it, runs it, and sleeps until the next moment that it knows
 * of. It holds no state that matters: what is to be done stands in the store, so a queue may end at any point.
 */
export class TenantQueue {
  readonly #tenant: string;
  readonly #options: QueueOptions;
  readonly #running = new Map<EffectRun, Promise<void>>();
  #looking: Promise<void> | null = null;
  #lookAgain = false;
  #backlog = false;
  #failures = 0;
  #wakeAt = Infinity;
  #cancelTimer: (() => void) | null = null;
  #closed = false;
  #abandoned = false;

  constructor(tenant: string, options: QueueOptions) {
    this.#tenant = tenant;
    this.#options = options;
  }

  /** Looks for due effects now; while it looks, once more afterwards. */
  wake(): void {
    if (this.#closed) return;
    this.#lookAgain = true;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
      if (this.#lookAgain) this.wake();
    });
  }

  /** Resolves when nothing is under way. What sleeps until later does not count. */
  async settled(): Promise<void> {
    while (this.#looking !== null || this.#running.size > 0) {
      await Promise.all([this.#looking, ...this.#running.values()]);
    }
  }

  /** No further effect is claimed. */
  close(): void {
    this.#closed = true;
    this.#lookAgain = false;
    this.#options.slots.forget(this);
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  /** Gives up what still runs; each such effect is run again when its lease is over. */
  abandon(): void {
    this.#abandoned = true;
    for (const run of this.#running.keys()) run.giveUp(flowFault('EFFECT_OVER', { action: run.label }));
  }

  async #look(): Promise<void> {
    this.#lookAgain = false;
    try {
      await this.#claimDue();
      this.#failures = 0;
    } catch (error) {
      const { platform, retry } = this.#options;
      const { category } = toFault(error);
      if (this.#closed) return;
      if (category !== 'unavailable' && category !== 'internal') {
        platform.log('warn', `the effects of "${this.#tenant}" cannot be looked for`, error);
        return;
      }
      const pause = backoff(++this.#failures, retry, platform);
      platform.log('warn', `the effects of "${this.#tenant}" could not be looked for; again in ${pause} ms`, error);
      this.#sleepUntil(platform.now() + pause);
    }
  }

  async #claimDue(): Promise<void> {
    const { slots, perTenant, platform } = this.#options;
    const free = slots.take(perTenant - this.#running.size, this);
    this.#backlog = free === 0;
    if (free === 0) return;
    let used = 0;
    try {
      const found = await this.#waiting(free + 1);
      const now = platform.now();
      const due = found.filter((effect) => dueAt(effect) <= now);
      this.#backlog = due.length > free;
      const claims = await Promise.allSettled(due.slice(0, free).map((effect) => this.#claim(effect)));
      for (const claim of claims) {
        if (claim.status === 'rejected' || claim.value === null) continue;
        used++;
        this.#start(new EffectRun(this.#tenant, claim.value, this.#options));
      }
      const failed = claims.find((claim) => claim.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      const next = found.find((effect) => dueAt(effect) > now);
      if (next !== undefined) this.#sleepUntil(dueAt(next));
    } finally {
      for (; used < free; used++) slots.release();
    }
  }

  /** The effects that are neither done nor dead, the first due first. */
  async #waiting(limit: number): Promise<readonly Row[]> {
    const { value } = await this.#options.runtime.call('effect.list', { filter: { run_at: { $null: false } }, sort: ['run_at'], limit }, this.#context(null));
    const answer = (value instanceof Rendered ? value.value() : value) as { readonly records: readonly Row[] };
    return answer.records;
  }

  /** The row as claimed; null where it is not ours to run. Should who took it instead come to nothing, we look again when that lease is over. */
  async #claim(effect: Row): Promise<Row | null> {
    const { runtime, platform, lease } = this.#options;
    try {
      const { value } = await runtime.call('effect.claim', { id: effect['id'] }, this.#context(textIn(effect, 'caused_by')));
      const { claimed } = value as { readonly claimed: Row | null };
      if (claimed === null) platform.log('error', `the effect ${textIn(effect, 'action')} (${textIn(effect, 'key')}) is dead: its runs did not come to an end`);
      return claimed;
    } catch (error) {
      const { category } = toFault(error);
      if (category !== 'conflict' && category !== 'not_found') throw error;
      this.#sleepUntil(platform.now() + lease);
      return null;
    }
  }

  #start(run: EffectRun): void {
    const running = this.#run(run).finally(() => {
      this.#running.delete(run);
      this.#options.slots.release();
      if (this.#backlog) this.wake();
    });
    this.#running.set(run, running);
  }

  /** Never rejects. */
  async #run(run: EffectRun): Promise<void> {
    const { platform, lease } = this.#options;
    try {
      await run.perform();
    } catch (error) {
      const fault = toFault(error);
      if (this.#abandoned || fault.code === 'EFFECT_LEASE_LOST') return;
      await this.#noteFailure(run, fault).catch((second: unknown) => {
        platform.log('warn', `the effect ${run.label} failed, and so did the note of it; it is run again when its lease is over`, second);
        this.#sleepUntil(platform.now() + lease);
      });
    }
  }

  async #noteFailure(run: EffectRun, fault: Fault): Promise<void> {
    const { platform, retry } = this.#options;
    const told = `${fault.code}: ${fault.cause instanceof Error ? fault.cause.message : fault.message}`;
    const again = passing.has(fault.category) && fault.code !== 'COMMAND_KEY_REUSED' && run.attempt < retry.attempts;
    if (!again) {
      await run.fail(told, null);
      platform.log('error', `the effect ${run.label} is dead after run ${run.attempt}: ${told}`, fault.cause ?? fault);
      return;
    }
    const at = platform.now() + backoff(run.attempt, retry, platform);
    await run.fail(told, at);
    platform.log('warn', `the effect ${run.label} failed in run ${run.attempt} and is tried again in ${at - platform.now()} ms: ${told}`);
    this.#sleepUntil(at);
  }

  /** Wakes at the earliest moment of all that were asked for. */
  #sleepUntil(time: number): void {
    if (this.#closed || time >= this.#wakeAt) return;
    this.#cancelTimer?.();
    this.#wakeAt = time;
    const { platform } = this.#options;
    this.#cancelTimer = platform.timer(Math.min(Math.max(time - platform.now(), 0), longestSleep), () => {
      this.#wakeAt = Infinity;
      this.#cancelTimer = null;
      this.wake();
    });
  }

  #context(onBehalfOf: string | null): Context {
    return this.#options.system.context({ tenant: this.#tenant, onBehalfOf, surface: 'flow' });
  }
}

function dueAt(effect: Row): number {
  return Date.parse(textIn(effect, 'run_at'));
}
