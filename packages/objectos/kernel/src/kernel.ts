import { BootFault, throwFaults } from './boot-fault.ts';
import { preparersFacet } from './built-in-facets.ts';
import type { MetadataIssue } from './built-in-facets.ts';
import { drain, refusedChange } from './change.ts';
import type { Change, ChangeOptions, ListOf } from './change.ts';
import type { Context } from './context.ts';
import { fault } from './errors.ts';
import type { Fault } from './fault.ts';
import { Generation } from './generation.ts';
import { Lifecycle, defaultTimeouts } from './lifecycle.ts';
import type { Holder, KernelServices, Timeouts } from './lifecycle.ts';
import type { Reply } from './operation.ts';
import type { Pipeline } from './pipeline.ts';
import { platformRef } from './platform.ts';
import type { Platform } from './platform.ts';
import type { PluginLife } from './plugin-life.ts';
import type { Plugin } from './plugin.ts';
import type { Ref } from './ref.ts';
import { runtimeRef } from './runtime.ts';
import type { Permitted, Runtime } from './runtime.ts';
import type { Snapshot } from './snapshot.ts';
import { createSystemAccess, systemRef } from './system-access.ts';

export interface KernelOptions {
  /** In the order in which they contribute and wrap; they start in the order of their needs. */
  readonly plugins: readonly Plugin[];
  readonly platform: Platform;
  readonly timeouts?: Timeouts;
}

/** The composition root's handle. Plugins get a `Runtime` where they need one, never this. */
export interface Kernel extends Runtime {
  /** As listed when the kernel was made or last changed. */
  readonly plugins: readonly Plugin[];
  /** Every fault that can be found without starting anything; empty where `start` has a chance. Warnings are logged. */
  check(): readonly Fault[];
  /** The same with the warnings, each thing with the place where it was written. Logs nothing. */
  review(): readonly MetadataIssue[];
  /** Starts every plugin, or stops those that started and throws a `BootFault` with every fault found. Once. */
  start(): Promise<void>;
  /**
   * Serves another list of plugins, made of the present one when its turn comes: changes are made one after the other. Those
   * that are the same value and whose services stay the same live on; all others are set up and probed beside the old ones.
   * Then calls run on the new snapshot, while those under way end in the old. Rejects with a `CHANGE_REFUSED` that names
   * everything wrong, and then the old ones serve as if nothing had been.
   */
  replace(listOf: ListOf, options?: ChangeOptions): Promise<Change>;
  /** Refuses new calls, lets running ones end, stops the plugins in reverse order. Never throws: failures are logged. */
  stop(): Promise<void>;
  /** A service that a running plugin provides. A change may replace it: ask again rather than keep it. */
  service<T>(ref: Ref<T>): T;
}

/** Starts nothing. Throws a `BootFault` without a platform, for nothing can be done without one. */
export function createKernel(options: KernelOptions): Kernel {
  const given: Partial<KernelOptions> = options;
  if (given.platform === undefined) throw new BootFault([fault('KERNEL_NO_PLATFORM', {})]);
  return new PluginKernel(options);
}

class PluginKernel implements Kernel {
  readonly #platform: Platform;
  readonly #timeouts: Required<Timeouts>;
  readonly #services: KernelServices;
  readonly #lifecycle: Lifecycle;
  #state: 'new' | 'starting' | 'running' | 'stopped' = 'new';
  #generation: Generation;
  /** What calls run on, whole: replacing the metadata is one assignment. Null while no calls are taken. */
  #pipeline: Pipeline | null = null;
  #changing: Promise<unknown> = Promise.resolve();
  /** In the order of the changes: calls of an older generation may use what a later one ends. */
  #retiring: Promise<unknown> = Promise.resolve();
  #stopping: Promise<void> | undefined;

  constructor({ plugins, platform, timeouts }: KernelOptions) {
    this.#platform = platform;
    this.#timeouts = { ...defaultTimeouts, ...timeouts };
    this.#services = new Map<string, (holder: Holder) => unknown>([
      [platformRef.id, (holder) => holder.platform],
      [runtimeRef.id, () => this],
      [systemRef.id, (holder) => createSystemAccess(holder.name, holder.platform)],
    ]);
    this.#lifecycle = new Lifecycle(platform, this.#timeouts, this.#services);
    this.#generation = this.#generationOf(plugins, []);
  }

  get plugins(): readonly Plugin[] {
    return this.#generation.plugins;
  }

  get snapshot(): Snapshot {
    return this.#generation.snapshot;
  }

  snapshotFor(tenant: string): Snapshot {
    return this.#pipeline?.snapshotFor(tenant) ?? this.snapshot;
  }

  call(name: string, input: unknown, context: Context): Promise<Reply> {
    return this.#pipeline === null ? Promise.reject(this.#notRunning()) : this.#pipeline.call(name, input, context);
  }

  permitted(context: Context): readonly Permitted[] {
    if (this.#pipeline === null) throw this.#notRunning();
    return this.#pipeline.permitted(context);
  }

  service<T>(ref: Ref<T>): T {
    const own = this.#services.get(ref.id);
    const service = own === undefined ? this.#generation.service(ref) : own({ name: 'host', platform: this.#platform });
    if (service === undefined) throw fault('SERVICE_UNKNOWN', { service: ref.id });
    return service as T;
  }

  check(): readonly Fault[] {
    return this.#generation.check();
  }

  review(): readonly MetadataIssue[] {
    return this.#generation.review();
  }

  async start(): Promise<void> {
    if (this.#state !== 'new') throw fault('KERNEL_STARTED', { state: this.#state });
    this.#state = 'starting';
    const { lives } = this.#generation;
    await this.#refuse(this.check());
    await this.#refuse(await this.#lifecycle.raise(lives));
    this.#require('starting');
    this.#state = 'running';
    this.#serve(this.#generation);
    await this.#refuse(await this.#lifecycle.run('ready', lives));
  }

  replace(listOf: ListOf, options: ChangeOptions = {}): Promise<Change> {
    const change = this.#changing.then(() => this.#replace(listOf, options));
    this.#changing = change.catch(() => undefined);
    return change;
  }

  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #replace(listOf: ListOf, { confirm }: ChangeOptions): Promise<Change> {
    this.#require('running');
    const old = this.#generation;
    const next = this.#generationOf(listOf(old.plugins), old.lives);
    const begun = next.lives.filter((life) => !old.lives.includes(life));
    const ended = old.lives.filter((life) => !next.lives.includes(life));
    const { promise: successor, resolve: succeed } = Promise.withResolvers<Pipeline>();
    try {
      throwFaults(next.check());
      throwFaults(await this.#lifecycle.raise(begun));
      old.pipeline.successor = successor;
      await this.#prepare(next, old);
      this.#require('running');
      this.#serve(next);
      throwFaults(await this.#lifecycle.run('ready', begun));
      await confirm?.(next.snapshot);
    } catch (error) {
      // What came to serve ends with its calls. Nobody waits for that, for one of them may wait for this change.
      const served = this.#generation === next;
      if (served) next.pipeline.successor = successor;
      const left = old.pipeline.successor === undefined ? [] : await this.#prepare(old, next).then(() => [], (second: Fault) => [second]);
      old.pipeline.successor = undefined;
      this.#serve(old);
      if (served) void this.#retire(next, begun);
      else await this.#lifecycle.close(begun);
      throw refusedChange([error, ...left], this.#platform);
    } finally {
      succeed(this.#generation.pipeline);
    }
    return { snapshot: next.snapshot, begun: begun.map(({ name }) => name), ended: ended.map(({ name }) => name), settled: this.#retire(old, ended) };
  }

  /** Of those that come to serve, whichever way: on a return what was prepared is taken back. */
  async #prepare({ snapshot }: Generation, present: Generation): Promise<void> {
    for (const { plugin, value: prepare } of snapshot.get(preparersFacet)) {
      await this.#lifecycle.within('prepare', plugin, () => prepare(snapshot, present.snapshot));
    }
  }

  #serve(generation: Generation): void {
    this.#generation = generation;
    if (this.#state === 'running') this.#pipeline = generation.pipeline;
  }

  /** Lets the calls of a generation end, then the plugins whose last it was; answers what went wrong. Without code to end there is no hurry. */
  #retire(generation: Generation, lives: readonly PluginLife[]): Promise<readonly Fault[]> {
    const retired = this.#retiring.then(async () => {
      const left = lives.some(({ plugin }) => plugin.setup !== undefined) ? await drain(generation, this.#timeouts.drain, this.#platform) : [];
      return [...left, ...await this.#lifecycle.close(lives)];
    });
    this.#retiring = retired;
    return retired;
  }

  async #stop(): Promise<void> {
    const served = this.#pipeline !== null;
    this.#pipeline = null;
    this.#state = 'stopped';
    await this.#changing;
    await this.#retiring;
    if (served) await drain(this.#generation, this.#timeouts.stop, this.#platform);
    await this.#lifecycle.close(this.#generation.lives);
    for (const { provided } of this.#generation.lives) provided.clear();
  }

  async #refuse(faults: readonly Fault[]): Promise<void> {
    if (faults.length === 0) return;
    await this.stop();
    throw new BootFault(faults);
  }

  #generationOf(plugins: readonly Plugin[], living: readonly PluginLife[]): Generation {
    return new Generation(plugins, { platform: this.#platform, reserved: new Set(this.#services.keys()), living });
  }

  #require(state: 'starting' | 'running'): void {
    if (this.#state !== state) throw this.#notRunning();
  }

  #notRunning(): Fault {
    return fault('KERNEL_NOT_RUNNING', { state: this.#state });
  }
}
