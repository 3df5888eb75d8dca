import { fault } from './errors.ts';
import { Fault } from './fault.ts';
import type { Platform } from './platform.ts';
import { createPluginPlatform } from './plugin-platform.ts';
import type { PluginPlatform } from './plugin-platform.ts';
import type { Lifetime, Plugin } from './plugin.ts';

type Task = () => void | Promise<void>;
/** Who gives a plugin the service of that id: another one in one of its lives. */
export type Givers = ReadonlyMap<string, PluginLife | undefined>;

/**
 * One life of a plugin, from its setup to its disposal; while it is replaced it has two, beside each other. Once closed it
 * stays closed: a task that comes later is run at once, so nothing leaks.
 */
export class PluginLife implements Lifetime {
  /** As the list names it. */
  readonly source: Plugin;
  /** As it runs: the same value, or a fresh one of it. */
  readonly plugin: Plugin;
  readonly givers: Givers;
  readonly platform: PluginPlatform;
  /** Services by id, once it is set up. */
  readonly provided = new Map<string, unknown>();
  /** What failed when no caller waited for it. */
  readonly failures: Fault[] = [];
  readonly #ended = new AbortController();
  readonly #waiting: Record<'probe' | 'ready', Task[] | null> = { probe: [], ready: [] };
  #closers: Task[] | null = [];

  constructor({ source, plugin, givers, host }: { source: Plugin; plugin: Plugin; givers: Givers; host: Platform }) {
    this.source = source;
    this.plugin = plugin;
    this.givers = givers;
    this.platform = createPluginPlatform(host, plugin.name, (error) => this.note(failure('task', plugin.name, error)));
  }

  get name(): string {
    return this.plugin.name;
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  onStop(close: Task): void {
    if (this.#closers === null) void this.#attempt(close);
    else this.#closers.push(close);
  }

  onProbe(run: Task): void {
    this.#await('probe', run);
  }

  onReady(run: Task): void {
    this.#await('ready', run);
  }

  /** Runs the tasks in order; the first failure ends it. */
  async run(stage: 'probe' | 'ready'): Promise<void> {
    const tasks = this.#waiting[stage] ?? [];
    this.#waiting[stage] = null;
    for (const run of tasks) await run();
  }

  /** Closes in reverse order. A failure is noted and does not keep the rest open. */
  async close(): Promise<void> {
    const closers = this.#closers ?? [];
    this.#closers = null;
    this.#ended.abort();
    for (const close of closers.toReversed()) await this.#attempt(close);
  }

  /** For the log, and for whoever changed the plugins. */
  note(problem: Fault): void {
    this.failures.push(problem);
    this.platform.log('error', problem.message, problem.cause);
  }

  #await(stage: 'probe' | 'ready', run: Task): void {
    if (this.#closers === null) return;
    const waiting = this.#waiting[stage];
    if (waiting === null) void this.#attempt(run);
    else waiting.push(run);
  }

  #attempt(task: Task): Promise<void> {
    return Promise.try(task).catch((error: unknown) => this.note(failure('stop', this.name, error)));
  }
}

/** What failed in a plugin, as a fault with its name. */
export function failure(stage: string, plugin: string, error: unknown): Fault {
  if (error instanceof Fault && error.code.startsWith('PLUGIN_')) return error;
  const { message } = fault('PLUGIN_FAILED', { plugin, stage, message: error instanceof Error ? error.message : String(error) });
  const { code, category, details } = error instanceof Fault ? error : { code: 'PLUGIN_FAILED', category: 'internal' as const, details: {} };
  return new Fault(code, category, message, details, error);
}
