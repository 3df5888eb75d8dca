import { defineConfig } from '@objectos/server';
import type { AppConfig } from '@objectos/server';
import { parityHandlers } from './parity-handlers.ts';
import { parityPlugins } from './parity-plugin.manifest.ts';

/** The app of these tests. Tenants and their people are made by each suite. */
export function parityConfig(world: { readonly secrets: boolean }): AppConfig {
  const from = new URL('parity-plugin.manifest.ts', import.meta.url).href;
  const plugins = parityPlugins(world).map((manifest) => ({ manifest, from }));
  return defineConfig({ plugins: [...plugins, { manifest: { name: 'parity-code', version: '1.0.0' }, from, code: [parityHandlers] }], tenants: ['home'] });
}
