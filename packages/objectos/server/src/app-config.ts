import type { Plugin } from '@objectos/kernel';
import type { JsonObject } from '@objectql/metadata';

/** A manifest and the code that belongs to it. */
export interface PluginSource {
  /** As written by its author; validated when it is loaded. */
  readonly manifest: unknown;
  /** URL of the module that the manifest's relative imports are resolved against; they may not leave its folder. */
  readonly from: string;
  /** Kernel plugins with the handlers that the manifest names. */
  readonly code?: readonly Plugin[];
}

/** What an `objectos.config.ts` exports as default. */
export interface AppConfig {
  /** What the app is made of. */
  readonly plugins: readonly PluginSource[];
  /** Tenants that exist from the first start on; `main` unless said. */
  readonly tenants?: readonly string[];
  /** `postgres://...`, where the stores lie in PostgreSQL; the environment's DATABASE_URL goes before it. SQLite files of the data folder unless said. */
  readonly database?: string;
  /** Origins whose pages may call REST from a browser, such as `https://app.example.com`; the environment's OBJECTOS_ORIGIN goes before them. None unless said. */
  readonly origins?: readonly string[];
  /** Runs at each `objectos start`, once the server listens. Must be safe to repeat, also after a kill. */
  ready?(this: void, host: AppHost): Promise<void>;
}

/** What an app may do when it has started: calls as the system, journalled as such. */
export interface AppHost {
  /** Where the server listens, such as `http://127.0.0.1:4000`. */
  readonly address: string;
  /** What a command of `objectos` needs beside its own words to reach this app from here: `--app examples`. */
  readonly flags: string;
  /** Calls an operation as the system. Throws a `Fault`. */
  call(tenant: string, operation: string, input: JsonObject): Promise<unknown>;
  /** Creates the record unless one with its id is there. */
  ensure(tenant: string, object: string, record: JsonObject & { readonly id: string }): Promise<void>;
  /** A line on standard output. */
  print(line: string): void;
  /** A progress bar on standard error. */
  progress(label: string, total: number): Progress;
}

export interface Progress {
  advance(by: number): void;
  done(): void;
}

/** Gives an app's configuration its type; returns it as it is. */
export function defineConfig(config: AppConfig): AppConfig {
  return config;
}
