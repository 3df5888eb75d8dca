import type { Lifetime } from './plugin.ts';

type Task = () => void | Promise<void>;

/** What one plugin opened. Once closed it stays closed: a task that comes later is run at once, so nothing leaks. */
export class PluginLifetime implements Lifetime {
  readonly #report: (error: unknown) => void;
  #closers: Task[] | null = [];
  #onReady: Task[] | null = [];

  /** `report` hears of failures that no caller waits for. */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  onStop(close: Task): void {
    if (this.#closers === null) void this.#attempt(close);
    else this.#closers.push(close);
  }

  onReady(run: Task): void {
    if (this.#closers === null) return;
    if (this.#onReady === null) void this.#attempt(run);
    else this.#onReady.push(run);
  }

  /** Runs the tasks in order; the first failure ends it. */
  async ready(): Promise<void> {
    const tasks = this.#onReady ?? [];
    this.#onReady = null;
    for (const run of tasks) await run();
  }

  /** Closes in reverse order. A failure is reported and does not keep the rest open. */
  async close(): Promise<void> {
    const closers = this.#closers ?? [];
    this.#closers = null;
    for (const close of closers.toReversed()) await this.#attempt(close);
  }

  async #attempt(task: Task): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#report(error);
    }
  }
}
