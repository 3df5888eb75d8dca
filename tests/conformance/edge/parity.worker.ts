// The app of the parity table inside a durable object: its manifests come as descriptors, its code is part of the worker.
import type { Checkpoint, CheckpointStore } from '@objectos/journal';
import { openEdgeApp } from '@objectos/server/edge';
import type { EdgeApp } from '@objectos/server/edge';
import type { DurableObjectStorage } from '@objectql/driver-sqlite/durable-object';
import type { PluginDescriptor } from '@objectql/metadata';
import type { LocalCall } from '../../../packages/objectos/server/src/local-call.ts';
import { operatorCalls } from '../../../packages/objectos/server/src/operator-calls.ts';
import { parityHandlers } from '../../parity/app/parity-handlers.ts';

interface Objects {
  idFromName(name: string): unknown;
  get(id: unknown): { fetch(url: string | Request, init?: RequestInit): Promise<Response> };
}

interface Environment {
  readonly APP: Objects;
  readonly CHECKPOINTS: Objects;
  readonly DESCRIPTORS: readonly PluginDescriptor[];
}

interface KeyedStorage {
  get<T>(key: string): Promise<T | undefined>;
  put(key: string, value: unknown): Promise<void>;
}

/** The app: REST, and what the operator calls, which no app of anybody's would let through to the outside. */
export class App {
  readonly #opened: Promise<EdgeApp>;

  constructor({ storage }: { readonly storage: DurableObjectStorage }, { CHECKPOINTS, DESCRIPTORS }: Environment) {
    const origins = ['https://app.example.com'];
    this.#opened = openEdgeApp({ descriptors: DESCRIPTORS, code: [parityHandlers], tenants: ['home'], origins, storage, checkpoints: checkpointsIn(CHECKPOINTS) });
  }

  async fetch(request: Request): Promise<Response> {
    const app = await this.#opened;
    if (new URL(request.url).pathname !== '/operator') return app.fetch(request);
    return Response.json(await operatorCalls(app).perform((await request.json()) as LocalCall));
  }
}

/** The checkpoints of one tenant: an object beside the app's, so that who rewrites a store does not rewrite them. */
export class Checkpoints {
  readonly #storage: KeyedStorage;

  constructor({ storage }: { readonly storage: KeyedStorage }) {
    this.#storage = storage;
  }

  async fetch(request: Request): Promise<Response> {
    const kept = (await this.#storage.get<readonly Checkpoint[]>('kept')) ?? [];
    if (request.method === 'POST') await this.#storage.put('kept', [...kept, await request.json()]);
    return Response.json(kept);
  }
}

function checkpointsIn(objects: Objects): CheckpointStore {
  const of = (tenant: string): ReturnType<Objects['get']> => objects.get(objects.idFromName(tenant));
  return {
    append: async (tenant, checkpoint) => void (await of(tenant).fetch('http://checkpoints/', { method: 'POST', body: JSON.stringify(checkpoint) })),
    list: async (tenant) => (await (await of(tenant).fetch('http://checkpoints/')).json()) as readonly Checkpoint[],
  };
}

export default {
  fetch: (request: Request, { APP }: Environment): Promise<Response> => APP.get(APP.idFromName('parity')).fetch(request),
};
