import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAppHost, openApp, serveApp } from '@objectos/server';
import config from '../../../examples/objectos.config.ts';
import { crmPeople } from '../../../examples/crm/people.ts';
import { expensePeople } from '../../../examples/expenses/people.ts';

/** Who asks for a document: one who may everything, and one whose role may little. */
export type Person = 'ada' | 'emma' | 'max' | 'rita';

export interface Site {
  readonly address: string;
  token(person: Person): Promise<string>;
  ask(person: Person, method: string, path: string, body?: unknown): Promise<Response>;
  close(): Promise<void>;
}

const administration = {
  manifest: { name: 'administration', version: '1.0.0', permissions: { administrator: ['*:*'] } },
  from: import.meta.url,
};

/** The examples, as production composes and serves them, and an administrator. */
export async function openSite(): Promise<Site> {
  const data = mkdtempSync(join(tmpdir(), 'objectos-openapi-'));
  const app = await openApp({ plugins: [...config.plugins, administration] }, { data, synchronous: 'NORMAL' });
  const served = await serveApp(app, { data, host: '127.0.0.1', port: 0 });
  const host = createAppHost(app, served.address);
  for (const person of [...crmPeople, ...expensePeople, { id: 'ada', name: 'Ada', kind: 'person', roles: ['administrator'] }]) await host.ensure('main', 'principal', person);
  const tokens = new Map<Person, Promise<string>>();
  const token = (person: Person): Promise<string> => {
    const made = tokens.get(person) ?? host.call('main', 'token.create', { principal: person }).then((value) => (value as { readonly token: string }).token);
    tokens.set(person, made);
    return made;
  };
  return {
    address: served.address,
    token,
    async ask(person, method, path, body) {
      const headers = { 'authorization': `Bearer ${await token(person)}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
      return fetch(`${served.address}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    },
    async close() {
      await served.close();
      await app.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
