import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatcherRef } from '@objectos/flow';
import type { AppConfig, AppHost } from './app-config.ts';
import { createAppHost } from './app-host.ts';
import { openCheckedApp } from './open-checked-app.ts';
import { serveApp } from './serve-app.ts';

/** An app that a test has for itself: served on a free port, its stores in a folder that is gone afterwards. */
export interface TestApp extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40321`. */
  readonly address: string;
  /** Calls as the system, to make what a test starts from. */
  readonly host: AppHost;
  /** A token of a principal of the tenant, `main` unless said. Throws a `Fault` where there is no such principal. */
  token(principal: string, tenant?: string): Promise<string>;
  /** Resolves when every effect that waits has run. */
  settled(): Promise<void>;
}

/**
 * Opens and serves an app for a test, `ready` included: `await using app = await startTestApp(config)`. What its effects and its
 * `ready` print goes to standard output. Throws what `objectos check` would say where the app cannot start.
 */
export async function startTestApp(config: AppConfig): Promise<TestApp> {
  const data = mkdtempSync(join(tmpdir(), 'objectos-test-'));
  const undo: (() => void | Promise<void>)[] = [() => rmSync(data, { recursive: true, force: true })];
  const end = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const app = await openCheckedApp(config, { data, synchronous: 'NORMAL' });
    undo.push(() => app.stop());
    const served = await serveApp(app, { data, host: '127.0.0.1', port: 0, origins: config.origins ?? [] });
    undo.push(() => served.close());
    const host = createAppHost(app, served.address);
    await config.ready?.(host);
    return {
      address: served.address,
      host,
      token: async (principal, tenant = 'main') => ((await host.call(tenant, 'token.create', { principal })) as { readonly token: string }).token,
      settled: () => app.kernel.service(dispatcherRef).settled(),
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
