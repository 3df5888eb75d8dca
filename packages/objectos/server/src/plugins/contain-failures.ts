import type { Platform } from '@objectos/kernel';
import { pluginAtWork } from '../node-platform.ts';

/**
 * Keeps what nobody awaited in a plugin's code from ending the process: it is logged with the plugin's name, which is told by
 * what the plugin began (setup, timers) or by the folder of the code. Any other is a failure of the process, which ends. Answers how to stop.
 */
export function containFailures(platform: Platform, ownerOf: (stack: string) => string | null): () => void {
  const contain = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    const plugin = pluginAtWork() ?? ownerOf(error instanceof Error ? (error.stack ?? '') : '');
    const what = origin === 'unhandledRejection' ? 'rejected a promise that nobody awaits' : 'threw where nobody could catch it';
    if (plugin !== null) return platform.log('error', `plugin "${plugin}" ${what}; it is contained, and is to be mended`, error);
    platform.log('error', `something ${what}, and no plugin could be made out; the process ends`, error);
    process.exit(1);
  };
  // A rejection becomes an exception of that origin, unless somebody listens for rejections, which nobody here does.
  process.on('uncaughtException', contain);
  return () => void process.off('uncaughtException', contain);
}
