import { createRequire } from 'node:module';

/** Of this package, as its manifest says. */
export const version = (createRequire(import.meta.url)('../package.json') as { readonly version: string }).version;
