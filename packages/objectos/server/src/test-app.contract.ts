import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { definePlugin } from '@objectos/kernel';
import type { Plugin } from '@objectos/kernel';
import { actionHandlersFacet } from '@objectos/flow';
import { defineAction, defineFlow, defineObject, f } from '@objectql/metadata';
import type { JsonObject } from '@objectql/metadata';
import { createAppHost } from './app-host.ts';
import type { AppConfig, AppHost } from './app-config.ts';
import { openApp } from './compose.ts';
import { assertDocumented } from './documented-refusals.contract.ts';
import type { Refusal } from './documented-refusals.contract.ts';
import type { OpenOptions, RunningApp } from './compose.ts';
import { serveApp } from './serve-app.ts';
import type { ServeOptions } from './serve-app.ts';

const account = defineObject({
  name: 'account',
  fields: {
    name: f.text({ required: true, max: 40 }),
    segment: f.select(['small', 'large']),
    parent: f.lookup('account'),
    credit: f.money({ currency: 'USD' }),
    secret: f.text(),
  },
});

const ticket = defineObject({ name: 'ticket', fields: { title: f.text({ required: true }), state: f.select(['open', 'closed', 'lost']), effort: f.integer() } });

const support = defineFlow({
  name: 'Support',
  object: 'ticket',
  field: 'state',
  initialState: 'open',
  states: { open: { on: { close: { target: 'closed', conditions: [{ role: 'clerk' }] } } }, closed: {}, lost: {} },
});

const estimate = defineAction({ object: 'ticket', name: 'estimate', description: 'Says how long it will take.', input: { effort: f.integer({ required: true }) }, writes: ['effort'] });

const handlers = definePlugin({
  name: 'help-desk-handlers',
  version: '1.0.0',
  contributes: [
    actionHandlersFacet.of({
      action: 'ticket.estimate',
      decide: ({ input }) => (Number(input['effort']) > 100 ? { reject: { code: 'TOO_LONG', message: 'Nothing takes so long.' } } : { changes: { effort: input['effort'] ?? null } }),
    }),
  ],
});

/** A small app with every sort of operation: an object with a hidden field, a flow, an action, roles that may much and little. */
export const helpDesk: AppConfig = {
  plugins: [
    {
      manifest: {
        name: 'help-desk',
        version: '1.0.0',
        objects: [account, ticket],
        flows: [support],
        actions: [estimate],
        permissions: {
          clerk: ['*:accounts', '*:tickets'],
          viewer: [{ allow: 'read', object: 'accounts', fields: ['name', 'segment', 'parent'], when: "record.segment != 'large'" }],
          writer: ['create:accounts'],
          adviser: ['explain:permissions', 'read:principals'],
          hunter: [{ allow: 'read', object: 'accounts', when: 'record.secret == null' }],
        },
        agentTools: ['account.list', 'account.get', 'account.create', 'ticket.close', 'ticket.estimate'],
      },
      from: import.meta.url,
      code: [handlers],
    },
  ],
};

const people = [
  { id: 'clara', name: 'Clara', kind: 'person', roles: ['clerk'] },
  { id: 'vito', name: 'Vito', kind: 'person', roles: ['viewer'] },
  { id: 'wim', name: 'Wim', kind: 'person', roles: ['writer'] },
  { id: 'bot', name: 'Bot', kind: 'agent', roles: [] },
] as const;
type Person = (typeof people)[number]['id'];

/** The help desk, served on a free port; everything is gone when the test ends. */
export interface TestApp {
  readonly app: RunningApp;
  readonly host: AppHost;
  readonly address: string;
  readonly data: string;
  /** What the platform logged as errors. */
  readonly errors: readonly string[];
  /** A token of a person; of the agent that acts for Clara. */
  token(person: Person): Promise<string>;
  /** One request; a body that is no text is sent as JSON. A refusal that the caller's OpenAPI document does not name fails the test at its end. */
  ask(method: string, path: string, more?: AskOptions): Promise<Asked>;
}

export interface AskOptions {
  readonly as?: Person | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body. */
  readonly json: Record<string, unknown>;
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone when the test's process ends, and so after everything that works in it. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'objectos-'));
  folders.push(folder);
  return folder;
}

/** Starts the help desk in this process, with more plugins, with other limits and for pages of other origins where wanted. Clara may everything, Vito reads some accounts, Wim only creates them. */
export async function startHelpDesk(context: Pick<TestContext, 'after'>, added: readonly Plugin[] = [], { origins = [], ...limits }: Pick<OpenOptions, 'readTimeout'> & Pick<ServeOptions, 'origins'> = {}): Promise<TestApp> {
  const data = scratchFolder();
  const app = await openApp({ plugins: [...helpDesk.plugins, { manifest: { name: 'added', version: '1.0.0' }, from: import.meta.url, code: added }] }, { data, synchronous: 'NORMAL', ...limits });
  const errors: string[] = [];
  const log = app.platform.log.bind(app.platform);
  app.platform.log = (level, message, cause) => (level === 'error' ? void errors.push(message) : log(level, message, cause));
  const served = await serveApp(app, { data, host: '127.0.0.1', port: 0, origins });
  const refusals = new Map<Person, Refusal[]>();
  context.after(async () => {
    try {
      for (const [person, refused] of refusals) assertDocumented(refused, (await ask({ address: served.address, token }, { method: 'GET', path: '/api/openapi.json', as: person })).json);
    } finally {
      await served.close();
      await app.stop();
    }
  });
  const host = createAppHost(app, served.address);
  for (const person of people) await host.ensure('main', 'principal', person);
  await host.ensure('main', 'delegation', { id: 'bot-for-clara', principal: 'clara', agent: 'bot', operations: ['*'] });
  const tokens = new Map<Person, Promise<string>>();
  const token = (person: Person): Promise<string> => {
    const made = tokens.get(person) ?? newToken(host, person === 'bot' ? { principal: 'clara', agent: 'bot' } : { principal: person });
    tokens.set(person, made);
    return made;
  };
  const askNoted: TestApp['ask'] = async (method, path, more = {}) => {
    const answer = await ask({ address: served.address, token }, { method, path, ...more });
    const { as = 'clara' } = more;
    const { code } = answer.json;
    if (as !== null && answer.status >= 400 && typeof code === 'string') refusals.set(as, [...refusals.get(as) ?? [], { method, path, status: answer.status, code }]);
    return answer;
  };
  return { app, host, data, address: served.address, errors, token, ask: askNoted };
}

export async function newToken(host: AppHost, whose: JsonObject): Promise<string> {
  return ((await host.call('main', 'token.create', whose)) as { readonly token: string }).token;
}

type Request = AskOptions & { readonly method: string; readonly path: string };

async function ask({ address, token }: Pick<TestApp, 'address' | 'token'>, { method, path, as = 'clara', body, headers = {} }: Request): Promise<Asked> {
  const sent: Record<string, string> = as === null ? {} : { authorization: `Bearer ${await token(as)}` };
  if (body !== undefined) sent['content-type'] = 'application/json';
  const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(`${address}${path}`, { method, headers: { ...sent, ...headers }, ...content });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}
