import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { importOutside } from './outside-modules.ts';
import { ownUrl, parseModule } from './parsed-module.ts';
import type { ParsedModule } from './parsed-module.ts';

/** One module of the app as it runs. */
interface AppModule {
  readonly parsed: ParsedModule;
  readonly module: vm.Module;
  /** What it has imported while it ran. */
  readonly dynamic: Set<string>;
}

/**
 * The code of an app, loaded so that it can be loaded again: modules of V8 that only this object knows and that go with the
 * garbage, where Node's own loader keeps what it has loaded for ever (docs/decisions/0014 has the figures). A module is evaluated
 * anew when its own text or anything that it imports has changed; all others stay as they are, their state included, and there
 * is one of each. What is imported by its path is the app; packages come from Node's loader and are those that everybody has.
 */
export class AppModules {
  readonly #entry: string;
  #modules = new Map<string, AppModule>();
  /** What the load under way will leave, if it succeeds. */
  #next: Map<string, AppModule> | null = null;

  /** `entry` is a path. Node must run with `--experimental-vm-modules`. */
  constructor(entry: string) {
    this.#entry = pathToFileURL(entry).href;
  }

  /** Paths of the modules that are loaded. */
  get files(): readonly string[] {
    return Array.from(this.#modules.keys(), (url) => fileURLToPath(url));
  }

  /** What the entry exports, after everything that has changed on disk was evaluated. Where that fails nothing has changed. One at a time. */
  async load(): Promise<Readonly<Record<string, unknown>>> {
    const next = renewed(await this.#parse(this.#entry), this.#modules, (url, specifier) => this.#import(url, specifier));
    this.#next = next;
    try {
      const entry = await evaluated(next, this.#entry);
      this.#modules = next;
      return entry.namespace as Readonly<Record<string, unknown>>;
    } finally {
      this.#next = null;
    }
  }

  /** The texts that belong to the root, by URL; those that have not changed are the very ones that run. */
  async #parse(root: string): Promise<Map<string, ParsedModule>> {
    const found = new Map<string, ParsedModule>();
    const waiting = [{ url: root, needed: true }];
    for (const { url, needed } of waiting) {
      if (found.has(url)) continue;
      const running = this.#modules.get(url);
      const text = await textOf(url, needed);
      if (text === null) continue;
      const parsed = running?.parsed.text === text ? running.parsed : parseModule(url, text);
      found.set(url, parsed);
      for (const { own } of parsed.imports) if (own !== null) waiting.push({ url: own, needed: true });
      for (const own of running?.dynamic ?? []) waiting.push({ url: own, needed: false });
    }
    return found;
  }

  /** `import()` of running code: what it names joins the modules, and its change is from now on the importer's. */
  async #import(importer: string, specifier: string): Promise<vm.Module> {
    const own = ownUrl(specifier, importer);
    if (own === null) return importOutside(importer, specifier);
    const modules = this.#next ?? this.#modules;
    modules.get(importer)?.dynamic.add(own);
    if (!modules.has(own)) {
      const joining = renewed(await this.#parse(own), modules, (url, wanted) => this.#import(url, wanted));
      for (const [url, module] of joining) if (!modules.has(url)) modules.set(url, module);
    }
    return evaluated(modules, own);
  }
}

type Import = (importer: string, specifier: string) => Promise<vm.Module>;
type Modules = ReadonlyMap<string, AppModule>;

async function textOf(url: string, needed: boolean): Promise<string | null> {
  try {
    return await readFile(fileURLToPath(url), 'utf8');
  } catch (error) {
    if (needed) throw error;
    return null; // what was imported while the code ran may be gone; whoever asks for it again will hear of it
  }
}

/** Modules for these texts: those of the texts that have changed, and of whatever leads to them, are new. */
function renewed(found: ReadonlyMap<string, ParsedModule>, running: Modules, dynamic: Import): Map<string, AppModule> {
  const stale = staleOf(found, running);
  return new Map(Array.from(found, ([url, parsed]): [string, AppModule] => {
    const kept = stale.has(url) ? undefined : running.get(url);
    return [url, kept ?? { parsed, module: moduleOf(parsed, dynamic), dynamic: new Set() }];
  }));
}

function staleOf(found: ReadonlyMap<string, ParsedModule>, running: Modules): ReadonlySet<string> {
  const importers = new Map<string, string[]>();
  for (const [url, { imports }] of found) {
    const names = [...imports.map(({ own }) => own), ...(running.get(url)?.dynamic ?? [])];
    for (const own of names) if (own !== null) importers.set(own, [...(importers.get(own) ?? []), url]);
  }
  const waiting = [...new Set([...found.keys(), ...importers.keys()])].filter((url) => running.get(url)?.parsed !== found.get(url) || !found.has(url));
  const stale = new Set<string>();
  for (const url of waiting) {
    if (stale.has(url)) continue;
    stale.add(url);
    waiting.push(...(importers.get(url) ?? []));
  }
  return stale;
}

/** Holds on to nothing but its own URL: a module that stays must not keep those of its first time. */
function moduleOf({ url, text, source }: ParsedModule, dynamic: Import): vm.Module {
  if (source === null) return jsonModule(url, text);
  return new vm.SourceTextModule(source, {
    identifier: url,
    initializeImportMeta: (meta) => void Object.assign(meta, metaOf(url)),
    importModuleDynamically: (specifier) => dynamic(url, specifier),
  });
}

async function evaluated(modules: Modules, url: string): Promise<vm.Module> {
  const { module } = known(modules, url);
  if (module.status === 'unlinked') await module.link((specifier, { identifier }) => linked(modules, identifier, specifier));
  await module.evaluate();
  return module;
}

function linked(modules: Modules, importer: string, specifier: string): Promise<vm.Module> | vm.Module {
  const wanted = known(modules, importer).parsed.imports.find((each) => each.specifier === specifier);
  if (wanted === undefined || wanted.own === null) return importOutside(importer, specifier, wanted?.attributes);
  return known(modules, wanted.own).module;
}

function known(modules: Modules, url: string): AppModule {
  const module = modules.get(url);
  if (module === undefined) throw new TypeError(`${url} is no module of the app`);
  return module;
}

function jsonModule(url: string, text: string): vm.Module {
  const module: vm.SyntheticModule = new vm.SyntheticModule(['default'], () => module.setExport('default', JSON.parse(text)), { identifier: url });
  return module;
}

function metaOf(url: string): Readonly<Record<string, unknown>> {
  const filename = fileURLToPath(url);
  const resolve = (specifier: string): string => ownUrl(specifier, url) ?? pathToFileURL(createRequire(url).resolve(specifier)).href;
  return { url, filename, dirname: dirname(filename), main: false, resolve };
}
