import { BootFault } from './boot-fault.ts';
import { bootOrder } from './boot-order.ts';
import type { Context } from './context.ts';
import { fault } from './errors.ts';
import type { Fault } from './fault.ts';
import { FoldedSnapshot } from './folded-snapshot.ts';
import { Lifecycle } from './lifecycle.ts';
import type { Timeouts } from './lifecycle.ts';
import { checkMetadata } from './metadata-checks.ts';
import type { Reply } from './operation.ts';
import { Pipeline } from './pipeline.ts';
import { platformRef } from './platform.ts';
import type { Platform } from './platform.ts';
import type { Plugin } from './plugin.ts';
import type { Ref } from './ref.ts';
import { runtimeRef } from './runtime.ts';
import type { Permitted, Runtime } from './runtime.ts';
import type { Snapshot } from './snapshot.ts';
import { accessRecorderRef, authoriserRef, committerRef } from './stages.ts';
import { createSystemAccess, systemRef } from './system-access.ts';

export interface KernelOptions {
  /** In the order in which they contribute and wrap; they start in the order of their needs. */
  readonly plugins: readonly Plugin[];
  readonly platform: Platform;
  readonly timeouts?: Timeouts;
}

/** The composition root's handle. Plugins get a `Runtime` where they need one, never this. */
export interface Kernel extends Runtime {
  /** Every fault that can be found without starting anything; empty where `start` has a chance. */
  check(): readonly Fault[];
  /** Starts every plugin, or stops those that started and throws a `BootFault` with every fault found. Once. */
  start(): Promise<void>;
  /** Refuses new calls, lets running ones end, stops the plugins in reverse order. Never throws: failures are logged. */
  stop(): Promise<void>;
  /** A service that a running plugin provides. */
  service<T>(ref: Ref<T>): T;
}

/** Starts nothing. Throws a `BootFault` without a platform, for nothing can be done without one. */
export function createKernel(options: KernelOptions): Kernel {
  const given: Partial<KernelOptions> = options;
  if (given.platform === undefined) throw new BootFault([fault('KERNEL_NO_PLATFORM', {})]);
  return new PluginKernel(options);
}

/** Who holds what the composition root asks for itself. */
const host = 'host';

class PluginKernel implements Kernel {
  readonly #platform: Platform;
  readonly #stopWithin: number;
  readonly #lifecycle: Lifecycle;
  readonly #snapshot: FoldedSnapshot;
  readonly #orderFaults: readonly Fault[];
  #state: 'new' | 'starting' | 'running' | 'stopped' = 'new';
  /** What calls run on, whole: replacing the metadata is one assignment. Null while no calls are taken. */
  #pipeline: Pipeline | null = null;
  #stopping: Promise<void> | undefined;

  constructor({ plugins, platform, timeouts = {} }: KernelOptions) {
    const kernelServices = new Map<string, (holder: string) => unknown>([
      [platformRef.id, () => platform],
      [runtimeRef.id, () => this],
      [systemRef.id, (holder) => createSystemAccess(holder, platform)],
    ]);
    const { order, faults } = bootOrder(plugins, new Set(kernelServices.keys()));
    this.#platform = platform;
    this.#stopWithin = timeouts.stop ?? 5_000;
    this.#lifecycle = new Lifecycle({ plugins: order, platform, timeouts, kernelServices });
    this.#snapshot = new FoldedSnapshot(plugins, (text) => platform.sha256(text));
    this.#orderFaults = [...faults, ...withoutStages(plugins)];
  }

  get snapshot(): Snapshot {
    return this.#pipeline?.snapshot ?? this.#snapshot;
  }

  snapshotFor(tenant: string): Snapshot {
    return this.#pipeline?.snapshotFor(tenant) ?? this.#snapshot;
  }

  call(name: string, input: unknown, context: Context): Promise<Reply> {
    return this.#pipeline === null ? Promise.reject(this.#notRunning()) : this.#pipeline.call(name, input, context);
  }

  permitted(context: Context): readonly Permitted[] {
    if (this.#pipeline === null) throw this.#notRunning();
    return this.#pipeline.permitted(context);
  }

  service<T>(ref: Ref<T>): T {
    const service = this.#lifecycle.service(ref.id, host);
    if (service === undefined) throw fault('SERVICE_UNKNOWN', { service: ref.id });
    return service as T;
  }

  check(): readonly Fault[] {
    const folding = this.#snapshot.faults();
    if (folding.length > 0) return [...this.#orderFaults, ...folding];
    const { faults, warnings } = checkMetadata(this.#snapshot);
    for (const warning of warnings) this.#platform.log('warn', warning);
    return [...this.#orderFaults, ...faults];
  }

  async start(): Promise<void> {
    if (this.#state !== 'new') throw fault('KERNEL_STARTED', { state: this.#state });
    this.#state = 'starting';
    await this.#refuse(this.check());
    await this.#refuse(await this.#lifecycle.start());
    this.#pipeline = new Pipeline(this.#snapshot, {
      authoriser: this.service(authoriserRef),
      committer: this.service(committerRef),
      recorder: this.#lifecycle.service(accessRecorderRef.id, host) as never,
      platform: this.#platform,
    });
    this.#state = 'running';
    await this.#refuse(await this.#lifecycle.ready());
  }

  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop());
  }

  async #stop(): Promise<void> {
    const pipeline = this.#pipeline;
    this.#pipeline = null;
    this.#state = 'stopped';
    if (pipeline !== null) await this.#drain(pipeline);
    await this.#lifecycle.stop();
  }

  async #drain(pipeline: Pipeline): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.#platform.timer(this.#stopWithin, () => {
      this.#platform.log('warn', `calls were still running ${this.#stopWithin} ms after the kernel was told to stop; they are left behind`);
      resolve();
    });
    await Promise.race([pipeline.drained(), late]);
    cancel();
  }

  async #refuse(faults: readonly Fault[]): Promise<void> {
    if (faults.length === 0) return;
    await this.stop();
    throw new BootFault(faults);
  }

  #notRunning(): Fault {
    return fault('KERNEL_NOT_RUNNING', { state: this.#state });
  }
}

/** The stages that have no default: without them the kernel would let everything through, or lose every write. */
function* withoutStages(plugins: readonly Plugin[]): Generator<Fault> {
  const provided = new Set(plugins.flatMap(({ provides }) => Object.values(provides ?? {}).map(({ id }) => id)));
  if (!provided.has(authoriserRef.id)) yield fault('KERNEL_NO_AUTHORISER', {});
  if (!provided.has(committerRef.id)) yield fault('KERNEL_NO_COMMITTER', {});
}
