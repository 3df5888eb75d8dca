import { idsOf } from './boot-order.ts';
import { fault } from './errors.ts';
import type { Fault } from './fault.ts';
import type { Platform } from './platform.ts';
import { failure } from './plugin-life.ts';
import type { PluginLife } from './plugin-life.ts';

/**
 * How long a plugin may take, in milliseconds; then the kernel goes on without it and names it. `probe`, `ready` and `stop` are
 * for all tasks of one plugin together, `prepare` for its preparation of a change. `drain` is for the calls under way in what
 * was replaced, after which their signals are aborted; `stop` also for those when the kernel stops.
 */
export type Timeouts = Readonly<Partial<Record<'setup' | 'probe' | 'prepare' | 'ready' | 'drain' | 'stop', number>>>;

export const defaultTimeouts: Required<Timeouts> = { setup: 10_000, probe: 5_000, prepare: 60_000, ready: 10_000, drain: 10_000, stop: 5_000 };

/** Who is given what the kernel itself provides. */
export type Holder = Pick<PluginLife, 'name'> & { readonly platform: Platform };
/** What the kernel itself provides, by service id; each plugin gets its own. */
export type KernelServices = ReadonlyMap<string, (holder: Holder) => unknown>;

/** Sets plugins up in order and closes them in reverse; each gets exactly the services that it declared. */
export class Lifecycle {
  readonly #platform: Platform;
  readonly #timeouts: Required<Timeouts>;
  readonly #services: KernelServices;

  constructor(platform: Platform, timeouts: Required<Timeouts>, services: KernelServices) {
    this.#platform = platform;
    this.#timeouts = timeouts;
    this.#services = services;
  }

  /** Sets up, then probes. Every plugin that failed; one whose needs failed with another is left out and not told of again. */
  async raise(lives: readonly PluginLife[]): Promise<readonly Fault[]> {
    const faults: Fault[] = [];
    for (const life of lives) {
      if (idsOf(life.plugin.needs).every((id) => this.#service(id, life) !== undefined)) faults.push(...await this.#setup(life));
    }
    return faults.length > 0 ? faults : this.run('probe', lives);
  }

  /** Every plugin whose tasks failed. */
  async run(stage: 'probe' | 'ready', lives: readonly PluginLife[]): Promise<readonly Fault[]> {
    const faults: Fault[] = [];
    for (const life of lives) await this.within(stage, life.name, () => life.run(stage)).catch((error: Fault) => void faults.push(error));
    return faults;
  }

  /** Never rejects. What failed, or was left behind, is logged and answered. */
  async close(lives: readonly PluginLife[]): Promise<readonly Fault[]> {
    for (const life of lives.toReversed()) {
      await this.within('stop', life.name, () => life.close()).catch((error: Fault) => life.note(error));
      const timers = life.platform.close();
      if (timers > 0) life.note(fault('PLUGIN_LEFT_TIMERS', { plugin: life.name, timers }));
    }
    return lives.flatMap(({ failures }) => failures);
  }

  /** Rejects with a fault that names the plugin when the task fails or takes too long. */
  async within<T>(stage: keyof Timeouts, plugin: string, task: () => Promise<T> | T): Promise<T> {
    const { [stage]: milliseconds } = this.#timeouts;
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = this.#platform.timer(milliseconds, () => reject(fault('PLUGIN_TIMEOUT', { plugin, stage, milliseconds })));
    const run = async (): Promise<T> => task();
    try {
      return await Promise.race([this.#platform.attributed?.(plugin, run) ?? run(), late]);
    } catch (error) {
      throw failure(stage, plugin, error);
    } finally {
      cancel();
    }
  }

  async #setup(life: PluginLife): Promise<readonly Fault[]> {
    const { plugin } = life;
    const { needs, wants, provides = {}, name } = plugin;
    if (plugin.setup === undefined) return [];
    const given = Object.entries({ ...wants, ...needs }).map(([key, { id }]): [string, unknown] => [key, this.#service(id, life)]);
    const services = Object.fromEntries(given.filter(([, service]) => service !== undefined));
    try {
      const made: Readonly<Record<string, unknown>> = (await this.within('setup', name, () => plugin.setup?.(services, life))) ?? {};
      for (const [key, { id }] of Object.entries(provides)) if (made[key] !== undefined) life.provided.set(id, made[key]);
      return Object.entries(provides).filter(([key]) => made[key] === undefined).map(([key, { id }]) => fault('SERVICE_NOT_PROVIDED', { plugin: name, service: id, key }));
    } catch (error) {
      return [error as Fault];
    }
  }

  #service(id: string, life: PluginLife): unknown {
    return this.#services.get(id)?.(life) ?? life.givers.get(id)?.provided.get(id);
  }
}
