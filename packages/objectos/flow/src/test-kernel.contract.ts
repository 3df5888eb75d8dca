import { Rendered, createContext, createKernel, definePlugin, kindsFacet, metadataFacet } from '@objectos/kernel';
import type { Context, FacetInput, Kernel, Plugin } from '@objectos/kernel';
import { recordsPlugin } from '@objectos/records';
import { MemoryDisk, MemoryDriver, openStore, storesRef } from '@objectql/engine';
import type { Driver, JournalEntry, Sealer, Store, Stores } from '@objectql/engine';
import { descriptorsOf } from '@objectql/metadata';
import type { ActionDescriptor, FlowDescriptor, ObjectDescriptor, Row } from '@objectql/metadata';
import { effectHandlersFacet } from './effect-handler.ts';
import type { EffectHandler } from './effect-handler.ts';
import { dispatcherRef } from './dispatcher.ts';
import type { Dispatcher } from './dispatcher.ts';
import { expenseObject, ledgerObject, seedFlow } from './expense-metadata.contract.ts';
import { flowPlugin } from './flow-plugin.ts';
import type { FlowOptions } from './flow-plugin.ts';
import { TestPlatform } from './test-platform.contract.ts';
import { testAuthoriser } from './test-rights.contract.ts';
import type { TestRole } from './test-rights.contract.ts';

export const tenant = 'acme';

/** Opens what lies on a disk. In memory, unless a test file that runs these tests over another store puts it here. */
export const storeOfTests: StoreOfTests = {
  open: (disk, delay) => new MemoryDriver(delay === undefined ? { disk } : { disk, delay }),
  isBusy: () => false,
};

export interface StoreOfTests {
  open(disk: MemoryDisk, delay?: () => Promise<void>): Driver | Promise<Driver>;
  /** Whether it has been asked what it will answer without a turn of ours. */
  isBusy(): boolean;
}

/** Lets whatever runs go on until it waits for something other than turns and the store. */
export async function turns(count = 60): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await new Promise((resolve) => void setImmediate(resolve));
    if (storeOfTests.isBusy()) turn = 0;
  }
}

/** The seed's `update_ledger`: one entry for each approved expense, by way of the kernel. */
export const updateLedger: EffectHandler = {
  action: 'update_ledger',
  async run({ call, record }) {
    const { amount } = (await call('expense.get', { id: record })) as { amount: string };
    await call('ledger_entry.create', { expense: record, amount });
  },
};

export interface TestKernelOptions {
  readonly objects?: readonly ObjectDescriptor[];
  readonly flows?: readonly FlowDescriptor[];
  readonly actions?: readonly ActionDescriptor[];
  readonly handlers?: readonly EffectHandler[];
  readonly contributes?: readonly FacetInput[];
  readonly roles?: Readonly<Record<string, TestRole>>;
  readonly hidden?: readonly string[];
  readonly flow?: FlowOptions;
  /** What the kernel before this one left; a new one unless given. */
  readonly disk?: MemoryDisk;
  readonly platform?: TestPlatform;
  readonly delay?: () => Promise<void>;
}

const everybody: TestRole = { 'read:notification': 'record.recipient == actor.id', 'update:notification': 'record.recipient == actor.id' };
const admin: TestRole = Object.fromEntries(
  ['effect', 'notification', 'audit_note', 'expense', 'ledger_entry'].flatMap((object) => ['read', 'create', 'update'].map((verb) => [`${verb}:${object}`, true] as const)),
);

/** Roles of the seed's expenses. */
export const seedRoles: Readonly<Record<string, TestRole>> = {
  everyone: everybody,
  employee: { 'create:expense': true, 'read:expense': 'record.createdBy == actor.id', 'update:expense': 'record.createdBy == actor.id' },
  manager: { 'read:expense': true },
  escalator: { 'read:expense': true, 'escalate:expense': true },
  director: { 'read:expense': true },
  rejecter: { 'read:expense': true, 'reject:expense': true },
  admin: { ...admin, 'retry:effect': true, 'claim:effect': true, 'deliver:effect': true, 'settle:effect': true },
};

/** A kernel with the seed's expense flow, whose time a test moves. */
export class TestKernel {
  readonly kernel: Kernel;
  readonly platform: TestPlatform;
  readonly disk: MemoryDisk;
  store: Store | undefined;

  constructor(options: TestKernelOptions = {}) {
    const { disk = new MemoryDisk(), platform = new TestPlatform(), roles = seedRoles, hidden = [], flow = {}, handlers = [updateLedger], delay } = options;
    this.disk = disk;
    this.platform = platform;
    const open = async (objects: Iterable<ObjectDescriptor>): Promise<Store> => {
      const driver = await storeOfTests.open(disk, delay);
      this.store = await openStore({ driver, host: platform, sealer: sealer(platform), objects });
      return this.store;
    };
    this.kernel = createKernel({
      platform,
      plugins: [
        testAuthoriser(roles, hidden),
        storesPlugin(open, () => this.kernel),
        recordsPlugin(),
        flowPlugin(flow),
        metadataPlugin(options, [effectHandlersFacet.of(...handlers)]),
      ],
    });
  }

  get dispatcher(): Dispatcher {
    return this.kernel.service(dispatcherRef);
  }

  /** Calls as a person; the answer parsed. */
  async call(who: string, operation: string, input: unknown, more: Partial<Context> = {}): Promise<Row> {
    const { value } = await this.kernel.call(operation, input, { ...this.as(who), ...more });
    return (value instanceof Rendered ? value.value() : value) as Row;
  }

  /** The records of a list, as that person sees them. */
  async list(who: string, object: string): Promise<readonly Row[]> {
    const { records } = await this.call(who, `${object}.list`, { limit: 500 });
    return records as readonly Row[];
  }

  /** `emma:employee+manager`. */
  as(who: string): Context {
    const [id = '', roles = ''] = who.split(':');
    const principal = { id, kind: 'person', roles: roles === '' ? [] : roles.split('+').toSorted() } as const;
    return createContext({ tenant, principal, actors: [], narrowing: null }, { surface: 'rest' }, this.platform);
  }

  /** Every record of an object, as an administrator reads it. */
  all(object: string): Promise<readonly Row[]> {
    return this.list('root:admin', object);
  }

  async journal(): Promise<readonly JournalEntry[]> {
    return (await this.store?.journal(0, 10_000)) ?? [];
  }
}

/** Starts one with an expense of Emma's in it. */
export async function startedWith(expense: Row, options: TestKernelOptions = {}): Promise<TestKernel> {
  const site = new TestKernel(options);
  await site.kernel.start();
  await site.call('emma:employee', 'expense.create', { id: 'e1', title: 'Dinner', ...expense });
  return site;
}

function metadataPlugin({ objects = [expenseObject, ledgerObject], flows = [seedFlow()], actions = [], contributes = [] }: TestKernelOptions, more: readonly FacetInput[]): Plugin {
  return definePlugin({
    name: 'expenses',
    version: '0.0.0',
    contributes: [
      ...['object', 'flow', 'role', 'action'].map((kind) => kindsFacet.of({ kind })),
      metadataFacet.of(...objects.map((descriptor) => ({ kind: 'object', name: descriptor.name, descriptor }))),
      metadataFacet.of(...flows.map((descriptor) => ({ kind: 'flow', name: descriptor.name, descriptor }))),
      metadataFacet.of(...actions.map((descriptor) => ({ kind: 'action', name: `${descriptor.object}.${descriptor.name}`, descriptor }))),
      ...contributes,
      ...more,
    ],
  });
}

/** One tenant's store, opened when it is first asked for. */
function storesPlugin(open: (objects: Iterable<ObjectDescriptor>) => Promise<Store>, kernel: () => Kernel): Plugin {
  let opened: Promise<Store> | undefined;
  const stores: Stores = {
    of: () => (opened ??= open(descriptorsOf(kernel().snapshot, 'object').values())),
    system: () => Promise.reject(new Error('the test has no system store')),
  };
  return definePlugin({
    name: 'test-stores',
    version: '0.0.0',
    provides: { stores: storesRef },
    setup: (_services, lifetime) => {
      lifetime.onStop(async () => (await opened)?.close());
      return { stores };
    },
  });
}

/** The least that a chain needs: the real format belongs to the journal package. */
function sealer(platform: TestPlatform): Sealer {
  const sha256 = (text: string): string => platform.sha256(text);
  return {
    genesis: (epoch) => sha256(epoch),
    seal: (head, drafts) => drafts.map(({ scope, changes }, index) => {
      const seq = head.seq + index + 1;
      const header = JSON.stringify({ seq, principal: scope.principal.id, onBehalfOf: scope.onBehalfOf, operation: scope.operation, surface: scope.surface });
      return { seq, header, salt: null, digest: sha256(JSON.stringify(changes)), hash: sha256(`${head.hash}${seq}`), changes };
    }),
  };
}
