import { dispatcherRef } from '@objectos/flow';
import { ensureTenants } from '../compose-kernel.ts';
import type { RunningApp } from '../compose.ts';
import type { AppVersion } from './app-versions.ts';

/** Has a running app serve another version of itself. Throws a `BootFault` with every reason why not, and then the one before serves on. */
export async function replaceApp(app: RunningApp, { plugins, loaded: { config } }: AppVersion): Promise<void> {
  await app.plugins.configure({ descriptors: plugins, sources: config.plugins });
  const { tenants = ['main'] } = config;
  await ensureTenants({ ...app, tenants });
  for (const tenant of tenants) app.kernel.service(dispatcherRef).resume(tenant);
}
