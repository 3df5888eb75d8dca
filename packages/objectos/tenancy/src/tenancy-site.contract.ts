import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { authoriserRef, committerRef, createKernel, definePlugin, kindsFacet, metadataFacet, systemRef } from '@objectos/kernel';
import type { Kernel, Platform, SystemAccess } from '@objectos/kernel';
import { MemoryDisk, MemoryDriver, sealerRef, storesRef } from '@objectql/engine';
import type { Driver, Sealer, Stores } from '@objectql/engine';
import { defineObject, f } from '@objectql/metadata';
import { tenancyPlugin } from './tenancy-plugin.ts';

export const platform: Platform = {
  now: () => Date.now(),
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  uuid: () => randomUUID(),
  defer: (task) => void setImmediate(task),
  timer: (milliseconds, task) => {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
  log: () => undefined,
};

/** Places without a chain: these tests are not about the journal. */
export const unchained: Sealer = {
  genesis: () => 'genesis',
  seal: (head, drafts) =>
    drafts.map(({ scope, changes }, index) => ({
      seq: head.seq + 1 + index, header: JSON.stringify({ principal: scope.principal.id, operation: scope.operation }), salt: null, digest: '', hash: 'hash', changes,
    })),
};

/** The data that outlives a process, and what its stores saw. */
export class Site {
  readonly disks = new Map<string, MemoryDisk>();
  readonly opened: string[] = [];
  readonly closed: string[] = [];
  /** Thrown by the next open. */
  failure: Error | null = null;

  open(name: string): Promise<Driver> {
    this.opened.push(name);
    if (this.failure !== null) {
      const { failure } = this;
      this.failure = null;
      return Promise.reject(failure);
    }
    const disk = this.disks.get(name) ?? new MemoryDisk();
    this.disks.set(name, disk);
    const driver = new MemoryDriver({ disk });
    const close = driver.close.bind(driver);
    return Promise.resolve(Object.assign(driver, { close: () => close().then(() => void this.closed.push(name)) }));
  }
}

export interface Running {
  readonly kernel: Kernel;
  readonly stores: Stores;
  readonly system: SystemAccess;
}

const note = defineObject({ name: 'note', fields: { text: f.text() } });
const secret = defineObject({ name: 'secret', fields: { text: f.text() } });

/** A kernel with nothing but stores, two objects, and an authoriser that allows everything. */
export async function start(site: Site): Promise<Running> {
  let system: SystemAccess | undefined;
  const surroundings = definePlugin({
    name: 'surroundings', version: '1',
    needs: { system: systemRef },
    provides: { sealer: sealerRef, authoriser: authoriserRef, committer: committerRef },
    contributes: [
      kindsFacet.of({ kind: 'object' }),
      metadataFacet.of({ kind: 'object', name: 'note', descriptor: note }, { kind: 'systemObject', name: 'secret', descriptor: secret }),
    ],
    setup(services) {
      system = services.system;
      return {
        sealer: unchained,
        authoriser: { authorise: () => ({ allowed: true, granted: null }) },
        committer: { commit: () => Promise.reject(new Error('nothing here returns work')) },
      };
    },
  });
  const kernel = createKernel({ plugins: [surroundings, tenancyPlugin({ open: (name) => site.open(name) })], platform });
  await kernel.start();
  if (system === undefined) throw new Error('the kernel started without its plugins');
  return { kernel, stores: kernel.service(storesRef), system };
}
