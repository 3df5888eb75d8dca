import type { Platform } from './platform.ts';
import type { Plugin } from './plugin.ts';
import type { Ref } from './ref.ts';
import type { Runtime } from './runtime.ts';

/** How long a plugin may take, in milliseconds; then the boot (or the stop) goes on without it and names it. */
export interface Timeouts {
  /** `setup`; 10,000 where absent. */
  readonly setup?: number;
  /** Each plugin's `onReady` tasks together; 10,000 where absent. */
  readonly ready?: number;
  /** Each plugin's `onStop` tasks together, and the calls still running; 5,000 where absent. */
  readonly stop?: number;
}

export interface KernelOptions {
  /** In the order in which they contribute and wrap; they start in the order of their needs. */
  readonly plugins: readonly Plugin[];
  readonly platform: Platform;
  readonly timeouts?: Timeouts;
}

/** The composition root's handle. Plugins get a `Runtime` where they need one, never this. */
export interface Kernel extends Runtime {
  /** Starts every plugin, or stops those that started and throws a `BootFault` with every fault found. */
  start(): Promise<void>;
  /** Refuses new calls, lets running ones end, stops the plugins in reverse order. Never throws: failures are logged. */
  stop(): Promise<void>;
  /** A service that a running plugin provides. */
  service<T>(ref: Ref<T>): T;
}
