import type { Plugin } from '@objectos/kernel';
import type { Json } from '@objectql/metadata';

/** A manifest and the code that belongs to it. */
export interface PluginSource {
  /** As written by its author; validated when it is loaded. */
  readonly manifest: unknown;
  /** `import.meta.url` of the module that the manifest's relative imports are resolved against; they may not leave its folder. */
  readonly from: string;
  /** Kernel plugins with the handlers that the manifest names. */
  readonly code?: readonly Plugin[];
}

/** What an `objectos.config.ts` exports as default. */
export interface AppConfig {
  readonly plugins: readonly PluginSource[];
  /** Tenants that exist from the first start on; `main` unless said. */
  readonly tenants?: readonly string[];
  /** Runs once the kernel takes calls, before the address is printed. Must be safe to run at every start. */
  ready?(host: AppHost): Promise<void>;
}

/** What an app may do when it has started. */
export interface AppHost {
  /** Calls an operation as the system on behalf of the app. Throws a `Fault`. */
  call(tenant: string, operation: string, input: Json, commandKey?: string): Promise<unknown>;
  /** Where the server listens, such as `http://127.0.0.1:4000`; null when it does not. */
  readonly address: string | null;
  /** The folder that holds the stores. */
  readonly data: string;
  print(line: string): void;
}

/** Gives an app's configuration its type; returns it as it is. */
export function defineConfig(config: AppConfig): AppConfig {
  return config;
}
