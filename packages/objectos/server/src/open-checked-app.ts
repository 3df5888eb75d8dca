import { BootFault } from '@objectos/kernel';
import type { AppConfig } from './app-config.ts';
import { checkApp } from './check-app.ts';
import { openApp } from './compose.ts';
import type { OpenOptions, RunningApp } from './compose.ts';
import { MetadataFault } from './metadata-error.ts';

/** Opens an app. Where what it says keeps it from that, throws a `MetadataFault` that tells all that `objectos check` tells. */
export async function openCheckedApp(config: AppConfig, options: OpenOptions): Promise<RunningApp> {
  try {
    return await openApp(config, options);
  } catch (error) {
    if (!(error instanceof BootFault || error instanceof MetadataFault)) throw error;
    const { ok, issues } = await checkApp(config);
    throw ok ? error : new MetadataFault(issues, config.plugins, { cause: error });
  }
}
