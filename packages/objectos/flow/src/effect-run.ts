import { Rendered } from '@objectos/kernel';
import type { Context, Fault, Platform, Runtime, SystemAccess } from '@objectos/kernel';
import type { Row } from '@objectql/metadata';
import { builtInEffects } from './built-in-effects.ts';
import { effectHandlersFacet } from './effect-handler.ts';
import type { EffectCall, EffectHandler } from './effect-handler.ts';
import { flowFault } from './errors.ts';
import { textIn } from './row-text.ts';

/** By what a run reaches the world: the kernel, as the system, and the platform. */
export interface RunServices {
  readonly runtime: Runtime;
  readonly system: SystemAccess;
  readonly platform: Platform;
  /** A handler that takes longer, in milliseconds, is given up; less than the lease. */
  readonly timeout: number;
}

/** One run of an effect that was claimed: from the claim to the note of how it ended. */
export class EffectRun {
  readonly id: string;
  readonly #tenant: string;
  readonly #effect: Row;
  readonly #services: RunServices;
  readonly #abort = new AbortController();
  #calls = 0;
  /** No call of the handler gets through any more. */
  #over = false;

  constructor(tenant: string, effect: Row, services: RunServices) {
    this.id = textIn(effect, 'id');
    this.#tenant = tenant;
    this.#effect = effect;
    this.#services = services;
  }

  get attempt(): number {
    return Number(this.#effect['attempts']);
  }

  /** `<action> (<key>)`, for the log. */
  get label(): string {
    return `${textIn(this.#effect, 'action')} (${textIn(this.#effect, 'key')})`;
  }

  /**
   * Carries the effect out and notes that it is done. A built-in effect and its note are one unit; a handler runs first,
   * and where the process ends before the note, runs again. Rejects with what failed.
   */
  async perform(): Promise<void> {
    const action = textIn(this.#effect, 'action');
    if (builtInEffects.has(action)) {
      await this.#step('effect.deliver', {});
      return;
    }
    const handler = this.#services.runtime.snapshotFor(this.#tenant).get(effectHandlersFacet).get(action);
    if (handler === undefined) throw flowFault('EFFECT_HANDLER_GONE', { action });
    await this.#runHandler(handler);
    await this.#step('effect.settle', {});
  }

  /** Notes that the run failed, and when to try again; null: never. */
  async fail(error: string, retryAt: number | null): Promise<void> {
    await this.#step('effect.settle', { error, ...(retryAt === null ? {} : { retry_at: new Date(retryAt).toISOString() }) });
  }

  /** Gives the handler up: it is told, and whatever it still calls is refused. */
  giveUp(reason: Fault): void {
    this.#over = true;
    this.#abort.abort(reason);
  }

  async #runHandler(handler: EffectHandler): Promise<void> {
    const { platform, timeout } = this.#services;
    const givenUp = Promise.withResolvers<never>();
    this.#abort.signal.addEventListener('abort', () => givenUp.reject(this.#abort.signal.reason), { once: true });
    const cancel = platform.timer(timeout, () => this.giveUp(flowFault('EFFECT_TIMED_OUT', { action: handler.action, milliseconds: timeout })));
    try {
      await Promise.race([givenUp.promise, Promise.resolve(this.#effectCall()).then((call) => handler.run(call, { platform }))]);
    } finally {
      cancel();
      this.#over = true;
    }
  }

  #effectCall(): EffectCall {
    const effect = this.#effect;
    const text = (field: string): string => textIn(effect, field);
    return {
      key: text('key'),
      action: text('action'),
      args: effect['args'] ?? null,
      object: text('object'),
      record: text('record'),
      flow: text('flow'),
      event: text('event'),
      leftState: text('left_state'),
      enteredState: text('entered_state'),
      comment: typeof effect['comment'] === 'string' ? effect['comment'] : null,
      causedBy: text('caused_by'),
      attempt: this.attempt,
      signal: this.#abort.signal,
      call: (operation, input) => this.#callOperation(operation, input),
    };
  }

  /** Writes are numbered in the order in which the handler makes them: the n-th of every run bears the same command key. */
  async #callOperation(name: string, input: Readonly<Record<string, unknown>>): Promise<unknown> {
    const { runtime } = this.#services;
    if (this.#over) throw flowFault('EFFECT_OVER', { action: textIn(this.#effect, 'action') });
    const reads = runtime.snapshotFor(this.#tenant).operation(name)?.effect === 'read';
    const commandKey = reads ? undefined : `effect:${textIn(this.#effect, 'key')}:${this.#calls++}`;
    return this.#call(name, input, { ...this.#context(commandKey), signal: this.#abort.signal });
  }

  #step(operation: string, more: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.#call(operation, { id: this.id, token: this.#effect['lease_token'], ...more }, this.#context(undefined));
  }

  async #call(operation: string, input: unknown, context: Context): Promise<unknown> {
    const { value } = await this.#services.runtime.call(operation, input, context);
    return value instanceof Rendered ? value.value() : value;
  }

  #context(commandKey: string | undefined): Context {
    const errand = { tenant: this.#tenant, onBehalfOf: textIn(this.#effect, 'caused_by'), surface: 'flow' } as const;
    return this.#services.system.context(commandKey === undefined ? errand : { ...errand, commandKey });
  }
}
