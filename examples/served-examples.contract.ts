import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createClient } from '@objectos/client';
import type { Client } from '@objectos/client';
import { dispatcherRef } from '@objectos/flow';
import { createAppHost, openApp, serveApp } from '@objectos/server';
import type { AppHost, RunningApp } from '@objectos/server';
import { copilotForMona, crmPeople } from './crm/people.ts';
import { expensePeople } from './expenses/people.ts';
import config from './objectos.config.ts';
import type { App } from './objectos.types.ts';

export const people = [...crmPeople, ...expensePeople];
export type PersonId = (typeof people)[number]['id'];

/** Both examples with their people, served on a free port; everything but the sales lines. */
export interface ServedExamples {
  readonly app: RunningApp;
  readonly host: AppHost;
  readonly address: string;
  /** The SDK, typed by the declarations of the examples, with a token of that person. */
  as(person: PersonId): Promise<Client<App>>;
  token(person: PersonId): Promise<string>;
  /** Resolves when every effect that waits has run. */
  settled(): Promise<void>;
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the test's process ends, and so after everything that works in it. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'examples-'));
  folders.push(folder);
  return folder;
}

export async function serveExamples(context: Pick<TestContext, 'after'>): Promise<ServedExamples> {
  const data = scratchFolder();
  const app = await openApp(config, { data, synchronous: 'NORMAL' });
  const served = await serveApp(app, { data, host: '127.0.0.1', port: 0 });
  context.after(async () => {
    await served.close();
    await app.stop();
  });
  const host = createAppHost(app, served.address);
  for (const person of people) await host.ensure('main', 'principal', person);
  await host.ensure('main', 'delegation', copilotForMona);
  const token = async (person: PersonId): Promise<string> => {
    const whose = person === 'copilot' ? { principal: 'mona', agent: person } : { principal: person };
    return ((await host.call('main', 'token.create', whose)) as { readonly token: string }).token;
  };
  return {
    app,
    host,
    address: served.address,
    token,
    as: async (person) => createClient<App>({ url: served.address, token: await token(person) }),
    settled: () => app.kernel.service(dispatcherRef).settled(),
  };
}
