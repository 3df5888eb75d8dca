import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild-wasm';

/** A runtime of the edge that runs one worker, in a process of its own. */
export interface Workerd {
  /** Asks the worker, without a socket in between. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  stop(): Promise<void>;
}

export interface Worker {
  /** Its module, with all that it imports put together. */
  readonly script: string;
  /** Classes of durable objects on SQLite, by the name under which the worker finds them. */
  readonly objects: Readonly<Record<string, string>>;
  /** JSON that the worker finds beside them. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** The folder in which durable objects are kept from one run to the next; gone with the run where there is none. */
  readonly kept?: string;
}

/** The part of miniflare that is used here; it is installed in this folder and not in the workspace. */
interface Miniflare {
  dispatchFetch(url: string, init?: RequestInit): Promise<Response>;
  dispose(): Promise<void>;
}

/** One module of a worker and all that it imports but what the runtime has itself. `instead` names modules that others stand in for. */
export async function bundled(entry: string, instead: Readonly<Record<string, string>> = {}): Promise<string> {
  const { outputFiles: [file] } = await build({
    entryPoints: [entry], alias: { ...instead }, bundle: true, write: false, format: 'esm', platform: 'neutral', target: 'es2024',
    mainFields: ['module', 'main'], conditions: ['workerd', 'worker'], external: ['node:*'],
    // Packages that say they have no side effects lose the start of modules that are imported on demand as well.
    ignoreAnnotations: true,
  });
  if (file === undefined) throw new TypeError(`nothing was made of ${entry}`);
  return file.text;
}

export async function startWorkerd({ script, objects, values = {}, kept }: Worker): Promise<Workerd> {
  const { Miniflare } = (await import(pathToFileURL(createRequire(import.meta.url).resolve('miniflare')).href)) as { Miniflare: new (options: object) => Miniflare };
  const miniflare = new Miniflare({
    modules: true, script, bindings: values, compatibilityDate: '2026-07-01', compatibilityFlags: ['nodejs_compat'],
    ...(kept === undefined ? {} : { durableObjectsPersist: kept }),
    durableObjects: Object.fromEntries(Object.entries(objects).map(([binding, className]) => [binding, { className, useSQLite: true }])),
  });
  return {
    fetch: (path, init) => miniflare.dispatchFetch(`http://edge${path}`, init),
    stop: () => miniflare.dispose(),
  };
}
