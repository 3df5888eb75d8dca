import { hash, randomBytes, randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { Fault, accessRecorderRef, createContext, createKernel, definePlugin, kindsFacet, metadataFacet, publishersFacet } from '@objectos/kernel';
import type { Kernel, Platform, Plugin, Principal, Rendered } from '@objectos/kernel';
import { SqliteDriver } from '@objectql/driver-sqlite';
import { MemoryDriver, openStore, storesRef } from '@objectql/engine';
import type { Driver, Sealer, Store } from '@objectql/engine';
import { defineFlow, defineObject, f, metadataKinds } from '@objectql/metadata';
import { recordsPlugin } from './records-plugin.ts';
import { authoriserOf, everything } from './trial-rights.contract.ts';
import type { TrialRole } from './trial-rights.contract.ts';

/** What the tests of this package share: a small business with something to hide, and a kernel that runs it. */

export const account = defineObject({
  name: 'account',
  fields: {
    name: f.text({ required: true }),
    region: f.select(['north', 'south']),
    owner: f.text(),
  },
});

/** `margin` is hidden from reps, `amount` masked in deals of others, `secret` known to nobody but admins. */
export const deal = defineObject({
  name: 'deal',
  fields: {
    title: f.text({ required: true, max: 40 }),
    owner: f.text({ required: true }),
    stage: f.select(['open', 'won', 'lost']),
    amount: f.money({ currency: 'EUR', default: '10.00' }),
    margin: f.decimal({ scale: 3 }),
    secret: f.text({ unique: true }),
    code: f.text({ unique: true }),
    account: f.lookup('account'),
    closed: f.boolean({ default: false }),
    due: f.date(),
    seen: f.datetime(),
    tags: f.multiSelect(['new', 'big', 'late']),
    settings: f.json(),
    number: f.autonumber('D-{000}'),
    approved_by: f.text({ readOnly: true }),
  },
  rules: [
    { name: 'positive', holds: 'record.amount == null || record.amount >= 0', message: 'The amount may not be negative.', field: 'amount' },
    { name: 'due', holds: '!record.closed || record.due != null', message: 'A closed deal needs a due date.', field: 'due' },
    { name: 'secret', holds: 'record.secret == null || record.secret != record.title', message: 'One of the texts says too much.', field: 'secret' },
  ],
});

const dealFlow = defineFlow({ name: 'DealFlow', object: 'deal', field: 'stage', initialState: 'open', states: { open: { on: { win: { target: 'won' } } }, won: {}, lost: {} } });

const readable = ['title', 'owner', 'stage', 'code', 'account', 'closed', 'due', 'seen', 'tags', 'settings', 'number', 'approved_by'];
const writable = ['title', 'owner', 'code', 'account', 'closed', 'due', 'tags'];

function everywhere(fields: readonly string[]): Readonly<Record<string, true>> {
  return Object.fromEntries(fields.map((field) => [field, true]));
}

const own = 'record.owner == actor.id';
const write = { rows: own, fields: { ...everywhere(writable), amount: `${own} && record.closed == false` } };

const roles: Readonly<Record<string, TrialRole>> = {
  admin: everything([account, deal], ['stage', 'number', 'approved_by']),
  // Sees open deals; amounts, and changes, of his own only; accounts of the north.
  rep: {
    deal: { read: { rows: `record.closed == false || ${own}`, fields: { ...everywhere(readable), amount: own } }, create: write, update: write, delete: { rows: own } },
    account: { read: { rows: 'record.region == "north"', fields: everywhere(['name', 'region', 'owner']) } },
  },
  // Writes what he cannot read.
  intake: { deal: { create: { fields: everywhere(['title', 'owner', 'secret']) } } },
  // Closes deals, and reads them no longer then.
  closer: { deal: { read: { rows: 'record.closed == false', fields: everywhere(['title', 'closed']) }, create: { fields: everywhere(['title', 'owner', 'closed', 'due']) }, update: { fields: everywhere(['closed', 'due']) } } },
  // What no authoriser should grant: a field that a flow alone writes.
  overreaching: { deal: { read: { fields: everywhere(['title', 'stage']) }, update: { fields: everywhere(['title', 'stage']) } } },
};

const people: Readonly<Record<string, Principal>> = {
  ada: { id: 'ada', kind: 'person', roles: ['admin'] },
  rita: { id: 'rita', kind: 'person', roles: ['rep'] },
  igor: { id: 'igor', kind: 'person', roles: ['intake'] },
  cleo: { id: 'cleo', kind: 'person', roles: ['closer'] },
  otto: { id: 'otto', kind: 'person', roles: ['overreaching'] },
};

export interface CallOptions {
  readonly commandKey?: string;
  readonly dryRun?: boolean;
  readonly actors?: readonly string[];
}

/** A running kernel over one store, and calls on behalf of its people. */
export class Trial {
  readonly kernel: Kernel;
  readonly store: Store;
  readonly published: unknown[] = [];
  /** Operation, code and principal of each denial that was recorded. */
  readonly denials: (readonly string[])[] = [];

  constructor(kernel: Kernel, store: Store) {
    this.kernel = kernel;
    this.store = store;
  }

  reply(who: string, operation: string, input: unknown, { actors = [], ...options }: CallOptions = {}) {
    const session = { tenant: 'acme', principal: people[who]!, actors, narrowing: null };
    return this.kernel.call(operation, input, createContext(session, { surface: 'rest', ...options }, platform));
  }

  /** The answer as a client would parse it. */
  async call<T = Record<string, unknown>>(who: string, operation: string, input: unknown, options?: CallOptions): Promise<T> {
    const { value } = await this.reply(who, operation, input, options);
    const isText = typeof value === 'object' && value !== null && 'text' in value;
    return (isText ? (value as Rendered).value() : value) as T;
  }

  /** The fault with which the call is refused. */
  async refusal(who: string, operation: string, input: unknown, options?: CallOptions): Promise<Fault> {
    try {
      await this.reply(who, operation, input, options);
    } catch (error) {
      if (error instanceof Fault) return error;
      throw error;
    }
    throw new Error(`${operation} was not refused`);
  }

  async entries(): Promise<number> {
    return (await this.store.head()).seq;
  }
}

const drivers: Readonly<Record<string, () => Driver | Promise<Driver>>> = {
  memory: () => new MemoryDriver(),
  sqlite: () => SqliteDriver.open({ file: ':memory:' }),
};

/** A test of the business over each kind of store. */
export function onEveryStore(title: string, body: (trial: Trial) => Promise<void>): void {
  for (const [name, open] of Object.entries(drivers)) {
    test(`${title} (${name})`, async (context) => body(await startTrial(context, { driver: await open() })));
  }
}

/** Starts the business over a driver; stopped when the test ends. */
export async function startTrial(context: { after(close: () => Promise<void>): void }, options: { driver?: Driver; plugins?: readonly Plugin[] } = {}): Promise<Trial> {
  const objects = [account, deal];
  const store = await openStore({ driver: options.driver ?? new MemoryDriver(), host: platform, sealer, objects });
  const kernel = createKernel({
    platform,
    plugins: [
      definePlugin({
        name: 'business', version: '1', provides: { stores: storesRef, recorder: accessRecorderRef },
        contributes: [
          kindsFacet.of(...metadataKinds),
          metadataFacet.of(...objects.map((object) => ({ kind: 'object', name: object.name, descriptor: object })), { kind: 'flow', name: dealFlow.name, descriptor: dealFlow }),
          publishersFacet.of((published) => void trial.published.push(published)),
        ],
        setup: () => ({
          stores: { of: () => Promise.resolve(store), system: () => Promise.resolve(store) },
          recorder: { denied: (operation, { principal }, { code }) => void trial.denials.push([operation, code, principal.id]), read: () => undefined },
        }),
      }),
      authoriserOf(roles), recordsPlugin(), ...(options.plugins ?? []),
    ],
  });
  const trial = new Trial(kernel, store);
  await kernel.start();
  context.after(async () => {
    await kernel.stop();
    await store.close();
  });
  return trial;
}

export const platform: Platform = {
  now: Date.now,
  sha256: (text) => hash('sha256', text),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  uuid: () => randomUUID(),
  defer: (task) => void setImmediate(task),
  timer(milliseconds, task) {
    const handle = setTimeout(task, milliseconds);
    return () => clearTimeout(handle);
  },
  log: () => undefined,
};

/** Enough of a chain for a store to keep; the journal package makes the real one. */
const sealer: Sealer = {
  genesis: (epoch) => platform.sha256(epoch),
  seal(head, drafts) {
    let { seq, hash: previous } = head;
    return drafts.map(({ scope, changes }) => {
      const { principal, ...rest } = scope;
      const header = JSON.stringify({ ...rest, seq: ++seq, epoch: head.epoch, at: new Date(scope.time).toISOString(), principal: principal.id });
      const digest = platform.sha256(JSON.stringify(changes));
      previous = platform.sha256(previous + header + digest);
      return { seq, header, salt: '00', digest, hash: previous, changes };
    });
  },
};
