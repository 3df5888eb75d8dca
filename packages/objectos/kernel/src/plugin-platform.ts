import type { Platform } from './platform.ts';

/** The platform as one life of a plugin has it. */
export interface PluginPlatform extends Platform {
  /** Cancels the timers that are left, and answers how many they were. There are no new ones then. */
  close(): number;
}

/** Counts a plugin's timers, which end with it. What its tasks throw, or reject with, is reported in its name and ends nothing else. */
export function createPluginPlatform(host: Platform, plugin: string, report: (error: unknown) => void): PluginPlatform {
  let timers: Set<() => void> | null = new Set();
  const attempt = (task: () => unknown): void => void Promise.try(() => (host.attributed === undefined ? task() : host.attributed(plugin, task))).catch(report);
  return {
    now: () => host.now(),
    sha256: (text) => host.sha256(text),
    randomHex: (bytes) => host.randomHex(bytes),
    uuid: () => host.uuid(),
    log: (level, message, cause) => host.log(level, message, cause),
    defer: (task) => host.defer(() => attempt(task)),
    timer(milliseconds, task) {
      const open = timers;
      if (open === null) return () => undefined;
      const cancel = host.timer(milliseconds, () => {
        open.delete(cancel);
        attempt(task);
      });
      open.add(cancel);
      return () => {
        open.delete(cancel);
        cancel();
      };
    },
    close() {
      const left = [...timers ?? []];
      timers = null;
      for (const cancel of left) cancel();
      return left.length;
    },
  };
}
